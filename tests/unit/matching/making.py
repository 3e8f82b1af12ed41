"""Candidates, offers and interviews for tests, complete but for what a test says."""

from datetime import UTC, date, datetime

from services.matching.domain import (
    HeldSkill,
    Hiring,
    Interview,
    LocalText,
    Offer,
    Profile,
    SoughtSkill,
)

MORNING = datetime(2026, 5, 4, 9, tzinfo=UTC)


def profile(*skills, **stated):
    typical = {
        "training_level": "technicien",
        "sectors": ("building",),
        "languages": ("fr", "ar"),
        "mobility": ("Fès",),
    }
    held_skills = tuple(HeldSkill(*skill) for skill in skills)
    return Profile(**{**typical, "skills": held_skills, **stated})


def offer(*required, **asked):
    typical = {
        "id": "o1",
        "organisation_id": "g1",
        "edition_id": "e1",
        "title": LocalText("Carreleur", "مبلّط"),
        "sector": "building",
        "headcount": 1,
        "place": "Fès",
        "contract": "permanent",
    }
    skills = tuple(SoughtSkill(*skill) for skill in required)
    return Offer(**{**typical, "required": skills, **asked})


def interview(**facts):
    typical = {
        "id": "i1",
        "candidate_id": "c1",
        "edition_id": "e1",
        "run_id": "r1",
        "offer_id": "o1",
        "organisation_id": "g1",
        "sector": "building",
        "table_id": "s1/1",
        "table": "A1-1",
        "slot": 0,
        "starts_at": MORNING,
        "ends_at": MORNING,
        "score": 0.8,
    }
    return Interview(**{**typical, **facts})


def held(**facts):
    return interview(state="held", **facts)


def hiring(starts_on=date(2026, 6, 1), **facts):
    return Hiring.offered("h1", held(**facts), "pseudonym-1", "permanent", starts_on, at=MORNING)


def hired(**facts):
    accepted = hiring(**facts)
    accepted.accept(at=MORNING)
    return accepted
