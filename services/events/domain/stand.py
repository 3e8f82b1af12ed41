"""A stand: where at an edition an organisation receives people, how many tables it has, and whether it came.

assigned -> withdrawn; it may be changed and moved until then, and its organisation arrives once.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from multaqa.errors import Invalid, Refused
from services.events.domain.edition import Edition
from services.events.domain.floor_plan import FloorPlan, Rectangle, overlapping
from services.events.domain.wording import Fault, fault, moment

SET_UP = timedelta(days=1)
"""Who sets up the day before has arrived."""
CHANGEABLE = ("label", "tables", "place", "agreement_id")


@dataclass(frozen=True)
class Place:
    zone: str
    ground: Rectangle

    @classmethod
    def stated(cls, facts: Mapping[str, Any] | None) -> "Place | None":
        return cls(facts["zone"], Rectangle.stated(facts)) if facts else None

    def facts(self) -> dict[str, Any]:
        return {"zone": self.zone, **self.ground.facts()}


@dataclass(frozen=True)
class Equipment:
    """What an organisation asked for; `granted` is None until the directorate has said."""

    what: str
    quantity: int
    granted: bool | None = None

    def facts(self) -> dict[str, Any]:
        return {"what": self.what, "quantity": self.quantity, "granted": self.granted}


@dataclass
class Stand:
    """`inherited` says that it was another organisation's before the two turned out to be one."""

    id: str
    edition_id: str
    organisation_id: str
    label: str
    tables: int
    assigned_at: datetime
    place: Place | None = None
    agreement_id: str | None = None
    equipment: tuple[Equipment, ...] = ()
    changed_at: datetime | None = None
    arrived_at: datetime | None = None
    arrival_noted_by: str | None = None
    withdrawn_at: datetime | None = None
    reason: str | None = None
    inherited: bool = False
    version: int = 0

    @classmethod
    def assigned(cls, id: str, edition: Edition, facts: Mapping[str, Any], at: datetime) -> "Stand":
        return cls(
            id,
            edition.id,
            facts["organisation_id"],
            facts["label"],
            facts["tables"],
            at,
            place=Place.stated(facts.get("place")),
            agreement_id=facts.get("agreement_id"),
        )

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None

    def change(self, facts: Mapping[str, Any], at: datetime) -> None:
        """What is named is changed; a place that is null takes the stand off the plan."""
        self.require_standing()
        stated = {name: facts[name] for name in CHANGEABLE if name in facts}
        if "place" in stated:
            stated["place"] = Place.stated(stated["place"])
        for name, value in stated.items():
            setattr(self, name, value)
        self.changed_at = at

    def equip(self, equipment: Collection[Mapping[str, Any]]) -> None:
        self.require_standing()
        self.equipment = tuple(Equipment(**one) for one in equipment)
        for n, one in enumerate(self.equipment):
            if one.quantity < 1:
                wrong = fault(f"/equipment/{n}/quantity", "stand.equipment_of_none", "At least one is asked for.")
                raise Invalid("stand.invalid", "The stand cannot stand like this.", errors=[wrong])

    def arrive(self, edition: Edition, by: str, at: datetime) -> bool:
        """Note that its organisation came; whether that is news."""
        self.require_standing()
        if edition.state == "cancelled":
            edition.require_to_come(at)
        if at < edition.starts_at - SET_UP:
            raise Refused("stand.too_early", "The edition has not begun.", starts_at=edition.starts_at.isoformat())
        if self.arrived_at:
            return False
        self.arrived_at, self.arrival_noted_by = at, by
        return True

    def withdraw(self, reason: str, at: datetime) -> None:
        self.require_standing()
        if self.arrived_at:
            text = "Its organisation has arrived: the stand cannot be withdrawn."
            raise Refused("stand.arrived", text, stand_id=self.id)
        self.withdrawn_at, self.reason = at, reason

    def require_standing(self) -> None:
        if not self.stands:
            raise Refused("stand.withdrawn", "The stand has been withdrawn.", stand_id=self.id, label=self.label)

    def hand_over(self, heir: str) -> None:
        self.organisation_id, self.inherited = heir, True

    @property
    def table_places(self) -> list[dict[str, Any]]:
        """Each table by the name the timetable of interviews gives it, and where on the plan it stands."""
        middles = (self.place.ground.tables(self.tables) if self.place else None) or []
        return [{"table": f"{self.label}-{n}", "x": x, "y": y} for n, (x, y) in enumerate(middles, start=1)]

    def facts(self) -> dict[str, Any]:
        """What other rooms may know."""
        return {
            "id": self.id,
            "edition_id": self.edition_id,
            "organisation_id": self.organisation_id,
            "label": self.label,
            "tables": self.tables,
            "zone": self.place.zone if self.place else None,
            "agreement_id": self.agreement_id,
            "assigned_at": self.assigned_at.isoformat(),
            "changed_at": moment(self.changed_at),
            "arrived_at": moment(self.arrived_at),
            "withdrawn_at": moment(self.withdrawn_at),
        }

    def shown(self) -> dict[str, Any]:
        """What the tenant itself knows."""
        return {
            **{name: fact for name, fact in self.facts().items() if name != "zone"},
            "place": self.place.facts() if self.place else None,
            "table_places": self.table_places,
            "partner": self.agreement_id is not None,
            "equipment": [one.facts() for one in self.equipment],
            "arrival_noted_by": self.arrival_noted_by,
            "reason": self.reason,
            "version": self.version,
        }


