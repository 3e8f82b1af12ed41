"""Organisations, agreements signed by both sides, and what the partners need."""

from scenarios import bodies
from scenarios.script import Agreement, Organisation, SkillNeed
from scenarios.stage import Stage

DIRECTORATE_SIGNATORY = "La direction régionale"


def partners_sign(stage: Stage) -> None:
    register_organisations(stage)
    stage.together("agreements drafted, submitted, signed", stage.script.agreements, lambda each: sign(stage, each))
    stage.together("skill needs stated", stage.script.skill_needs, lambda each: state(stage, each))


def register_organisations(stage: Stage) -> None:
    def register(entity: Organisation) -> None:
        made = stage.api.post("/v1/organisations", bodies.organisation(entity), step=f"organisation:{entity.key}")
        stage.ledger.organisations[entity.key] = made["id"]

    stage.together("organisations", [*stage.script.organisations, *stage.cast.companies], register)


def sign(stage: Stage, entity: Agreement) -> None:
    partner = stage.script.organisation(entity.partner)
    ids = stage.ledger.organisations | stage.ledger.editions
    body = bodies.agreement(entity, partner, ids, stage.calendar.today)
    agreement_id = stage.api.post("/v1/agreements", body, step=f"agreement:{entity.key}")["id"]
    stage.ledger.agreements[entity.key] = agreement_id
    stage.api.post(f"/v1/agreements/{agreement_id}/submit", step=f"submit:{entity.key}")
    for party, signatory in ((bodies.DIRECTORATE, DIRECTORATE_SIGNATORY), (ids[entity.partner], partner.signatory)):
        signature = {"organisation_id": party, "signatory": signatory}
        stage.api.post(f"/v1/agreements/{agreement_id}/signatures", signature, step=f"sign:{entity.key}:{party}")


def state(stage: Stage, entity: SkillNeed) -> None:
    partner = stage.script.agreement(entity.agreement).partner
    organisation_id = stage.ledger.organisations[partner]
    body = bodies.skill_need(entity, organisation_id, stage.ledger.agreements[entity.agreement], stage.calendar.today)
    stage.api.post("/v1/skill-needs", body, step=f"need:{partner}:{entity.skill}")
