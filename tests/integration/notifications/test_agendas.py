"""Twelve changes of somebody's interviews are one mail; what is near is reminded of; nobody is written to at night."""

from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest

from multaqa.clock import SystemClock
from multaqa.testing.waiting import eventually
from services.notifications.domain import CHANNELS, REMINDER
from tests.integration.notifications import told
from tests.integration.running import RABAT
from tests.integration.told import sampled

CHANGED, PUBLISHED = "matching.agenda_changed.v1", "matching.timetable_published.v1"
SOON = 2.0


def at(**later):
    return (SystemClock().now() + timedelta(**later)).isoformat()


def noon(days, later=timedelta()):
    """In so many days: two hours sooner or later it is the same day in Morocco."""
    day = (SystemClock().now() + timedelta(days=days)).date()
    return (datetime.combine(day, time(12), UTC) + later).isoformat()


def interview(id="i1", starts_at=None, table="A12-1"):
    begins = starts_at or at(days=10)
    ends = (datetime.fromisoformat(begins) + timedelta(minutes=15)).isoformat()
    return {**sampled(PUBLISHED)["interviews"][0], "interview_id": id, "starts_at": begins, "ends_at": ends,
            "table": table}  # fmt: skip


def published(room, *interviews, **more):
    facts = sampled(PUBLISHED, edition_id="e1", candidate_id="p1", interviews=list(interviews))
    return room.hear(PUBLISHED, "t1", {**facts, **more})


def changed(room, now, before, number=1):
    change = {"change": "moved", "interview": now, "from_starts_at": before["starts_at"], "from_table": before["table"],
              "reason": None}  # fmt: skip
    facts = sampled(CHANGED, edition_id="e1", candidate_id="p1", interviews=[now], changes=[change])
    return room.hear(CHANGED, f"a{number}", facts)


def mails_of(room, *states, type=CHANGED, **circumstances):
    mails = room.ask("list_mails", **circumstances)["items"]
    return [one for one in mails if one["type"] == type and (not states or one["state"] in states)]


def reminders_due(room):
    return sorted(row["due"] for row in room.database.due.find({"kind": "remind"}))


@pytest.fixture
def salma(notifications):
    notifications.has_handled(told.edition(notifications), told.person(notifications))


def test_of_two_words_on_an_agenda_the_one_of_the_later_run_counts_whatever_their_times(notifications, salma):
    for number, version, table in ((1, 9, "T1"), (2, 1, "T2"), (1, 10, "T3"), (2, 3, "T4"), (2, 2, "T5")):
        facts = sampled(CHANGED, edition_id="e1", candidate_id="p1", interviews=[interview(table=table)])
        word = notifications.hear(CHANGED, f"a-{table}", {**facts, "run_number": number, "run_version": version})
        notifications.has_handled(word)
    (kept,) = notifications.database.agendas.find({})
    assert [one["table"] for one in kept["interviews"]] == ["T4"]
    before_runs = notifications.hear(CHANGED, "a-old", facts | {"interviews": [interview(table="T0")]})
    notifications.has_handled(before_runs)
    assert notifications.database.agendas.find_one({})["interviews"][0]["table"] == "T4"


def test_twelve_changes_within_the_time_are_one_mail_that_tells_the_last_against_the_first(notifying, mails):
    with notifying(smtp_port=mails.smtp_port, mail_gather_s=SOON) as room:
        room.has_handled(told.edition(room), told.person(room))
        places = [interview(table=f"T{number}") for number in range(13)]
        moves = [changed(room, now, before, n) for n, (before, now) in enumerate(pairwise(places))]
        room.has_handled(*moves)
        mails.has(1)
        letter = mails.letter(1).get_body(("plain",)).get_content()
        assert "T12" in letter
        assert "table T0)" in letter
        assert "T5" not in letter
        eventually(lambda: mails_of(room, "sent"))
        assert len(mails_of(room, "gathered")) == 11
        assert len({one["message_id"] for one in mails_of(room)}) == 12


