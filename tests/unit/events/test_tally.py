"""What the quotas say is held against the registrations counted."""

from services.events.domain import Quota, Tally

QUOTA = Quota("e1/candidate", "e1", "candidate", capacity=10, taken=5, last_place=2)


def test_figures_name_every_state():
    figures = Tally((QUOTA,), {("candidate", "confirmed"): 5}).figures()
    others = dict.fromkeys(("pending", "waitlisted", "offered", "checked_in", "cancelled"), 0)
    assert figures == {"candidate": {"capacity": 10, "confirmed": 5, **others}}


def test_who_has_come_still_holds_a_seat():
    counted = {("candidate", "confirmed"): 3, ("candidate", "checked_in"): 2}
    assert Tally((QUOTA,), counted).reconciliation()["drift"] == 0


def test_drift_is_reported():
    report = Tally((QUOTA,), {("candidate", "confirmed"): 4, ("candidate", "cancelled"): 9}).reconciliation()
    assert report == {"quotas": [{"category": "candidate", "taken": 5, "counted": 4, "drift": 1}], "drift": 1}
