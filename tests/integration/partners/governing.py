"""An institute with a committee, seats that are held, and meetings, asked for by RPC."""

from datetime import datetime, timedelta

from multaqa.clock import MovableClock
from multaqa.zone import day_of
from tests.integration.partners.promising import in_force

INSTITUTE = {"kind": "institute", "name": {"fr": "ISBTP Fès", "ar": "معهد البناء"}, "sectors": ["building"]}
RULES = {"quorum": {"numerator": 1, "denominator": 2}, "notice_days": 0, "voting_rule": "simple_majority"}
ITEM = {"title": {"fr": "Stages", "ar": "التداريب"}}
TEXT = {"fr": "Dix stages de plus.", "ar": "عشرة تداريب إضافية."}


def institute(partners):
    return partners.ask("register_organisation", facts=INSTITUTE)["id"]


def found(partners, institute_id=None, **rules):
    named = {"name": {"fr": "Comité de gestion", "ar": "لجنة التدبير"}, "institute_id": institute_id}
    facts = {**RULES, **named, "institute_id": institute_id or institute(partners), **rules}
    return partners.ask("found_committee", facts=facts)["id"]


def seat(partners, committee, organisation="directorate", *, voting=True, **days):
    facts = {"organisation_id": organisation, "voting": voting, **days}
    return partners.ask("grant_seat", committee_id=committee, facts=facts)["id"]


def appoint(partners, seat_id, *, from_in=0, until_in=None, **names):
    facts = {
        "holder": "Amal Bennis",
        "deputy": "Driss Alami",
        "from_on": in_days(partners, from_in),
        "until_on": None if until_in is None else in_days(partners, until_in),
        **names,
    }
    return partners.ask("appoint", seat_id=seat_id, facts=facts)


def held_seat(partners, committee, organisation="directorate", **circumstances):
    seat_id = seat(partners, committee, organisation, **circumstances)
    appoint(partners, seat_id)
    return seat_id


def granted_by(partners, committee, federation, **more):
    """A framework agreement in force that grants the federation a seat: the agreement's id and the seat's."""
    grant = {"committee_id": committee, "organisation_id": federation, "voting": True}
    agreement = in_force(partners, federation, seats=[grant], **more)
    seats = partners.ask("list_seats", committee_id=committee, limit=200)["items"]
    return agreement, next(one["id"] for one in seats if one["agreement_id"] == agreement)


def call(partners, committee, *items, **facts):
    starts_at = (now(partners) + timedelta(seconds=2)).isoformat()
    asked = {"starts_at": starts_at, "place": "ISBTP Fès", "agenda": list(items or [ITEM]), **facts}
    return partners.ask("call_meeting", committee_id=committee, facts=asked)


def attend(partners, meeting_id, *seats, attends="holder"):
    present = [{"seat_id": seat_id, "attends": attends} for seat_id in seats]
    return partners.ask("record_attendance", meeting_id=meeting_id, present=present)


def in_session(partners, committee, seats, *items):
    meeting = call(partners, committee, *items)
    attend(partners, meeting["id"], *seats)
    return partners.ask("open_meeting", meeting_id=meeting["id"])


def decide(partners, meeting, in_favour, against=0, place=0, **more):
    votes = {"in_favour": in_favour, "against": against, "abstentions": 0}
    facts = {"item_id": meeting["agenda"][place]["id"], "text": TEXT, "votes": votes, **more}
    return partners.ask("take_decision", meeting_id=meeting["id"], facts=facts)


def now(partners) -> datetime:
    return MovableClock(partners.database.client).now()


def in_days(partners, days: int) -> str:
    return (day_of(now(partners)) + timedelta(days=days)).isoformat()
