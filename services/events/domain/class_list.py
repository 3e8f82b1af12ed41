"""A class that an institute registers from a table: read, checked, then taken in group by group under one id.

requested -> checked -> applying -> applied; a table with a wrong line is refused, one that nobody applies expires.
A line is answered by itself: whoever is there already, or stands on an earlier line, is told so and counted once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from multaqa.errors import Refused
from services.events.domain.wording import moment

MOST_ERRORS = 100
REPEATED = "repeated"


@dataclass
class ClassLine:
    """A line of the table. What it says of a person is kept until it was taken in, or until the list expires.

    `outcome` is the state of the registration it led to, `repeated`, or the code of a refusal.
    """

    id: str
    list_id: str
    number: int
    facts: dict[str, Any]
    outcome: str | None = None
    same_as: int | None = None
    registration_id: str | None = None
    person_id: str | None = None
    version: int = 0

    @property
    def is_open(self) -> bool:
        return self.outcome is None

    def settle(self, outcome: str, person_id: str | None = None, registration_id: str | None = None) -> None:
        self.outcome, self.person_id, self.registration_id = outcome, person_id, registration_id
        self.facts = {}

    def forget_person(self) -> None:
        self.person_id, self.facts = None, {}

    def shown(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "name": self.facts.get("name_latin"),
            "outcome": self.outcome,
            "same_as": self.same_as,
            "registration_id": self.registration_id,
        }


def mark_repeated(lines: Iterable[ClassLine]) -> int:
    """Answer each line that names the person of an earlier one; how many there are.

    One person is one student number, or one address with one name: families share an address.
    """
    first: dict[tuple[str, ...], int] = {}
    repeated = 0
    for line in lines:
        keys = _keys(line.facts)
        earlier = next((first[key] for key in keys if key in first), None)
        if earlier is None:
            first |= dict.fromkeys(keys, line.number)
        else:
            line.settle(REPEATED)
            line.same_as = earlier
            repeated += 1
    return repeated


def _keys(facts: Mapping[str, Any]) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = [
        ("person", facts["email"].casefold(), " ".join(facts["name_latin"].casefold().split()))
    ]
    if number := facts.get("student_number"):
        keys.append(("student", number.casefold()))
    return keys


@dataclass
class ClassList:
    id: str
    edition_id: str
    category: str
    file_id: str
    media_type: str
    by: str
    requested_at: datetime
    institute_id: str | None = None
    state: str = "requested"
    lines: int = 0
    repeated: int = 0
    wrong: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)
    settled_at: datetime | None = None
    version: int = 0

    def check(self, lines: int, repeated: int, errors: Sequence[dict[str, Any]], at: datetime) -> None:
        self.lines, self.repeated, self.wrong = lines, repeated, len(errors)
        self.errors = list(errors[:MOST_ERRORS])
        self.state = "refused" if errors else "checked"
        self.settled_at = at if errors else None

    def apply(self) -> bool:
        """Whether this began it: a second time changes nothing, the list is being taken in, or was."""
        if self.state in ("applying", "applied"):
            return False
        if self.state != "checked":
            text = "A class list is taken in once it was checked and found right."
            raise Refused("class_list.not_checked", text, state=self.state, missing=["checked"])
        self.state = "applying"
        return True

    def note(self, outcomes: Iterable[str]) -> None:
        for outcome in outcomes:
            self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1

    def settle(self, at: datetime) -> None:
        self.state, self.settled_at = "applied", at

    def expire(self, at: datetime) -> None:
        if self.state in ("requested", "checked"):
            self.state, self.settled_at = "expired", at

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "edition_id": self.edition_id,
            "category": self.category,
            "institute_id": self.institute_id,
            "state": self.state,
            "figures": {"lines": self.lines, "repeated": self.repeated, "wrong": self.wrong},
            "outcomes": [{"outcome": name, "count": count} for name, count in sorted(self.outcomes.items())],
            "errors": self.errors,
            "requested_at": self.requested_at.isoformat(),
            "settled_at": moment(self.settled_at),
        }
