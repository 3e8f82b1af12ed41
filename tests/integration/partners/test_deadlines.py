"""Deadlines over months, restarts and moves: each reminder once, to both sides; and as a calendar."""

import json
from base64 import b64decode
from contextlib import contextmanager
from datetime import date
from hashlib import sha256

import pytest
from icalendar import Calendar

from multaqa import clock
from multaqa.errors import NotFound
from multaqa.testing.waiting import eventually
from tests.integration.partners.promising import hired, in_days, in_force, promise, register, the_commitment
from tests.integration.running import FES, RABAT, running

NEAR = "partners.deadline_near.v1"
STEWARD = {"name": "Salma Idrissi", "email": "salma@directorate.example", "language": "fr"}


@pytest.fixture
def house(amqp_uri, mongo_uri, mongo_database, monkeypatch):
    """Start the room on a clock of this test's own; to be started again as often as it dies."""
    monkeypatch.setattr(clock, "DEVELOPMENT_DATABASE", f"{mongo_database}_clock")

    @contextmanager
    def start():
        with running("partners", amqp_uri, mongo_uri, mongo_database, development=True) as room:
            yield room

    return start


def reminded(partners, kind=None):
    return [told.facts["days"] for told in partners.told(NEAR) if kind in (None, told.facts["kind"])]


def deadlines(partners, **asked):
    return [(one["kind"], one["on"]) for one in partners.ask("list_deadlines", **asked)["items"]]


def waiting(partners):
    """When the next turn of each deadline is due."""
    return {row["key"]: row["due"] for row in partners.database.due.find({"kind": "deadline"})}


def everything_due_is_done(partners, now):
    eventually(lambda: not [turn for turn in waiting(partners).values() if turn <= now()])


def test_each_reminder_is_told_once_over_restarts_and_absences(house, mongo_uri):
    with house() as partners:
        employer = register(partners)
        in_force(partners, employer, promise("directorate", "trainers", due_in=2000), ends_in=200)
    for days_later, told in ((21, [180]), (0, [180]), (90, [180, 90]), (0, [180, 90]), (60, [180, 90, 30])):
        clock.move(mongo_uri, days=days_later)
        with house() as partners:
            now = clock.MovableClock(partners.database.client).now
            everything_due_is_done(partners, now)
            assert reminded(partners, "expiry") == told


def test_who_was_away_over_several_reminders_gives_only_the_most_pressing(house, mongo_uri):
    with house() as partners:
        employer = register(partners)
        in_force(partners, employer, promise("directorate", "trainers", due_in=2000), ends_in=200)
    clock.move(mongo_uri, days=195)
    with house() as partners:
        eventually(lambda: reminded(partners))
        everything_due_is_done(partners, clock.MovableClock(partners.database.client).now)
        assert reminded(partners) == [7]


def test_both_sides_are_reminded_of_what_an_agreement_asks_of_them(house, mongo_uri):
    with house() as partners:
        partners.ask("name_steward", facts=STEWARD)
        employer = register(partners)
        agreement = in_force(partners, employer, promise(employer, due_in=40))
        partners.has_handled(hired(partners, employer))
        clock.move(mongo_uri, days=11)
        (told,) = eventually(lambda: partners.told(NEAR))
    assert (told.facts["kind"], told.facts["days"], told.facts["on"]) == ("commitment", 30, in_days(40))
    assert told.facts["agreement_id"] == agreement
    assert told.facts["commitment"] == {"kind": "hires", "quantity": 3, "unit": "hires", "progress": 1}
    assert sorted(one["email"] for one in told.facts["addressees"]) == [
        "amal@fnbtp.example",
        "driss@fnbtp.example",
        "salma@directorate.example",
    ]
    assert {one["email"]: one["language"] for one in told.facts["addressees"]}["driss@fnbtp.example"] == "ar"


def test_an_agreement_may_have_a_steward_of_its_own(house, mongo_uri):
    with house() as partners:
        partners.ask("name_steward", facts=STEWARD)
        employer = register(partners)
        agreement = in_force(partners, employer, promise(employer, due_in=40))
        own = {**STEWARD, "email": "hind@directorate.example"}
        partners.ask("name_agreement_steward", agreement_id=agreement, facts=own)
        clock.move(mongo_uri, days=11)
        (told,) = eventually(lambda: partners.told(NEAR))
    emails = {one["email"] for one in told.facts["addressees"]}
    assert "hind@directorate.example" in emails
    assert "salma@directorate.example" not in emails


def test_nobody_is_reminded_of_what_is_fulfilled(partners):
    employer = register(partners)
    agreement = in_force(partners, employer, promise(employer, quantity=1))
    assert deadlines(partners) == [("commitment", in_days(100))]
    assert len(waiting(partners)) == 1
    partners.has_handled(hired(partners, employer))
    assert (deadlines(partners), waiting(partners)) == ([], {})
    partners.has_handled(hired(partners, employer, version=3, state="declined"))
    assert deadlines(partners) == [("commitment", in_days(100))]
    assert the_commitment(partners, agreement)["status"] == "planned"
    assert len(waiting(partners)) == 1


def test_an_agreement_that_renews_itself_has_a_last_day_for_notice(partners):
    employer = register(partners)
    agreement = in_force(partners, employer, ends_in=400, renewal_months=12, notice_days=60)
    assert deadlines(partners) == [("commitment", in_days(100)), ("notice", in_days(340)), ("expiry", in_days(400))]
    partners.ask("give_notice", agreement_id=agreement, organisation_id=employer)
    assert deadlines(partners) == [("commitment", in_days(100)), ("expiry", in_days(400))]


