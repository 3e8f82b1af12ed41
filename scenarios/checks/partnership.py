"""S1 to S3: agreements, the institute, conventions and skill needs."""

from collections.abc import Iterator

from scenarios.acts.governance import FRAMEWORK, seats
from scenarios.report import Row
from scenarios.stage import Stage


def framework_agreement(stage: Stage) -> Iterator[Row]:
    agreement = stage.api.get(f"/v1/agreements/{stage.ledger.agreements['fnbtp-framework']}")
    federation = stage.api.get(f"/v1/organisations/{stage.ledger.organisations['fnbtp']}")
    script = stage.script.agreement("fnbtp-framework")
    yield Row("S1", "FNBTP is registered as", "federation", federation["kind"])
    yield Row(
        "S1", "framework agreement with FNBTP", "framework, in_force", f"{agreement['kind']}, {agreement['state']}"
    )
    yield Row("S1", "sides that signed it", 2, sum(party["signed_at"] is not None for party in agreement["parties"]))
    yield Row("S1", "its sector", ["building"], agreement["sectors"])
    yield Row("S1", "commitments with target and due date", len(script.commitments), len(agreement["commitments"]))
    yield Row(
        "S1", "levels of the signatures", ["simple", "simple"], [party["level"] for party in agreement["parties"]]
    )
    followed = list(stage.api.each("/v1/commitments", agreement_id=agreement["id"]))
    yield Row("S1", "commitments that are followed up", len(script.commitments), len(followed))
    yield Row("S1", "FNBTP is a partner", "yes", "yes" if federation["partner"] else "no")


def institute(stage: Stage) -> Iterator[Row]:
    found = stage.api.get(f"/v1/organisations/{stage.ledger.organisations['isbtp']}")
    yield Row("S2", "ISBTP Fès is registered as", "institute", found["kind"])
    fnbtp = stage.ledger.organisations["fnbtp"]
    (seat,) = [seat for seat in seats(stage) if seat["organisation_id"] == fnbtp]
    granted = seat["agreement_id"] == stage.ledger.agreements[FRAMEWORK]
    yield Row("S2", "FNBTP's seat comes from", "its framework agreement", _named(granted, "its framework agreement"))
    yield Row("S2", "FNBTP's seat", "voting, occupied", f"{_named(seat['voting'], 'voting')}, {seat['state']}")


def committee(stage: Stage) -> Iterator[Row]:
    meeting = stage.api.get(f"/v1/meetings/{stage.ledger.moments['meeting']['id']}")
    decisions = list(stage.api.each("/v1/decisions", meeting_id=meeting["id"]))
    quorum = meeting["quorum"]
    count = len(seats(stage))
    yield Row("S2", "the management committee met", "held", meeting["state"])
    yield Row("S2", "seats with a mandate", count, quorum["mandates"])
    yield Row("S2", "seats present", count - 1, quorum["present"])
    yield Row("S2", "its quorum was reached", "yes", "yes" if quorum["reached"] else "no")
    yield Row("S2", "decisions adopted", 2, sum(decision["outcome"] == "adopted" for decision in decisions))
    recused = sorted(len(decision["recused_seats"]) for decision in decisions)
    yield Row("S2", "seats kept from voting, on each item", [0, 1], recused)
    change = stage.api.get(f"/v1/curriculum-changes/{stage.ledger.moments['change']['id']}")
    yield Row("S2", "the curriculum change it decided on", "adopted", change["state"])
    programme = stage.api.get(f"/v1/programmes/{change['programme_id']}")
    added = sorted(taught["skill"] for taught in programme["taught"] if taught["since"] == change["from_year"])
    yield Row("S2", "what is taught from next year besides", sorted(stage.script.committee.programme.adds), added)


def conventions(stage: Stage) -> Iterator[Row]:
    industry_day = stage.ledger.editions["industry-day-2"]
    in_force = list(stage.api.each("/v1/agreements", state="in_force"))
    signed_there = [each for each in in_force if each["edition_id"] == industry_day]
    partners = {party["organisation_id"] for each in signed_there for party in each["parties"]} - {"directorate"}
    named = {agreement.partner for agreement in stage.script.of_fact("S3")}
    yield Row("S3", "conventions signed at the 2nd Regional Industry Day, in force", 3, len(signed_there))
    yield Row("S3", "signed with", sorted(named), sorted(_keys(stage.ledger.organisations, partners)))
    for partner in sorted(named):
        asked = [need for need in stage.script.skill_needs if stage.script.agreement(need.agreement).partner == partner]
        found = list(stage.api.each("/v1/skill-needs", organisation_id=stage.ledger.organisations[partner]))
        positions = sum(need.headcount for need in asked)
        yield Row("S3", f"{partner}: people it needs, by skill", positions, sum(need["headcount"] for need in found))


def _keys(ids: dict[str, str], wanted: set[str]) -> list[str]:
    return [key for key, entity_id in ids.items() if entity_id in wanted]


def _named(holds: object, name: str) -> str:
    return name if holds else f"not {name}"
