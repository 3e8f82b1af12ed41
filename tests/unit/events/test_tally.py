"""What the quotas say is held against the registrations and holds counted."""

from services.events.domain import Quota, Tally

QUOTA = Quota("e1/candidate", "e1", "candidate", capacity=10, taken=5, last_place=2)
TALK = Quota("e1/t1/*", "e1", None, capacity=4, activity_id="t1", taken=1)


def test_figures_name_every_state_of_each_category():
    figures = Tally((QUOTA, TALK), {("candidate", "confirmed"): 5}, {}).figures()
    others = dict.fromkeys(("pending", "waitlisted", "offered", "checked_in", "cancelled"), 0)
    assert figures == {"candidate": {"capacity": 10, "confirmed": 5, **others}}


def test_drift_is_reported_for_each_quota():
    report = Tally((QUOTA, TALK), {}, {"e1/candidate": 4, "e1/t1/*": 3}).reconciliation()
    assert [(line["activity_id"], line["counted"], line["drift"]) for line in report["quotas"]] == [
        (None, 4, 1),
        ("t1", 3, -2),
    ]
    assert report["drift"] == 3


def test_there_is_none_where_every_seat_is_in_use():
    assert Tally((QUOTA, TALK), {}, {"e1/candidate": 5, "e1/t1/*": 1}).drift == 0
