"""The plan of an edition's venue: its zones, and where on it the stands lie.

Lengths are counted in decimetres from the upper left corner, so that no fraction is ever rounded.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from multaqa.errors import Invalid
from services.events.domain.wording import Fault, LocalText, fault

TABLE_SIDE = 10
"""A table and its chairs take a square metre."""


@dataclass(frozen=True)
class Rectangle:
    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    def holds(self, other: "Rectangle") -> bool:
        return self.x <= other.x and self.y <= other.y and other.right <= self.right and other.bottom <= self.bottom

    def overlaps(self, other: "Rectangle") -> bool:
        """Whether they share ground; a common edge is none."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def tables(self, count: int) -> list[tuple[int, int]] | None:
        """The middles of so many tables in rows, or None where they find no room."""
        columns, rows = self.width // TABLE_SIDE, self.height // TABLE_SIDE
        if columns * rows < count:
            return None
        used = min(columns, -(-count // rows))
        lines = -(-count // used)
        return [
            (
                self.x + self.width * (2 * (n % used) + 1) // (2 * used),
                self.y + self.height * (2 * (n // used) + 1) // (2 * lines),
            )
            for n in range(count)
        ]

    def facts(self) -> dict[str, int]:
        return {"x": self.x, "y": self.y, "width": self.width, "height": self.height}

    @classmethod
    def stated(cls, facts: Mapping[str, Any]) -> "Rectangle":
        return cls(facts["x"], facts["y"], facts["width"], facts["height"])


@dataclass(frozen=True)
class Zone:
    """A hall or a part of one."""

    code: str
    name: LocalText
    ground: Rectangle

    def facts(self) -> dict[str, Any]:
        return {"code": self.code, "name": {"fr": self.name.fr, "ar": self.name.ar}, **self.ground.facts()}

    @classmethod
    def stated(cls, facts: Mapping[str, Any]) -> "Zone":
        return cls(facts["code"], LocalText(**facts["name"]), Rectangle.stated(facts))


@dataclass
class FloorPlan:
    """`id` is the edition's: an edition has one plan."""

    id: str
    width: int
    height: int
    zones: tuple[Zone, ...]
    drawn_at: datetime
    version: int = 0

    @classmethod
    def blank(cls, edition_id: str, at: datetime) -> "FloorPlan":
        return cls(edition_id, 0, 0, (), at)

    def draw(self, facts: Mapping[str, Any], at: datetime) -> None:
        """Draw it, or draw it anew."""
        zones = tuple(Zone.stated(zone) for zone in facts["zones"])
        ground = Rectangle(0, 0, facts["width"], facts["height"])
        if faults := [*_size_faults(ground), *_zone_faults(ground, zones)]:
            raise Invalid("plan.invalid", "The plan cannot be drawn as it stands.", errors=faults)
        self.width, self.height, self.zones, self.drawn_at = ground.width, ground.height, zones, at

    @property
    def is_drawn(self) -> bool:
        return bool(self.zones)

    @property
    def ground(self) -> Rectangle:
        return Rectangle(0, 0, self.width, self.height)

    def zone(self, code: str) -> Zone | None:
        return next((zone for zone in self.zones if zone.code == code), None)

    def facts(self) -> dict[str, Any]:
        return {
            "edition_id": self.id,
            "width": self.width,
            "height": self.height,
            "zones": [zone.facts() for zone in self.zones],
            "drawn_at": self.drawn_at.isoformat(),
            "version": self.version,
        }


def _size_faults(ground: Rectangle) -> Iterator[Fault]:
    for name in ("width", "height"):
        if getattr(ground, name) < 1:
            yield fault(f"/{name}", "plan.without_size", "A plan is at least one decimetre wide and high.")


def _zone_faults(ground: Rectangle, zones: tuple[Zone, ...]) -> Iterator[Fault]:
    if not zones:
        yield fault("/zones", "plan.without_zone", "A plan has at least one zone.")
    for n, zone in enumerate(zones):
        if min(zone.ground.width, zone.ground.height) < 1 or not ground.holds(zone.ground):
            yield fault(f"/zones/{n}", "plan.zone_outside", "The zone lies within the plan.")
    for (_, one), (n, other) in combinations(enumerate(zones), 2):
        if one.code == other.code:
            yield fault(f"/zones/{n}/code", "plan.zone_twice", "A code names one zone.")
        elif one.ground.overlaps(other.ground):
            yield fault(f"/zones/{n}", "plan.zones_overlap", "Two zones do not share ground.")


def overlapping(places: Iterable[tuple[str, Rectangle]], ground: Rectangle) -> str | None:
    """The label of the first place that shares ground with this one."""
    return next((label for label, taken in places if taken.overlaps(ground)), None)