@dataclass
class Floor:
    """The stands of an edition as they lie on its plan: a new, changed or moved one must find room among them."""

    edition: Edition
    plan: FloorPlan | None
    stands: Collection[Stand] = field(default_factory=tuple)

    def place(self, stand: Stand, at: datetime) -> None:
        """Refuse whatever cannot stand like this at this edition."""
        self.edition.require_to_come(at)
        if faults := list(self._faults(stand)):
            raise Invalid("stand.invalid", "The stand cannot stand like this.", errors=faults)
        self._refuse_taken(stand)

    def redrawn(self) -> None:
        """Refuse a plan on which a stand that has its place would lose it."""
        lost = [stand.label for stand in self.stands if any(self._place_faults(stand))]
        if lost:
            text = "Stands have their places there: move them first."
            raise Refused("plan.stands_lose_place", text, labels=lost)

    def _others(self, stand: Stand) -> list[Stand]:
        return [one for one in self.stands if one.id != stand.id]

    def _faults(self, stand: Stand) -> Iterator[Fault]:
        if stand.tables < 1:
            yield fault("/tables", "stand.without_table", "A stand has at least one table.")
        elif stand.place and stand.place.ground.tables(stand.tables) is None:
            yield fault("/tables", "stand.tables_find_no_room", "A table needs a square metre of the stand.")
        yield from self._place_faults(stand)

    def _place_faults(self, stand: Stand) -> Iterator[Fault]:
        if stand.place is None:
            return
        if self.plan is None:
            yield fault("/place", "stand.without_plan", "The edition's plan is not drawn yet.")
            return
        zone, ground = self.plan.zone(stand.place.zone), stand.place.ground
        if zone is None:
            yield fault("/place/zone", "stand.zone_unknown", "The plan has no such zone.")
        elif min(ground.width, ground.height) < 1 or not zone.ground.holds(ground):
            yield fault("/place", "stand.outside_zone", "The stand lies within its zone.")
        elif label := overlapping(self._places_beside(stand), ground):
            text = f"The stand {label} lies there."
            yield fault("/place", "stand.overlaps", text, label=label)

    def _places_beside(self, stand: Stand) -> Iterator[tuple[str, Rectangle]]:
        for one in self._others(stand):
            if one.place:
                yield one.label, one.place.ground

    def _refuse_taken(self, stand: Stand) -> None:
        """An organisation has one stand at an edition, and a label names one stand."""
        for one in self._others(stand):
            if one.label == stand.label:
                raise Refused("stand.label_taken", "Another stand has this label.", stand_id=one.id, label=one.label)
            if one.organisation_id == stand.organisation_id and not (one.inherited or stand.inherited):
                text = "The organisation has a stand at this edition already."
                raise Refused("stand.already_assigned", text, stand_id=one.id, label=one.label)
