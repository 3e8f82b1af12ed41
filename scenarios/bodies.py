"""The bodies that the player sends: the season's entities in the shapes of `/v1`."""

from datetime import date, timedelta

from scenarios.api import Body
from scenarios.script import Agreement, Commitment, Organisation, SkillNeed

DIRECTORATE = "directorate"


def local(french: str, arabic: str) -> Body:
    return {"fr": french, "ar": arabic}


def organisation(entity: Organisation) -> Body:
    return {"kind": entity.kind, "name": local(entity.name_fr, entity.name_ar), "sectors": [entity.sector]}


def agreement(entity: Agreement, partner: Organisation, ids: Body, today: date) -> Body:
    """`ids`: the organisations' and editions' ids by the script's keys; the directorate is its own."""
    signed_at = {"edition_id": ids[entity.signed_at]} if entity.signed_at else {}
    return {
        "kind": entity.kind,
        "title": local(entity.title_fr, entity.title_ar),
        "sectors": [partner.sector],
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=730)).isoformat(),
        "parties": [{"organisation_id": DIRECTORATE}, {"organisation_id": ids[entity.partner]}],
        "commitments": [_commitment(promise, ids, today) for promise in entity.commitments],
        **signed_at,
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
