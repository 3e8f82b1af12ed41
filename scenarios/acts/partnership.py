"""Organisations, agreements signed by both sides, and what the partners need."""

from scenarios import bodies
from scenarios.acts.governance import found_committee
from scenarios.acts.signing import sign_by_link
from scenarios.script import Agreement, Organisation, SkillNeed
from scenarios.stage import Stage

DIRECTORATE_SIGNATORY = "La direction régionale"
DIRECTORATE_EMAIL = "direction@fes-meknes.example"


def partners_sign(stage: Stage) -> None:
    register_organisations(stage)
    found_committee(stage)
    stage.together("agreements drafted, approved, sent", stage.script.agreements, lambda each: send(stage, each))
    stage.together("agreements signed by link", stage.script.agreements, lambda each: sign(stage, each))
    stage.together("skill needs stated", stage.script.skill_needs, lambda each: state(stage, each))


def register_organisations(stage: Stage) -> None:
    def register(entity: Organisation) -> None:
        made = stage.api.post("/v1/organisations", bodies.organisation(entity), step=f"organisation:{entity.key}")
        stage.ledger.organisations[entity.key] = made["id"]

    stage.together("organisations", [*stage.script.organisations, *stage.cast.companies], register)


def send(stage: Stage, entity: Agreement) -> None:
    partner = stage.script.organisation(entity.partner)
    ids = stage.ledger.organisations | stage.ledger.editions | stage.ledger.committees
    body = bodies.agreement(entity, stage.script.clauses_of(entity), partner, ids, stage.calendar.today)
    agreement_id = stage.api.post("/v1/agreements", body, step=f"agreement:{entity.key}")["id"]
    stage.ledger.agreements[entity.key] = agreement_id
    stage.api.post(f"/v1/agreements/{agreement_id}/approve", step=f"approve:{entity.key}")
    signatories = [
        bodies.signatory(bodies.DIRECTORATE, DIRECTORATE_SIGNATORY, DIRECTORATE_EMAIL),
        bodies.signatory(ids[entity.partner], partner.signatory, partner.email),
    ]
    stage.api.post(f"/v1/agreements/{agreement_id}/send", {"signatories": signatories}, step=f"send:{entity.key}")


def sign(stage: Stage, entity: Agreement) -> None:
    for email in (DIRECTORATE_EMAIL, stage.script.organisation(entity.partner).email):
        sign_by_link(stage, entity, email)


def state(stage: Stage, entity: SkillNeed) -> None:
    partner = stage.script.agreement(entity.agreement).partner
    organisation_id = stage.ledger.organisations[partner]
    body = bodies.skill_need(entity, organisation_id, stage.ledger.agreements[entity.agreement], stage.calendar.today)
    stage.api.post("/v1/skill-needs", body, step=f"need:{partner}:{entity.skill}")