def test_a_change_of_today_waits_for_no_others_and_takes_those_along_that_wait(notifying, mails):
    with notifying(smtp_port=mails.smtp_port, mail_gather_s=3600) as room:
        room.has_handled(told.edition(room), told.person(room))
        room.has_handled(changed(room, interview("far", table="B"), interview("far"), 1))
        assert mails.got()["count"] == 0
        soon = SystemClock().now().isoformat()
        room.has_handled(changed(room, interview("near", soon, "C"), interview("near", soon), 2))
        mails.has(1)
        letter = mails.letter(1).get_body(("plain",)).get_content()
        assert "table B" in letter
        assert "table C" in letter


def test_a_day_of_interviews_is_reminded_of_once_before_its_first(notifying, mails):
    with notifying(smtp_port=mails.smtp_port, mail_reminder_leads_s=[864_000 - 2]) as room:
        room.has_handled(told.edition(room), told.person(room))
        first = at(days=10)
        room.has_handled(published(room, interview("i1", first), interview("i2", first, "B3-1")))
        mails.has(2)
        reminder = mails.letter(2)
        assert reminder["Subject"].startswith("Rappel de vos entretiens")
        text = reminder.get_body(("plain",)).get_content()
        assert "A12-1" in text
        assert "B3-1" in text


def test_a_reminder_moves_with_its_interview_and_goes_with_it(notifications, salma):
    first, later = interview(starts_at=at(days=10)), interview(starts_at=at(days=11))
    notifications.has_handled(published(notifications, first))
    day, hours = timedelta(days=1), timedelta(hours=2)

    def expected(one):
        begins = datetime.fromisoformat(one["starts_at"])
        return [
            moment.replace(microsecond=moment.microsecond // 1000 * 1000) for moment in (begins - day, begins - hours)
        ]

    assert reminders_due(notifications) == expected(first)
    notifications.has_handled(changed(notifications, later, first))
    assert reminders_due(notifications) == expected(later)
    facts = sampled(CHANGED, edition_id="e1", candidate_id="p1", interviews=[], changes=[])
    notifications.has_handled(notifications.hear(CHANGED, "a9", facts))
    assert reminders_due(notifications) == []


@contextmanager
def waiting_for_morning(notifying, mails, *interviews):
    """The reminder of the first of these waits in each channel: it is night, and nobody is asked to take it."""
    lead = datetime.fromisoformat(interviews[0]["starts_at"]) - SystemClock().now() - timedelta(hours=1)
    night = {"mail_quiet_hours": ["00:00", "00:00"], "mail_reminder_leads_s": [int(lead.total_seconds())]}
    phones = {f"{name}_urls": ["json://127.0.0.1:9/{phone}"] for name in ("sms", "chat")}
    with notifying(smtp_port=mails.smtp_port, **night, **phones) as room:
        room.has_handled(told.edition(room), told.person(room), told.phone(room))
        room.has_handled(published(room, *interviews))
        first = room.database.due.find_one({"kind": "remind"}, sort=[("due", 1)])
        room.database.due.update_one({"_id": first["_id"]}, {"$set": {"due": SystemClock().now()}})
        eventually(lambda: sorted(one["channel"] for one in reminding(room, held=True)) == sorted(CHANNELS))
        yield room


def reminding(room, *, held=False):
    rows = room.database.sends.find({"type": REMINDER}, sort=[("_id", 1)])
    return [one for one in rows if not held or (one["reason"] or "").startswith("quiet hours")]


def waiting_letters(room):
    return sorted(row["key"] for row in room.database.due.find({"kind": "send_mail"}))


@pytest.mark.parametrize(
    "later", [timedelta(days=1), timedelta(hours=1), None], ids=["moved", "moved within the day", "cancelled"]
)
def test_a_reminder_that_waits_goes_with_its_interview_in_every_channel(notifying, mails, later):
    first = interview(starts_at=noon(10))
    with waiting_for_morning(notifying, mails, first) as room:
        if later:
            room.has_handled(changed(room, interview(starts_at=noon(10, later)), first))
        else:
            facts = sampled(CHANGED, edition_id="e1", candidate_id="p1", interviews=[], changes=[])
            room.has_handled(room.hear(CHANGED, "a9", facts))
        overtaken = reminding(room)
        assert [(one["state"], one["reason"]) for one in overtaken] == [("withdrawn", "its interviews changed")] * 4
        assert all(one["expires_at"] for one in overtaken)
        assert not {one["_id"] for one in overtaken} & set(waiting_letters(room))
        assert len(reminders_due(room)) == (1 if later else 0)


def test_a_reminder_that_waits_says_what_is_now_where_none_would_follow(notifying, mails):
    first, sooner = interview(starts_at=noon(10)), noon(10, timedelta(hours=-2))
    with waiting_for_morning(notifying, mails, first) as room:
        room.has_handled(changed(room, interview(starts_at=sooner, table="B3-1"), first))
        waiting = reminding(room)
        assert [one["state"] for one in waiting] == ["due"] * 4
        assert {one["told"]["interviews"][0]["table"] for one in waiting} == {"B3-1"}
        assert {one["told"]["expires_at"].isoformat() for one in waiting} == {sooner}
        assert {one["_id"] for one in waiting} <= set(waiting_letters(room))
        assert reminders_due(room) == []


def test_a_reminder_of_another_day_or_person_waits_on(notifying, mails):
    first, other = interview("i1", noon(10)), interview("i2", noon(20))
    with waiting_for_morning(notifying, mails, first, other) as room:
        before = reminding(room)
        agenda = {"edition_id": "e1", "changes": []}
        moved = sampled(CHANGED, candidate_id="p1", interviews=[first, interview("i2", noon(21))], **agenda)
        room.has_handled(room.hear(CHANGED, "a1", moved))
        room.has_handled(room.hear(CHANGED, "a9", sampled(CHANGED, candidate_id="p2", interviews=[], **agenda)))
        assert [one["told"] for one in reminding(room, held=True)] == [one["told"] for one in before]


def test_a_preliminary_timetable_is_not_reminded_of(notifications, salma):
    notifications.has_handled(published(notifications, interview(), preliminary=True))
    assert reminders_due(notifications) == []


def test_nobody_is_reminded_once_they_are_erased(notifications, salma):
    notifications.has_handled(published(notifications, interview()))
    (agenda,) = notifications.ask("export_person", person_id="p1")["agendas"]
    assert agenda["edition_id"] == "e1"
    assert notifications.ask("export_person", tenant=RABAT, person_id="p1")["agendas"] == []
    erased = notifications.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=2)
    notifications.has_handled(erased)
    notifications.has_handled(published(notifications, interview("i2")))
    assert notifications.database.agendas.count_documents({}) == 0


