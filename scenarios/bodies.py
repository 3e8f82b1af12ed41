"""The bodies that the player sends: the season's entities in the shapes of `/v1`."""

from datetime import date, datetime, time, timedelta

from multaqa.zone import CASABLANCA
from scenarios.api import Body
from scenarios.generator import Candidate, Offer
from scenarios.script import (
    Agreement,
    Clause,
    Commitment,
    Committee,
    Edition,
    Organisation,
    Play,
    Programme,
    SkillNeed,
)

DIRECTORATE = "directorate"


def local(french: str, arabic: str) -> Body:
    return {"fr": french, "ar": arabic}


def organisation(entity: Organisation) -> Body:
    return {"kind": entity.kind, "name": local(entity.name_fr, entity.name_ar), "sectors": [entity.sector]}


def agreement(entity: Agreement, clauses: list[Clause], partner: Organisation, ids: Body, today: date) -> Body:
    """`ids`: the organisations', editions' and committees' ids by the script's keys; the directorate is its own."""
    signed_at = {"edition_id": ids[entity.signed_at]} if entity.signed_at else {}
    seat = {"organisation_id": ids[entity.partner], "voting": True}
    return {
        "kind": entity.kind,
        "title": local(entity.title_fr, entity.title_ar),
        "sectors": [partner.sector],
        "territory": ["Fès-Meknès"],
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=730)).isoformat(),
        "parties": [{"organisation_id": DIRECTORATE}, {"organisation_id": ids[entity.partner]}],
        "clauses": [clause(words) for words in clauses],
        "commitments": [_commitment(promise, ids, today) for promise in entity.commitments],
        "seats": [{**seat, "committee_id": ids[committee_key(entity.seat_on)]}] if entity.seat_on else [],
        **signed_at,
    }


def clause(words: Clause) -> Body:
    return {
        "code": words.key,
        "title": local(words.title_fr, words.title_ar),
        "body": local(words.body_fr, words.body_ar),
    }


def committee_key(institute: str) -> str:
    """The key under which the ledger knows an institute's committee."""
    return f"committee:{institute}"


def signatory(organisation_id: str, name: str, email: str) -> Body:
    return {"organisation_id": organisation_id, "name": name, "email": email, "language": "fr"}


def committee(entity: Committee, institute_id: str) -> Body:
    return {
        "institute_id": institute_id,
        "name": local(entity.name_fr, entity.name_ar),
        "quorum": entity.quorum,
        "notice_days": entity.notice_days,
        "voting_rule": "simple_majority",
    }


def mandate(holder: str, from_on: date) -> Body:
    return {"holder": holder, "deputy": f"Suppléance : {holder}", "from_on": from_on.isoformat()}


def programme(entity: Programme, institute_id: str, sector: str, since: int) -> Body:
    return {
        "institute_id": institute_id,
        "code": entity.code,
        "title": local(entity.title_fr, entity.title_ar),
        "sector": sector,
        "level": entity.level,
        "places": entity.places,
        "since": since,
        "skills": [{"skill": skill, "level": level} for skill, level in entity.teaches.items()],
    }


def curriculum_change(entity: Programme, agreement_id: str, from_year: int) -> Body:
    return {
        "steps": [{"action": "add", "skill": skill, "level": level} for skill, level in entity.adds.items()],
        "reason": "La fédération demande des conducteurs de chantier qui lisent une maquette numérique.",
        "origin": {"kind": "agreement", "id": agreement_id},
        "from_year": from_year,
    }


def _commitment(promise: Commitment, ids: Body, today: date) -> Body:
    return {
        "kind": promise.kind,
        "owner": ids.get(promise.owner, DIRECTORATE),
        "quantity": promise.quantity,
        "unit": promise.unit,
        "due_on": (today + timedelta(days=promise.due_in_days)).isoformat(),
    }


def skill_need(entity: SkillNeed, organisation_id: str, agreement_id: str, today: date) -> Body:
    return {
        "organisation_id": organisation_id,
        "agreement_id": agreement_id,
        "skill": entity.skill,
        "level": entity.level,
        "headcount": entity.headcount,
        "horizon": (today + timedelta(days=entity.horizon_in_days)).isoformat(),
    }


def series(entity: Edition) -> Body:
    return {"name": local(entity.series.name_fr, entity.series.name_ar)}


