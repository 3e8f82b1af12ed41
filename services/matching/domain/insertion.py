"""The insertion rate of an edition: how many of those present have a job, were asked, and answered."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from multaqa.small_counts import hidden, is_small
from services.matching.domain.hiring import MILESTONES, Hiring
from services.matching.domain.interview import Interview

BREAKDOWNS = {"by_sector": "sector", "by_institute": "institute_id", "by_organisation": "organisation_id"}
COUNTS = ("denominator", "hired", "numerator")
ANSWERS = ("responses", "confirmed", "left")


def insertion(
    present: Collection[str],
    interviews: Sequence[Interview],
    hirings: Sequence[Hiring],
    today: date,
    institutes: Mapping[str, str | None],
) -> dict[str, Any]:
    """Figures of one edition; numerators and denominators count persons, never interviews or contracts.

    `denominator` is who was present (of an institute: who of it was; of a sector or organisation: who was interviewed
    there), `hired` who accepted a job, `numerator` who was confirmed in it at any milestone; `rate` is what both give.
    Per milestone, `asked` counts the hires whose day has come, `responses` those of whom it is known whether they are
    still there, be it from them or their employer: `confirmed`, or `left` then or before.
    """
    held = [interview for interview in interviews if interview.was_held]
    taken = [hiring for hiring in hirings if hiring.state == "hired"]
    met = [(interview.sector, interview.organisation_id, interview.candidate_id) for interview in held]
    return {
        **_figures(present, taken, today),
        "by_sector": _by("sector", lambda one: one.sector, [(one[0], one[2]) for one in met], taken, today),
        "by_institute": _by(
            "institute_id",
            lambda one: institutes.get(one.candidate_id),
            [(institutes.get(person), person) for person in present],
            taken,
            today,
        ),
        "by_organisation": _by(
            "organisation_id", lambda one: one.organisation_id, [(one[1], one[2]) for one in met], taken, today
        ),
    }


def _figures(persons: Iterable[str], taken: Sequence[Hiring], today: date) -> dict[str, Any]:
    denominator = len(set(persons))
    numerator = len({hiring.candidate_id for hiring in taken if hiring.confirmed_months})
    return {
        "hired": len({hiring.candidate_id for hiring in taken}),
        "numerator": numerator,
        "denominator": denominator,
        "rate": _share(numerator, denominator),
        "milestones": [_milestone(months, taken, today) for months in MILESTONES],
    }


def _milestone(months: int, taken: Sequence[Hiring], today: date) -> dict[str, Any]:
    said = [hiring.said(months) for hiring in taken if hiring.is_asked_at(months, today)]
    confirmed, left = said.count(True), said.count(False)
    return {
        "months": months,
        "asked": len(said),
        "responses": confirmed + left,
        "confirmed": confirmed,
        "left": left,
        "response_rate": _share(confirmed + left, len(said)),
    }


def _share(some: int, of: int) -> float | None:
    return round(some / of, 4) if of else None


def _by(
    name: str,
    key: Callable[[Hiring], str | None],
    persons: Sequence[tuple[str | None, str]],
    taken: Sequence[Hiring],
    today: date,
) -> list[dict[str, Any]]:
    """A line per value, the unknown one last."""
    values = {value for value, _ in persons} | {key(hiring) for hiring in taken}
    return [
        {
            name: value,
            **_figures(
                (person for own, person in persons if own == value),
                [hiring for hiring in taken if key(hiring) == value],
                today,
            ),
        }
        for value in sorted(values, key=lambda value: (value is None, value or ""))
    ]


def without_small_groups(figures: Mapping[str, Any]) -> dict[str, Any]:
    """As they leave the directorate: no count of fewer than five persons, nor what leads to one, and no company's."""
    shown = {name: _hidden_lines(figures[name], value) for name, value in BREAKDOWNS.items()}
    return {**_hidden_line(figures), **shown, "by_organisation": []}


def _hidden_lines(lines: Sequence[Mapping[str, Any]], name: str) -> list[dict[str, Any]]:
    """A lone hidden count of a column takes another along, lest the total gives it away."""
    columns = {count: hidden({line[name]: line[count] for line in lines}) for count in COUNTS}
    return [_hidden_line({**line, **{count: columns[count][line[name]] for count in COUNTS}}) for line in lines]


def _hidden_line(line: Mapping[str, Any]) -> dict[str, Any]:
    counts = {name: None if line[name] is None or is_small(line[name]) else line[name] for name in COUNTS}
    is_known = None not in (counts["numerator"], counts["denominator"])
    milestones = [_hidden_milestone(milestone) for milestone in line["milestones"]]
    return {**line, **counts, "rate": line["rate"] if is_known else None, "milestones": milestones}


def _hidden_milestone(milestone: Mapping[str, Any]) -> dict[str, Any]:
    """Of those asked, who answered and how is told together or not at all: each follows from the others."""
    silent = milestone["asked"] - milestone["responses"]
    if not any(is_small(count) for count in (milestone["confirmed"], milestone["left"], silent)):
        return dict(milestone)
    asked = None if is_small(milestone["asked"]) else milestone["asked"]
    return {**milestone, **dict.fromkeys(ANSWERS), "response_rate": None, "asked": asked}