def test_a_renewal_moves_the_deadlines(house, mongo_uri):
    with house() as partners:
        employer = register(partners)
        far = promise("directorate", "trainers", due_in=2000)
        in_force(partners, employer, far, ends_in=20, renewal_months=12)
        (first,) = deadlines(partners, kind="expiry")
        clock.move(mongo_uri, days=22)
        (second,) = eventually(lambda: [one for one in deadlines(partners, kind="expiry") if one != first])
    assert date.fromisoformat(second[1]).year == date.fromisoformat(first[1]).year + 1


def test_deadlines_are_listed_from_the_nearest_on(partners):
    employer, other = register(partners), register(partners)
    in_force(partners, employer, *[promise(employer, due_in=days) for days in (50, 10, 30, 40, 20)])
    in_force(partners, other, promise(other, due_in=25))
    days = [in_days(day) for day in (10, 20, 25, 30, 40, 50)]
    assert [on for _, on in deadlines(partners)] == days
    assert [on for _, on in deadlines(partners, before=in_days(25))] == days[:3]
    assert [on for _, on in deadlines(partners, organisation_id=other)] == [in_days(25)]
    seen, after = [], None
    while True:
        page = partners.ask("list_deadlines", after=after, limit=2, before=in_days(45))
        seen += [one["on"] for one in page["items"]]
        if (after := page["next"]) is None:
            break
    assert seen == days[:5]


def test_a_turn_is_found_by_its_index_and_not_by_looking_through_the_agreements(partners):
    employer = register(partners)
    in_force(partners, employer, *[promise(employer, due_in=day) for day in range(20, 60)])
    turns = {"kind": {"$in": ["deadline"]}, "due": {"$lte": min(waiting(partners).values())}}
    plan = partners.database.command("explain", {"find": "due", "filter": turns}, verbosity="executionStats")
    assert plan["executionStats"]["totalDocsExamined"] == plan["executionStats"]["nReturned"] == 1


# as a calendar


def opened(partners, key=None, **facts):
    return partners.ask("open_calendar", key=key, facts={"language": "fr", **facts})


def digest_in(path):
    return sha256(path.split("/")[3].partition(".")[2].encode()).hexdigest()


def read(partners, path, **circumstances):
    answer = partners.ask("read_calendar", link=digest_in(path), **circumstances)
    assert answer["media_type"] == "text/calendar"
    return Calendar.from_ical(b64decode(answer["content"]))


def events(calendar):
    return {str(one["uid"]): (one["dtstart"].dt.isoformat(), str(one["summary"])) for one in calendar.walk("VEVENT")}


def test_a_calendar_program_reads_the_deadlines_of_a_partner_without_a_key(partners):
    employer, other = register(partners), register(partners)
    in_force(partners, employer, promise(employer, due_in=30), ends_in=365)
    in_force(partners, other, promise(other, due_in=40))
    path = opened(partners, organisation_id=employer)["path"]
    assert path.startswith(f"/v1/links/{FES}.")
    seen = events(read(partners, path))
    assert sorted(seen.values()) == [
        (in_days(30), "Échéance d'un engagement : Accord-cadre"),
        (in_days(365), "Fin de l'accord : Accord-cadre"),
    ]
    assert events(read(partners, path)) == seen
    everything = events(read(partners, opened(partners, language="ar")["path"]))
    assert len(everything) == 3
    assert (in_days(40), "حلول أجل التزام: اتفاقية إطار") in everything.values()


def test_an_ended_calendar_is_read_by_nobody(partners):
    feed = opened(partners)
    assert partners.ask("end_calendar", calendar_id=feed["id"])["ended_at"]
    with pytest.raises(NotFound, match="link.not_found"):
        read(partners, feed["path"])


def test_the_address_of_a_calendar_is_kept_nowhere_but_in_the_answer(partners):
    feed = opened(partners, key="k1")
    secret = feed["path"].split("/")[3].partition(".")[2]
    names = partners.database.list_collection_names()
    kept = json.dumps([list(partners.database[name].find({})) for name in sorted(names)], default=str)
    assert digest_in(feed["path"]) in kept
    assert secret not in kept
    assert opened(partners, key="k1") == {**feed, "path": None}
    assert "path" not in partners.ask("list_calendars")["items"][0]


def test_another_tenant_sees_and_changes_nothing(partners):
    employer = register(partners)
    agreement = in_force(partners, employer)
    feed = opened(partners)
    for method in ("list_deadlines", "list_calendars"):
        assert partners.ask(method, tenant=RABAT)["items"] == []
    assert partners.ask("list_deadlines", tenant=RABAT, organisation_id=employer)["items"] == []
    foreign = [
        ("end_calendar", {"calendar_id": feed["id"]}),
        ("read_calendar", {"link": digest_in(feed["path"])}),
        ("open_calendar", {"facts": {"organisation_id": employer, "language": "fr"}}),
        ("name_agreement_steward", {"agreement_id": agreement, "facts": STEWARD}),
    ]
    before = partners.holds()
    for method, arguments in foreign:
        with pytest.raises(NotFound):
            partners.ask(method, tenant=RABAT, **arguments)
    assert partners.holds() == before
    partners.ask("name_steward", tenant=RABAT, facts=STEWARD)
    assert partners.database.stewards.count_documents({"tenant": FES}) == 0