def edition(entity: Edition, series_id: str, quotas: dict[str, int], opens: str, today: date) -> Body:
    starts_at = _moment(entity, opens, today)
    return {
        "series_id": series_id,
        "number": entity.number,
        "theme": local(entity.theme_fr, entity.theme_ar),
        "sectors": entity.sectors,
        "venue": entity.venue,
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=9)).isoformat(),
        "quotas": [{"category": category, "capacity": capacity} for category, capacity in quotas.items()],
    }


def _moment(entity: Edition, opens: str, today: date) -> datetime:
    return datetime.combine(today + timedelta(days=entity.starts_in_days), time.fromisoformat(opens), CASABLANCA)


PITCH_X, PITCH_Y, STAND = 36, 45, (30, 40)
"""From one stand to the next, and how large one is, in decimetres."""


def plan() -> Body:
    """One hall with eight aisles of eight stands."""
    hall = {"x": 0, "y": 0, "width": 8 * PITCH_X + 10, "height": 8 * PITCH_Y + 10}
    name = {"fr": "Grand hall", "ar": "القاعة الكبرى"}
    return {"width": hall["width"], "height": hall["height"], "zones": [{"code": "hall", "name": name, **hall}]}


def stand(organisation_id: str, number: int, tables: int) -> Body:
    """Eight stands to an aisle: A1 to A8, B1 to B8."""
    aisle, place = divmod(number - 1, 8)
    ground = {"x": 10 + place * PITCH_X, "y": 10 + aisle * PITCH_Y, "width": STAND[0], "height": STAND[1]}
    label = f"{'ABCDEFGH'[aisle]}{place + 1}"
    return {"organisation_id": organisation_id, "label": label, "tables": tables, "place": {"zone": "hall", **ground}}


def timetable(entity: Edition, play: Play, today: date) -> Body:
    return {
        "starts_at": _moment(entity, play.day.opens, today).isoformat(),
        "slot_minutes": play.day.slot_minutes,
        "slots_per_day": play.day.slots,
        "days": 1,
        "most_per_candidate": play.interviews_per_candidate,
    }


def person(entity: Candidate) -> Body:
    return {
        "name": {"latin": entity.name_latin, "arabic": entity.name_arabic},
        "email": entity.email,
        "language": entity.language,
        "consents": [
            {"purpose": "participation", "given": True},
            {"purpose": "share_cv", "given": entity.shares_cv},
        ],
    }


def profile(entity: Candidate) -> Body:
    return {
        "training_level": entity.level,
        "skills": [{"code": held.skill, "level": held.level, "source": "declared"} for held in entity.skills],
        "sectors": [entity.sector],
        "languages": list(entity.languages),
        "mobility": list(entity.mobility),
        "contracts": list(entity.contracts),
    }


def offer(entity: Offer, organisation_id: str, edition_id: str, open_until: date) -> Body:
    first, *wished = entity.skills
    return {
        "organisation_id": organisation_id,
        "edition_id": edition_id,
        "title": local(entity.title_fr, entity.title_ar),
        "sector": entity.sector,
        "required": [{"code": first.skill, "level": first.level}],
        "wished": [{"code": skill.skill, "level": skill.level} for skill in wished],
        "headcount": entity.headcount,
        "place": entity.city,
        "contract": entity.contract,
        "training_level": entity.level,
        "languages": list(entity.languages),
        "knock_outs": list(entity.knock_outs),
        "recruiter_codes": list(entity.recruiters),
        "closes_at": datetime.combine(open_until, time(18), tzinfo=CASABLANCA).isoformat(),
    }


def creators_meeting(organisation_id: str, edition_id: str) -> Body:
    """What a textile company looks for among creators: no position, a skill at most."""
    return {
        "kind": "creators_meeting",
        "organisation_id": organisation_id,
        "edition_id": edition_id,
        "title": local("Une capsule Amazigh Fashion", "مجموعة من الموضة الأمازيغية"),
        "sector": "textile",
        "wished": [{"code": "textile.fashion-design", "level": 2}],
    }


def held(rating: int, next_step: str) -> Body:
    return {"outcome": "held", "rating": rating, "next_step": next_step}


def not_held() -> Body:
    return {"outcome": "not_held"}


def hiring(interview_id: str, contract: str, starts_on: date) -> Body:
    return {"interview_id": interview_id, "contract": contract, "starts_on": starts_on.isoformat()}
