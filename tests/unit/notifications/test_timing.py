"""Nobody is woken up or flooded, what comes to nothing is not told, and each day's first interview is reminded of."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from services.notifications.domain import REMINDER, Send, Timing, reminders
from services.notifications.domain.timing import merged

NIGHT = (time(21), time(7, 30))
HOUR = timedelta(hours=1)
TIMING = Timing(NIGHT, timedelta(minutes=2), 2, HOUR, (24 * HOUR, 2 * HOUR))


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "decent"),
    [
        ("2026-06-08T12:00", "2026-06-08T12:00"),
        ("2026-06-08T19:59", "2026-06-08T19:59"),  # 20:59 in Morocco
        ("2026-06-08T20:00", "2026-06-09T06:30"),
        ("2026-06-08T23:30", "2026-06-09T06:30"),
        ("2026-06-09T06:29", "2026-06-09T06:30"),
        ("2026-06-09T06:30", "2026-06-09T06:30"),
        ("2026-02-20T21:30", "2026-02-21T07:30"),  # in Ramadan Morocco is on UTC
        ("2026-02-14T22:00", "2026-02-15T07:30"),  # the night in which it goes there
    ],
)
def test_the_quiet_hours_are_morocco_s_whatever_the_decree(at, decent):
    assert TIMING.decent(utc(at)) == utc(decent)


def test_quiet_hours_may_lie_within_a_day_or_not_be():
    noon = Timing((time(12), time(14)), HOUR, 2, HOUR, ())
    assert noon.decent(utc("2026-06-08T12:10")) == utc("2026-06-08T13:00")
    assert noon.decent(utc("2026-06-08T13:00")) == utc("2026-06-08T13:00")
    assert Timing(None, HOUR, 2, HOUR, ()).decent(utc("2026-06-08T23:00")) == utc("2026-06-08T23:00")


def test_who_got_as_many_as_one_may_gets_the_next_when_the_first_is_long_ago():
    at = utc("2026-06-08T12:00")
    sent = [at - timedelta(minutes=minutes) for minutes in (90, 50, 20)]
    assert TIMING.free_at(sent[:2], at) == at
    assert TIMING.free_at(sent, at) == at + timedelta(minutes=10)
    assert TIMING.free_at([*sent, at], at) == at + timedelta(minutes=40)


def test_each_day_is_reminded_of_before_its_first_interview():
    interviews = [{"starts_at": utc(at)} for at in ("2026-06-08T10:00", "2026-06-08T08:00", "2026-06-09T23:30")]
    assert reminders(interviews, (2 * HOUR,)) == {
        (date(2026, 6, 8), 2 * HOUR): utc("2026-06-08T06:00"),
        (date(2026, 6, 10), 2 * HOUR): utc("2026-06-09T21:30"),
    }
    assert reminders([], (HOUR,)) == {}


# several changes as one


def change(kind, at="09:00", before=None, id="i1", table="A"):
    interview = {"interview_id": id, "starts_at": at, "table": table}
    from_starts_at, from_table = before or (None, None)
    told = {"from_starts_at": from_starts_at, "from_table": from_table, "reason": None}
    return {"change": kind, "interview": interview, **told}


@pytest.mark.parametrize(
    ("earlier", "later", "as_one"),
    [
        (change("moved", "10:00", ("09:00", "A")), change("moved", "11:00", ("10:00", "A")),
         change("moved", "11:00", ("09:00", "A"))),
        (change("moved", "10:00", ("09:00", "A")), change("moved", "09:00", ("10:00", "A")), None),
        (change("moved", "10:00", ("09:00", "A")), change("cancelled", "10:00"), change("cancelled", "10:00")),
        (change("scheduled", "10:00"), change("moved", "11:00", ("10:00", "A")), change("scheduled", "11:00")),
        (change("scheduled", "10:00"), change("cancelled", "10:00"), None),
        (change("cancelled", "09:00"), change("scheduled", "09:00"), None),
        (change("cancelled", "09:00"), change("scheduled", "10:00"), change("moved", "10:00", ("09:00", "A"))),
    ],
)  # fmt: skip
def test_two_changes_of_an_interview_are_told_as_what_is_now_against_what_was_told(earlier, later, as_one):
    assert merged([earlier], [later]) == ([as_one] if as_one else [])


def test_changes_of_other_interviews_stand_side_by_side():
    one, other = change("scheduled"), change("scheduled", id="i2")
    assert merged([one], [other]) == [one, other]


# what is held


def send(type="matching.agenda_changed.v1", **told):
    told = {"edition_id": "e1", "interviews": [], "changes": [], **told}
    return Send("n1", "p1", "m1", type, told, utc("2026-06-08T12:00"))


def test_at_night_what_nobody_waits_for_is_held_until_the_morning():
    held = send().hold(TIMING, [], utc("2026-06-08T22:00"))
    assert (held.outcome, held.until) == ("held", utc("2026-06-09T06:30"))
    assert send().hold(TIMING, [], utc("2026-06-08T12:00")) is None


def test_an_answer_to_what_one_did_a_code_and_a_change_of_today_come_at_any_hour():
    night = utc("2026-06-08T22:00")
    moved = {"interview": {"starts_at": utc("2026-06-08T22:30")}, "from_starts_at": None}
    answers = [send(type) for type in ("events.registration_confirmed.v1", "partners.signature_code.v1")]
    assert [one.hold(TIMING, [night] * 9, night) for one in (*answers, send(changes=[moved]))] == [None] * 3


def test_what_would_come_too_late_in_the_morning_comes_now():
    night = utc("2026-06-08T22:00")
    early = send(REMINDER, expires_at=utc("2026-06-09T06:00"))
    assert early.hold(TIMING, [], night) is None
    assert send(REMINDER, expires_at=utc("2026-06-09T08:00")).hold(TIMING, [], night) is not None


def test_room_for_one_more_in_the_night_is_in_the_morning():
    at = utc("2026-06-08T19:30")
    held = send().hold(TIMING, [at, at], at)
    assert held.until == utc("2026-06-09T06:30")
    assert held.reason.startswith("enough mails for now")


def test_a_mail_takes_in_another_whichever_came_first():
    moved, other = change("moved", "10:00", ("09:00", "A")), change("scheduled", id="i2")
    first, last = send(changes=[moved]), send(changes=[other], interviews=["all"])
    first.message_id, last.message_id, last.id = "m1", "m2", "n2"
    last.gather(first)
    assert (last.told["changes"], last.told["interviews"]) == ([moved, other], ["all"])
    assert (first.state, first.reason, first.told) == ("gathered", "told in n2", {})


def test_what_came_to_nothing_and_changes_once_more_is_told():
    there, back = change("moved", "10:00", ("09:00", "A")), change("moved", "09:00", ("10:00", "A"))
    again = change("moved", "11:00", ("09:00", "A"))
    first, *others = (send(changes=[one]) for one in (there, back, again))
    for number, other in enumerate(others):
        other.message_id = f"m{number + 2}"
        first.gather(other)
    assert (first.state, first.reason, first.told["changes"]) == ("due", None, [again])


def test_a_mail_whose_changes_come_to_nothing_is_not_sent():
    there, back = change("moved", "10:00", ("09:00", "A")), change("moved", "09:00", ("10:00", "A"))
    first, last = send(changes=[there]), send(changes=[back])
    last.message_id = "m2"
    first.gather(last)
    assert first.state == "withdrawn"
