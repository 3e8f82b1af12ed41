"""A mandate: who sits on a seat, and who stands in, from a day until a day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from multaqa.errors import Refused
from services.partners.domain.governance.days import ONE_DAY, read_day, written
from services.partners.domain.wording import Fault, fault


@dataclass
class Mandate:
    """`until_on` is the last day; `ended_on`, where a mandate was cut short, the first day it is no longer valid."""

    id: str
    holder: str | None
    from_on: date
    until_on: date | None = None
    deputy: str | None = None
    holder_person_id: str | None = None
    deputy_person_id: str | None = None
    ended_on: date | None = None

    @classmethod
    def given(cls, mandate_id: str, facts: Mapping[str, Any]) -> "Mandate":
        return cls(
            id=mandate_id,
            holder=facts["holder"],
            from_on=date.fromisoformat(facts["from_on"]),
            until_on=read_day(facts.get("until_on")),
            deputy=facts.get("deputy"),
            holder_person_id=facts.get("holder_person_id"),
            deputy_person_id=facts.get("deputy_person_id"),
        )

    @property
    def last_day(self) -> date:
        cut = self.ended_on - ONE_DAY if self.ended_on else date.max
        return min(self.until_on or date.max, cut)

    def covers(self, day: date) -> bool:
        return self.from_on <= day <= self.last_day

    def faults_beside(self, other: "Mandate") -> Iterator[Fault]:
        """The fields by which this mandate lies over another one of the same seat."""
        text = f"Another mandate of this seat runs from {other.from_on} to {_spoken(other.last_day)}."
        if other.covers(self.from_on):
            yield fault("/from_on", "mandate.overlaps", text)
        if other.covers(self.last_day) or self.from_on < other.from_on <= other.last_day <= self.last_day:
            yield fault("/until_on", "mandate.overlaps", text)

    def end(self, on: date) -> None:
        if on > self.last_day:
            raise Refused("mandate.over", "The mandate is over by then.", mandate_id=self.id)
        self.ended_on = on

    def concerns(self, person_id: str) -> bool:
        return person_id in (self.holder_person_id, self.deputy_person_id)

    def facts_about(self, person_id: str) -> dict[str, Any]:
        """This person's part in the mandate, without the other one's name."""
        as_holder = self.holder_person_id == person_id
        return {
            "mandate_id": self.id,
            "as": "holder" if as_holder else "deputy",
            "name": self.holder if as_holder else self.deputy,
            "from_on": self.from_on.isoformat(),
            "until_on": written(self.until_on),
            "ended_on": written(self.ended_on),
        }

    def forget(self, person_id: str, today: date) -> None:
        """The days stay, the name goes; a seat cannot be held by nobody, so a holder's mandate ends with the name."""
        if self.deputy_person_id == person_id:
            self.deputy = self.deputy_person_id = None
        if self.holder_person_id == person_id:
            self.holder = self.holder_person_id = None
            if self.last_day >= today:
                self.ended_on = today

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "holder": self.holder,
            "deputy": self.deputy,
            "holder_person_id": self.holder_person_id,
            "deputy_person_id": self.deputy_person_id,
            "from_on": self.from_on.isoformat(),
            "until_on": written(self.until_on),
            "ended_on": written(self.ended_on),
        }


def _spoken(day: date) -> str:
    return "no fixed day" if day == date.max else day.isoformat()
