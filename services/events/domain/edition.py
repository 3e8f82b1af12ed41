"""A yearly series and its editions: planned, open for registration, closed when they are over."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from multaqa.errors import Invalid, Refused
from services.events.domain.quota import Quota
from services.events.domain.wording import Fault, LocalText, clock_time, fault, moment

EditionState = Literal["planned", "open", "closed"]


@dataclass
class Series:
    id: str
    name: LocalText
    version: int = 0

    @classmethod
    def created(cls, id: str, facts: Mapping[str, Any]) -> "Series":
        return cls(id, LocalText(**facts["name"]))

    def facts(self) -> dict[str, Any]:
        return {"id": self.id, "name": {"fr": self.name.fr, "ar": self.name.ar}}


@dataclass
class Edition:
    """`rooms_for` maps each category to its capacity; who has taken how much of it is the quota's business."""

    id: str
    series_id: str
    series_name: LocalText
    number: int
    theme: LocalText | None
    sectors: tuple[str, ...]
    venue: str
    starts_at: datetime
    ends_at: datetime
    planned_at: datetime
    rooms_for: dict[str, int] = field(default_factory=dict)
    state: EditionState = "planned"
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    version: int = 0

    @classmethod
    def planned(cls, id: str, facts: Mapping[str, Any], series: Series, at: datetime) -> "Edition":
        if faults := list(_faults(facts, at)):
            raise Invalid("edition.invalid", "The edition cannot be planned as it stands.", errors=faults)
        return cls(
            id=id,
            series_id=series.id,
            series_name=series.name,
            number=facts["number"],
            theme=LocalText(**facts["theme"]) if facts.get("theme") else None,
            sectors=tuple(facts.get("sectors") or ()),
            venue=facts["venue"],
            starts_at=datetime.fromisoformat(facts["starts_at"]),
            ends_at=datetime.fromisoformat(facts["ends_at"]),
            planned_at=at,
            rooms_for={quota["category"]: quota["capacity"] for quota in facts["quotas"]},
        )

    def refuse_taken_number(self, by: "Edition | None") -> None:
        if by is not None:
            text = "The series already has an edition with this number."
            raise Refused("edition.number_taken", text, number=self.number, edition_id=by.id)

    def quotas(self) -> list[Quota]:
        return [Quota.empty(self.id, category, capacity) for category, capacity in self.rooms_for.items()]

    def open(self, at: datetime) -> None:
        if self.state != "planned":
            text = "Only a planned edition can be opened."
            raise Refused("edition.not_planned", text, edition_id=self.id, state=self.state)
        if at >= self.ends_at:
            raise Refused("edition.over", "The edition is over.", edition_id=self.id)
        self.state = "open"
        self.opened_at = at

    def close(self, at: datetime) -> None:
        self.state = "closed"
        self.closed_at = at

    @property
    def is_closed(self) -> bool:
        return self.state == "closed"

    def takes_registrations(self, at: datetime) -> bool:
        return self.state == "open" and at < self.ends_at

    def require_open(self, at: datetime) -> None:
        if self.takes_registrations(at):
            return
        if self.state == "planned":
            raise Refused("edition.not_open", "The edition is not open for registration yet.", edition_id=self.id)
        raise Refused("edition.over", "The edition is over.", edition_id=self.id)

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "series_id": self.series_id,
            "series_name": {"fr": self.series_name.fr, "ar": self.series_name.ar},
            "number": self.number,
            "theme": {"fr": self.theme.fr, "ar": self.theme.ar} if self.theme else None,
            "sectors": list(self.sectors),
            "venue": self.venue,
            "starts_at": clock_time(self.starts_at),
            "ends_at": clock_time(self.ends_at),
            "quotas": [{"category": category, "capacity": room} for category, room in self.rooms_for.items()],
            "state": self.state,
            "planned_at": self.planned_at.isoformat(),
            "opened_at": moment(self.opened_at),
            "closed_at": moment(self.closed_at),
        }


def _faults(facts: Mapping[str, Any], at: datetime) -> Iterator[Fault]:
    starts_at, ends_at = (datetime.fromisoformat(facts[name]) for name in ("starts_at", "ends_at"))
    if starts_at.tzinfo is None or ends_at.tzinfo is None:
        yield fault("/starts_at", "edition.time_without_offset", "A time needs its offset from UTC.")
        return
    if starts_at >= ends_at:
        yield fault("/ends_at", "edition.ends_before_start", "The edition ends after it starts.")
    if ends_at <= at:
        yield fault("/ends_at", "edition.in_the_past", "The edition lies in the past.")
    yield from _quota_faults(facts["quotas"])


def _quota_faults(quotas: list[dict[str, Any]]) -> Iterator[Fault]:
    if not quotas:
        yield fault("/quotas", "edition.without_quota", "At least one category of people is expected.")
    seen: set[str] = set()
    for n, quota in enumerate(quotas):
        if quota["capacity"] < 1:
            yield fault(f"/quotas/{n}/capacity", "quota.capacity_too_small", "At least one seat is needed.")
        if quota["category"] in seen:
            yield fault(f"/quotas/{n}/category", "quota.category_twice", "A category has one quota.")
        seen.add(quota["category"])