def test_at_night_only_what_somebody_waits_for_is_sent(notifying, mails):
    with notifying(smtp_port=mails.smtp_port, mail_quiet_hours=["00:00", "00:00"]) as room:
        room.has_handled(told.edition(room), told.person(room))
        room.has_handled(published(room, interview()))
        told.registered(room)
        assert mails.has(1)["mails"][0]["subject"].startswith("Inscription confirmée")
        held = eventually(lambda: [one for one in mails_of(room, "due", type=PUBLISHED) if one["reason"]])
        assert held[0]["reason"].startswith("quiet hours, until ")
        assert held[0]["attempts"] == 0


def test_a_person_gets_no_more_mails_than_one_may_at_a_time(notifying, mails):
    with notifying(smtp_port=mails.smtp_port, mail_most=[2, 3600]) as room:
        room.has_handled(told.edition(room), told.person(room))
        for number in range(3):
            room.has_handled(published(room, interview(f"i{number}")))
            eventually(lambda number=number: len(mails_of(room, "sent", type=PUBLISHED)) == min(number + 1, 2))
        held = eventually(lambda: [one for one in mails_of(room, "due", type=PUBLISHED) if one["reason"]])
        assert held[0]["reason"].startswith("enough mails for now")
        assert mails.got()["count"] == 2
