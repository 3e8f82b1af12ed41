"""An agreement in force with promises in it, and what the other rooms tell of them."""

from datetime import UTC, date, datetime, timedelta

from multaqa.clock import SystemClock
from multaqa.zone import day_of, start_of
from tests.integration.partners.links import sign

FNBTP = {
    "kind": "federation",
    "name": {"fr": "FNBTP", "ar": "الجامعة"},
    "sectors": ["building"],
    "contacts": [
        {"name": "Amal Bennis", "email": "amal@fnbtp.example", "language": "fr"},
        {"name": "Driss Alami", "email": "driss@fnbtp.example", "language": "ar"},
        {"name": "Sans adresse"},
    ],
}


def in_days(days: int) -> str:
    """Counted when asked: a run of all tests may begin on one day and end on the next."""
    return (day_of(SystemClock().now()) + timedelta(days=days)).isoformat()


def promise(owner, kind="hires", quantity=3, due_in=100):
    return {"kind": kind, "owner": owner, "quantity": quantity, "unit": kind, "due_on": in_days(due_in)}


def register(partners, **circumstances):
    return partners.ask("register_organisation", facts=FNBTP, **circumstances)["id"]


def in_force(partners, organisation, *promises, starts_in=0, ends_in=None, **more):
    """Drafted, approved, sent and signed by both sides; its id."""
    term = {"starts_on": in_days(starts_in), "ends_on": in_days(ends_in) if ends_in is not None else None}
    facts = {
        "kind": "framework",
        "title": {"fr": "Accord-cadre", "ar": "اتفاقية إطار"},
        "parties": [{"organisation_id": "directorate"}, {"organisation_id": organisation}],
        "commitments": list(promises) or [promise(organisation)],
        **term,
        **more,
    }
    agreement = partners.ask("draft_agreement", facts=facts)["id"]
    partners.ask("approve_agreement", agreement_id=agreement)
    partners.ask("send_for_signature", agreement_id=agreement)
    sign(partners, agreement, "directorate", organisation)
    return agreement


def hired(partners, organisation, hiring="h1", version=2, state="hired", contract="permanent", **circumstances):
    at = start_of(date.fromisoformat(circumstances.pop("day", in_days(0))))
    facts = {
        "id": hiring,
        "pseudonym": f"pseudonym of {hiring}",
        "organisation_id": organisation,
        "offer_id": "f1",
        "edition_id": "e1",
        "sector": "building",
        "contract": contract,
        "starts_on": in_days(30),
        "state": state,
        "offered_at": at.isoformat(),
        "answered_at": at.isoformat(),
        "confirmed_months": [],
    }
    ended = {"ended_at": at.isoformat()} if state == "withdrawn" else {}
    name = {"hired": "candidate_hired", "declined": "hiring_declined", "withdrawn": "hiring_withdrawn"}[state]
    return partners.hear(f"matching.{name}.v1", hiring, {**facts, **ended}, version=version, **circumstances)


def stood(partners, organisation, stand="t1", **circumstances):
    facts = {
        "id": stand,
        "edition_id": "e1",
        "organisation_id": organisation,
        "label": "A1",
        "tables": 2,
        "assigned_at": (datetime.now(UTC) - timedelta(days=30)).isoformat(),
        "arrived_at": datetime.now(UTC).isoformat(),
    }
    return partners.hear("events.stand_attended.v1", stand, facts, **circumstances)


def commitments_of(partners, agreement, **circumstances):
    return partners.ask("list_commitments", agreement_id=agreement, **circumstances)["items"]


def the_commitment(partners, agreement):
    (only,) = commitments_of(partners, agreement)
    return only


def judged(partners, organisation, juror="j1", **circumstances):
    facts = {
        "id": juror,
        "contest_id": "c1",
        "edition_id": "e1",
        "organisation_id": organisation,
        "scored_at": SystemClock().now().isoformat(),
    }
    return partners.hear("events.juror_scored.v1", juror, facts, **circumstances)
