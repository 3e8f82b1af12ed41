"""Persons, their registrations under load, and the waitlist that moves up by itself."""

from collections import Counter

from scenarios import bodies
from scenarios.api import Body
from scenarios.generator import Candidate
from scenarios.stage import NOT_YET_KNOWN, Stage

FASHION_SHOW = "creative-fashion-show-6"


def candidates_register(stage: Stage) -> None:
    stage.together("persons", stage.cast.candidates, lambda each: become_known(stage, each))
    stage.together("creators of the fashion show", stage.creators, lambda each: enter_show(stage, each))
    stage.together("registrations for the forum", stage.cast.candidates, lambda each: register(stage, each))
    stage.together("profiles", stage.cast.candidates, lambda each: complete_profile(stage, each))
    stage.ledger.moments["registered"] = forum_counts(stage)


def become_known(stage: Stage, candidate: Candidate) -> None:
    made = stage.portal.post("/v1/persons", bodies.person(candidate), step=f"person:{candidate.key}")
    stage.ledger.know(candidate.key, made["id"])


def enter_show(stage: Stage, candidate: Candidate) -> None:
    body = {"person_id": stage.ledger.persons[candidate.key], "category": "creator"}
    path = f"/v1/editions/{stage.ledger.editions[FASHION_SHOW]}/registrations"
    stage.portal.post(path, body, step=f"creator:{candidate.key}", awaiting=NOT_YET_KNOWN)


def register(stage: Stage, candidate: Candidate) -> None:
    body = {"person_id": stage.ledger.persons[candidate.key], "category": "candidate"}
    path = f"/v1/editions/{stage.forum}/registrations"
    made = stage.portal.post(path, body, step=f"register:{candidate.key}", awaiting=NOT_YET_KNOWN)
    stage.ledger.registrations[candidate.key] = made["id"]


def complete_profile(stage: Stage, candidate: Candidate) -> None:
    path = f"/v1/candidates/{stage.ledger.persons[candidate.key]}/profile"
    stage.portal.post(path, bodies.profile(candidate), step=f"profile:{candidate.key}", awaiting=NOT_YET_KNOWN)


def waitlist_moves_up(stage: Stage) -> None:
    """Some who have a place give it back; it is offered to those who wait longest, by itself, and they accept."""
    seated = [row["id"] for row in forum_registrations(stage) if row["state"] == "confirmed"]
    stage.together("cancellations", seated[: stage.size.cancelling], lambda each: cancel(stage, each))
    stage.ledger.moments["offered"] = forum_counts(stage)
    offered = [row["id"] for row in forum_registrations(stage) if row["state"] == "offered"]
    stage.together("offers accepted", offered, lambda each: accept(stage, each))
    stage.ledger.moments["cancelled"] = forum_counts(stage)


def accept(stage: Stage, registration_id: str) -> None:
    stage.portal.post(f"/v1/registrations/{registration_id}/accept", step=f"accept:{registration_id}")


def cancel(stage: Stage, registration_id: str) -> None:
    stage.portal.post(f"/v1/registrations/{registration_id}/cancel", step=f"cancel:{registration_id}")


def forum_registrations(stage: Stage) -> list[Body]:
    return list(stage.api.each(f"/v1/editions/{stage.forum}/registrations"))


def forum_counts(stage: Stage) -> Body:
    counts: Body = stage.api.get(f"/v1/editions/{stage.forum}/counts")["candidate"]
    return counts


def by_state(rows: list[Body]) -> Counter[str]:
    return Counter(row["state"] for row in rows)
