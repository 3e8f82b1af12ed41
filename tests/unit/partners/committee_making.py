"""Committees, seats and meetings as the tests of governance need them."""

from datetime import UTC, date, datetime, timedelta

from services.partners.domain import LocalText, Organisation
from services.partners.domain.governance import AgendaItem, Committee, Mandate, Meeting, Seat

TODAY = date(2026, 5, 4)
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
MEETING_AT = datetime(2026, 6, 15, 9, tzinfo=UTC)
MEETING_DAY = MEETING_AT.date()
HALF = {"numerator": 1, "denominator": 2}
RULES = {"quorum": HALF, "notice_days": 15, "voting_rule": "simple_majority"}
INSTITUTE = Organisation("isbtp", "institute", LocalText("ISBTP Fès", "المعهد"))


def committee(**rules):
    facts = {"name": {"fr": "Comité de gestion", "ar": "لجنة التدبير"}, **RULES, **rules}
    return Committee.founded("c1", INSTITUTE, facts, at=NOW)


def seat(seat_id, organisation_id=None, *, voting=True, from_on=TODAY, until_on=None, mandates=()):
    facts = {
        "organisation_id": organisation_id or f"org-{seat_id}",
        "voting": voting,
        "from_on": from_on.isoformat(),
        "until_on": until_on.isoformat() if until_on else None,
    }
    founded = Seat.founded(seat_id, committee(), facts, today=TODAY)
    for given in mandates:
        founded.appoint(given, today=TODAY)
    return founded


def mandate(mandate_id="m1", from_on=TODAY, until_on=None, **facts):
    days = {"from_on": from_on.isoformat(), "until_on": until_on.isoformat() if until_on else None}
    return Mandate.given(mandate_id, {"holder": "Amal", "deputy": "Driss", **days, **facts})


def held_seat(seat_id, organisation_id=None, **facts):
    """A seat whose mandate is open: it counts on every day from today."""
    return seat(seat_id, organisation_id, mandates=[mandate(f"mandate-{seat_id}")], **facts)


def held_seats(*seat_ids):
    return [held_seat(seat_id) for seat_id in seat_ids]


def item(item_id="i1", **links):
    return AgendaItem(item_id, LocalText("Point", "نقطة"), **links)


def meeting(*agenda, at=NOW, starts_at=MEETING_AT, **rules):
    facts = {"starts_at": starts_at.isoformat(), "place": "Fès"}
    return Meeting.called("meeting-1", committee(**rules), facts, list(agenda or [item()]), at=at)


def present(*seat_ids, attends="holder"):
    return [{"seat_id": seat_id, "attends": attends} for seat_id in seat_ids]


def in_session(seats, *there, agenda=(), proxies=(), **rules):
    opened = meeting(*agenda, **rules)
    for giver, carrier in proxies:
        opened.give_proxy(giver, carrier, seats)
    opened.record_attendance(present(*there), seats, at=MEETING_AT)
    opened.open(seats, at=MEETING_AT)
    return opened


def decision(item_id="i1", **facts):
    return {"item_id": item_id, "text": {"fr": "Décidé.", "ar": "تقرر."}, **facts}


def votes(in_favour=0, against=0, abstentions=0):
    return {"in_favour": in_favour, "against": against, "abstentions": abstentions}


def ballots(**cast):
    return [{"seat_id": seat_id.replace("_", "-"), "vote": vote} for seat_id, vote in cast.items()]


def days(count):
    return timedelta(days=count)


def codes(refused):
    return [(fault["pointer"], fault["code"]) for fault in refused.value.errors]
