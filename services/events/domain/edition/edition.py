"""An edition: planned, announced, open, closed, held; postponed any number of times, or cancelled before it is held."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from multaqa.errors import Invalid, Refused
from services.events.domain.edition.planning import READ, TIMES, faults_of, read
from services.events.domain.edition.series import Series
from services.events.domain.edition.venue import Hours, Postponement, Room, days_between, moved
from services.events.domain.quota import Quota
from services.events.domain.wording import LocalText, clock_time, fault, moment

EditionState = Literal["planned", "announced", "open", "closed", "held", "cancelled"]
WaitlistOrder = Literal["arrival", "draw"]
PUBLIC: tuple[EditionState, ...] = ("announced", "open", "closed", "held", "cancelled")


@dataclass
class Edition:
    """`rooms_for` maps each category to its capacity; who has taken how much of it is the quota's business.

    `rooms` are those of the venue. `reason` says why it was cancelled.
    """

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
    registration_ends_at: datetime | None = None
    opening_hours: tuple[Hours, ...] = ()
    rooms: tuple[Room, ...] = ()
    needs_approval: tuple[str, ...] = ()
    offer_hours: int = 24
    waitlist_order: WaitlistOrder = "arrival"
    reentry: bool = False
    announced_at: datetime | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    held_at: datetime | None = None
    cancelled_at: datetime | None = None
    reason: str | None = None
    postponements: tuple[Postponement, ...] = ()
    version: int = 0

    @classmethod
    def planned(cls, id: str, facts: Mapping[str, Any], series: Series, at: datetime) -> "Edition":
        _require_sound(facts, at, "The edition cannot be planned as it stands.")
        stated = {"theme": None, "sectors": (), **read(facts)}
        rooms_for = {quota["category"]: quota["capacity"] for quota in facts["quotas"]}
        return cls(
            id=id,
            series_id=series.id,
            series_name=series.name,
            number=facts["number"],
            planned_at=at,
            rooms_for=rooms_for,
            **stated,
        )

    def next_one(self, id: str, facts: Mapping[str, Any], at: datetime) -> "Edition":
        """The edition after this one: its number plus one, its settings and seats, and its hours on the new days."""
        days = days_between(self.starts_at, datetime.fromisoformat(facts["starts_at"]))
        like_this = {
            **self.facts(),
            **self._moved(days),
            "ends_at": moved(self.ends_at, days).isoformat(),
            "theme": None,
            "number": self.number + 1,
        }
        stated = {name: value for name, value in facts.items() if value is not None}
        return Edition.planned(id, {**like_this, **stated}, Series(self.series_id, self.series_name), at)

    def refuse_taken_number(self, by: "Edition | None") -> None:
        if by is not None:
            text = "The series already has an edition with this number."
            raise Refused("edition.number_taken", text, number=self.number, edition_id=by.id)

    def quotas(self) -> list[Quota]:
        return [Quota.empty(self.id, category, capacity) for category, capacity in self.rooms_for.items()]

    # its life

    def announce(self, at: datetime) -> None:
        self.require_to_come(at)
        if self.is_public:
            text = "The edition is announced already."
            raise Refused("edition.already_announced", text, edition_id=self.id, state=self.state)
        self.state = "announced"
        self.announced_at = at

    def open(self, at: datetime) -> None:
        """Let people register, for the first time or again; who opens an edition announces it."""
        self.require_to_come(at)
        if self.state == "open":
            text = "The edition is open for registration already."
            raise Refused("edition.already_open", text, edition_id=self.id)
        if at >= self.registration_over_at:
            self._refuse_late(at)
        self.state = "open"
        self.announced_at = self.announced_at or at
        self.opened_at = at
        self.closed_at = None

    def close(self, at: datetime) -> None:
        """Nobody registers any more; who has a seat may still give it back."""
        if self.state != "open":
            self.require_to_come(at)
            raise Refused("edition.not_open", "The edition is not open for registration.", edition_id=self.id)
        self.state = "closed"
        self.closed_at = at

    def hold(self, at: datetime) -> None:
        self.state = "held"
        self.held_at = at

    def cancel(self, reason: str, at: datetime) -> None:
        self.require_to_come(at)
        self.state = "cancelled"
        self.reason = reason
        self.cancelled_at = at

    def postpone(self, facts: Mapping[str, Any], at: datetime) -> int:
        """Give it other dates, and keep the old ones; by how many days all that takes place in it moves.

        The end of registration and the opening hours move along at their hours, unless they are stated, too.
        """
        self.require_to_come(at)
        before = Postponement(self.starts_at, self.ends_at, facts["reason"], at)
        days = days_between(self.starts_at, datetime.fromisoformat(facts["starts_at"]))
        self._take_over({**self._moved(days), **_stated(facts)}, at, "The edition cannot be postponed like this.")
        self.postponements += (before,)
        return days

    def _moved(self, days: int) -> dict[str, Any]:
        registration_ends_at = self.registration_ends_at and moved(self.registration_ends_at, days)
        return {
            "registration_ends_at": moment(registration_ends_at),
            "opening_hours": [hours.moved(days).facts() for hours in self.opening_hours],
        }

    def change(self, facts: Mapping[str, Any], at: datetime) -> None:
        """Take on what is stated. Dates that were announced are not changed but postponed: people rely on them."""
        self.require_to_come(at)
        if self.is_public and (dated := [name for name in TIMES if name in facts]):
            text = "The dates are announced: postpone the edition instead."
            faults = [fault(f"/{name}", "edition.dates_announced", text) for name in dated]
            raise Invalid("edition.invalid", text, errors=faults)
        self._take_over(_stated(facts), at, "The edition cannot become what is stated.")

    def _take_over(self, stated: Mapping[str, Any], at: datetime, text: str) -> None:
        _require_sound({**self.facts(), **stated}, at, text)
        for name, value in read(stated).items():
            setattr(self, name, value)

    # what may be done with it

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    @property
    def was_announced(self) -> bool:
        """Whether people outside the house heard of it, also if it was cancelled since."""
        return self.announced_at is not None

    @property
    def is_settled(self) -> bool:
        """Whether it took place, or never will."""
        return self.state in ("held", "cancelled")

    @property
    def registration_over_at(self) -> datetime:
        return min(self.registration_ends_at or self.ends_at, self.ends_at)

    def is_over(self, at: datetime) -> bool:
        return self.state == "held" or at >= self.ends_at

    def takes_registrations(self, at: datetime) -> bool:
        return self.state == "open" and at < self.registration_over_at

    def is_to_come(self, at: datetime) -> bool:
        return self.state != "cancelled" and not self.is_over(at)

    def require_to_come(self, at: datetime) -> None:
        """Refuse what makes no sense once it is over or cancelled."""
        self.require_not_cancelled()
        if self.is_over(at):
            raise Refused("edition.over", "The edition is over.", edition_id=self.id)

    def require_not_cancelled(self) -> None:
        if self.state == "cancelled":
            raise Refused("edition.cancelled", "The edition is cancelled.", edition_id=self.id, reason=self.reason)

    def require_open(self, at: datetime) -> None:
        """Refuse whoever wants to register while nobody can."""
        if self.takes_registrations(at):
            return
        self.require_to_come(at)
        if self.state in ("planned", "announced"):
            raise Refused("edition.not_open", "The edition is not open for registration.", edition_id=self.id)
        self._refuse_late(at)

    def require_category(self, category: str) -> None:
        if category not in self.rooms_for:
            text = "The edition expects nobody of this category."
            wrong = fault("/category", "registration.category_unknown", text)
            raise Invalid("registration.category_unknown", text, errors=[wrong], category=category)

    def _refuse_late(self, at: datetime) -> None:
        text = "Registration for this edition is closed."
        closed_at = self.closed_at or min(at, self.registration_over_at)
        raise Refused("edition.registration_closed", text, edition_id=self.id, closed_at=clock_time(closed_at))

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
            "registration_ends_at": clock_time(self.registration_ends_at) if self.registration_ends_at else None,
            "opening_hours": [hours.facts() for hours in self.opening_hours],
            "rooms": [room.facts() for room in self.rooms],
            "quotas": [{"category": category, "capacity": room} for category, room in self.rooms_for.items()],
            **self.settings(),
            "state": self.state,
            "planned_at": self.planned_at.isoformat(),
            "announced_at": moment(self.announced_at),
            "opened_at": moment(self.opened_at),
            "closed_at": moment(self.closed_at),
            "held_at": moment(self.held_at),
            "cancelled_at": moment(self.cancelled_at),
            "reason": self.reason,
            "postponements": [one.facts() for one in self.postponements],
        }

    def settings(self) -> dict[str, Any]:
        """How registration, the waitlist and the door work at this edition."""
        return {
            "needs_approval": list(self.needs_approval),
            "offer_hours": self.offer_hours,
            "waitlist_order": self.waitlist_order,
            "reentry": self.reentry,
        }

    def record(self) -> dict[str, Any]:
        """All there is to read of it, with the version that `If-Match` names."""
        return {**self.facts(), "version": self.version}


def _require_sound(facts: Mapping[str, Any], at: datetime, text: str) -> None:
    if faults := list(faults_of(facts, at)):
        raise Invalid("edition.invalid", text, errors=faults)


def _stated(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: facts[name] for name in READ if name in facts}
