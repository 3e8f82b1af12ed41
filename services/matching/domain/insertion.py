"""The insertion rate of an edition: how many of those present have a job, and how many were asked and answered."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Any

from services.matching.domain.hiring import MILESTONES, Hiring
from services.matching.domain.interview import Interview


def insertion(
    present: Collection[str], interviews: Sequence[Interview], hirings: Sequence[Hiring], today: date
) -> dict[str, Any]:
    """Figures of one edition; numerators and denominators count persons, never interviews or contracts.

    `denominator` is who was present (for a sector or organisation: who was interviewed there), `hired` who accepted
    a job, `numerator` who was confirmed in it at any milestone; per milestone, `asked` counts the hirings whose date
    has come and `responses` those confirmed.
    """
    held = [interview for interview in interviews if interview.was_held]
    taken = [hiring for hiring in hirings if hiring.state == "hired"]
    return {
        **_persons(taken),
        "denominator": len(present),
        "milestones": [_milestone(months, taken, today) for months in MILESTONES],
        "by_sector": _by(lambda row: row.sector, "sector", held, taken),
        "by_organisation": _by(lambda row: row.organisation_id, "organisation_id", held, taken),
    }


def _persons(taken: Iterable[Hiring]) -> dict[str, int]:
    taken = list(taken)
    return {
        "hired": len({hiring.candidate_id for hiring in taken}),
        "numerator": len({hiring.candidate_id for hiring in taken if hiring.confirmed_months}),
    }


def _milestone(months: int, taken: Sequence[Hiring], today: date) -> dict[str, int]:
    asked = [hiring for hiring in taken if hiring.is_asked_at(months, today)]
    return {
        "months": months,
        "asked": len(asked),
        "responses": sum(months in hiring.confirmed_months for hiring in asked),
    }


def _by(
    key: Callable[[Interview | Hiring], str], name: str, held: Sequence[Interview], taken: Sequence[Hiring]
) -> list[dict[str, Any]]:
    return [
        {
            name: value,
            **_persons(hiring for hiring in taken if key(hiring) == value),
            "denominator": len({interview.candidate_id for interview in held if key(interview) == value}),
        }
        for value in sorted({key(interview) for interview in held})
    ]
