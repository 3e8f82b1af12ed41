"""What a new text takes from elsewhere, and what a text lacks before it can be signed."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from multaqa.zone import day_of
from services.partners.domain.agreement.clauses import ClauseTemplate
from services.partners.domain.agreement.parentage import AMENDMENT
from services.partners.domain.agreement.terms import DIRECTORATE

if TYPE_CHECKING:
    from services.partners.domain.agreement.agreement import Agreement

PROMISING = ("framework", "convention")


def taken_over(facts: Mapping[str, Any], template: ClauseTemplate | None, parent: "Agreement | None") -> dict[str, Any]:
    """A template's clauses where no others are given; for an amendment, its parent's parties and clauses."""
    taken: dict[str, Any] = {}
    if parent and facts["kind"] == AMENDMENT:
        former = parent.text.facts()
        taken = {name: former[name] for name in ("parties", "clauses", "template")}
    if template:
        taken |= {"clauses": [clause.facts() for clause in template.clauses]}
    return taken


def reference_to(template: ClauseTemplate | None) -> dict[str, Any]:
    return {"template": asdict(template.reference)} if template else {}


def missing_for_signature(agreement: "Agreement", at: datetime) -> Iterator[str]:
    if DIRECTORATE not in agreement.organisations:
        yield "directorate"
    if not any(organisation_id != DIRECTORATE for organisation_id in agreement.organisations):
        yield "counterpart"
    if agreement.kind in PROMISING and not agreement.commitments:
        yield "commitments"
    if agreement.text.term.starts_on is None:
        yield "starts_on"
    if agreement.last_day and agreement.last_day < day_of(at):
        yield "ends_on"
