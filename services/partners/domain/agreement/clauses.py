"""Clauses in French and Arabic, and the tenant's templates they are taken from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Invalid
from services.partners.domain.wording import Fault, LocalText, fault


@dataclass(frozen=True)
class Clause:
    code: str
    title: LocalText
    body: LocalText

    @classmethod
    def written(cls, facts: Mapping[str, Any]) -> "Clause":
        return cls(facts["code"], LocalText(**facts["title"]), LocalText(**facts["body"]))

    def facts(self) -> dict[str, Any]:
        return asdict(self)


def clauses_written(facts: Sequence[Mapping[str, Any]] | None) -> tuple[Clause, ...]:
    return tuple(Clause.written(clause) for clause in facts or ())


def clause_faults(clauses: Sequence[Clause]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, clause in enumerate(clauses):
        if clause.code in seen:
            yield fault(f"/clauses/{place}/code", "agreement.clause_repeated", "Each clause has a code of its own.")
        seen.add(clause.code)


@dataclass(frozen=True)
class TemplateReference:
    """Which version of which template a text's clauses were taken from; the text keeps its own copy of the words."""

    code: str
    number: int


@dataclass
class ClauseTemplate:
    """One version of a tenant's model text: once published it never changes, the next version has the next number."""

    id: str
    code: str
    number: int
    name: LocalText
    clauses: tuple[Clause, ...]
    published_at: datetime
    version: int = 0

    @classmethod
    def published(cls, template_id: str, facts: Mapping[str, Any], number: int, at: datetime) -> "ClauseTemplate":
        clauses = clauses_written(facts["clauses"])
        if faults := list(clause_faults(clauses)):
            raise Invalid("clause_template.invalid", "The template cannot be published as it stands.", errors=faults)
        return cls(template_id, facts["code"], number, LocalText(**facts["name"]), clauses, at)

    @property
    def reference(self) -> TemplateReference:
        return TemplateReference(self.code, self.number)

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "code": self.code,
            "number": self.number,
            "name": asdict(self.name),
            "clauses": [clause.facts() for clause in self.clauses],
            "published_at": self.published_at.isoformat(),
        }
