"""An activity of an edition: a talk, a fair, a contest, a show, a signing or a workshop, in a room at its time."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal

from multaqa.errors import Invalid, Refused
from multaqa.zone import day_of
from services.events.domain.edition import Edition
from services.events.domain.edition.venue import moved
from services.events.domain.wording import Fault, LocalText, clock_time, fault, moment

KINDS = ("talk", "fair", "contest", "show", "signing", "workshop")
MOVES = ("room", "starts_at", "ends_at")
ActivityState = Literal["planned", "cancelled"]


@dataclass(frozen=True)
class Speaker:
    """Known by `person_id` where the directory knows them, else by name; `title` is what they are there."""

    name: str
    organisation: str | None = None
    person_id: str | None = None
    title: str | None = None

    @property
    def keys(self) -> frozenset[str]:
        """Two speakers are one when they share any: the directory's id, or else the name, however it is spelled."""
        return frozenset(key for key in (self.person_id, folded(self.name)) if key)


@dataclass
class Activity:
    """`room` None is the whole venue. `moves` counts how often its time or place was changed, or it was cancelled."""

    id: str
    edition_id: str
    kind: str
    title: LocalText
    starts_at: datetime
    ends_at: datetime
    planned_at: datetime
    changed_at: datetime
    room: str | None = None
    speakers: tuple[Speaker, ...] = ()
    capacity: int | None = None
    topic: LocalText | None = None
    agreement_ids: tuple[str, ...] = ()
    state: ActivityState = "planned"
    reason: str | None = None
    moves: int = 0
    version: int = 0

    @classmethod
    def planned(cls, id: str, edition: Edition, facts: Mapping[str, Any], at: datetime) -> "Activity":
        edition.require_to_come(at)
        _refuse_untimed(facts)
        activity = cls(
            id=id,
            edition_id=edition.id,
            planned_at=at,
            changed_at=at,
            **{"kind": facts["kind"], **_read(facts)},
        )
        activity.require_sound(edition, "The activity cannot be planned as it stands.")
        return activity

    def change(self, edition: Edition, facts: Mapping[str, Any], at: datetime) -> bool:
        """Take on what is stated; whether its time or place is another now.

        Of what is over one still says what was signed there: signatures come in after the ceremony.
        """
        if set(facts) - {"agreement_ids"}:
            edition.require_to_come(at)
        self._require_planned()
        _refuse_untimed(facts)
        before = [getattr(self, name) for name in MOVES]
        if self.capacity is not None and facts.get("capacity", self.capacity) is None:
            self._refuse("/capacity", "activity.capacity_needed", "Seats are counted here: say how many there are.")
        changed = replace(self, **_read(facts))
        changed.require_sound(edition, "The activity cannot become what is stated.")
        vars(self).update(vars(changed))
        has_moved = before != [getattr(self, name) for name in MOVES]
        self.moves += has_moved
        self.changed_at = at
        return has_moved

    def cancel(self, edition: Edition, reason: str, at: datetime) -> None:
        edition.require_to_come(at)
        self._require_planned()
        self.state, self.reason, self.changed_at = "cancelled", reason, at
        self.moves += 1

    def move(self, days: int, at: datetime) -> None:
        """Go along with a postponed edition, at the same hour on Moroccan clocks."""
        self.starts_at, self.ends_at = moved(self.starts_at, days), moved(self.ends_at, days)
        self.moves += 1
        self.changed_at = at

    def again(self, id: str, edition_id: str, days: int, at: datetime) -> "Activity":
        """The same at another edition, so many days later; who speaks and what is signed there is not known yet."""
        return Activity(
            id=id,
            edition_id=edition_id,
            kind=self.kind,
            title=self.title,
            starts_at=moved(self.starts_at, days),
            ends_at=moved(self.ends_at, days),
            planned_at=at,
            changed_at=at,
            room=self.room,
            capacity=self.capacity,
            topic=self.topic,
        )

    @property
    def is_planned(self) -> bool:
        return self.state == "planned"

    def is_outside(self, edition: Edition) -> bool:
        """Whether it lies outside the days of the edition: the doors may open before, the evening be long."""
        return any(True for _ in self._day_faults(edition))

    # clashes

    def refuse_clashes(self, others: Iterable["Activity"]) -> None:
        """Nobody speaks in two places, and a room holds one activity at a time; who ends as another begins does not."""
        found = [(other, clash) for other in others if self._meets(other) for clash in self._clashes_with(other)]
        if found:
            text = "Something else takes place there then, or somebody speaks elsewhere."
            clashes = [{"activity_id": other.id, "title": asdict(other.title)} for other, _ in found]
            raise Invalid("activity.clash", text, errors=[clash for _, clash in found], clashes=clashes)

    def _meets(self, other: "Activity") -> bool:
        apart = other.id == self.id or not other.is_planned
        return not apart and self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def _clashes_with(self, other: "Activity") -> Iterator[Any]:
        where = {"title": other.title.fr, "starts_at": clock_time(other.starts_at)}
        if self.room is not None and self.room == other.room:
            text = f"{other.title.fr} takes place in this room then."
            yield {**fault("/room", "activity.room_taken", text), "facts": where}
        taken = frozenset().union(*(speaker.keys for speaker in other.speakers))
        for n, speaker in enumerate(self.speakers):
            if speaker.keys & taken:
                text = f"{speaker.name} speaks at {other.title.fr} then."
                told = fault(f"/speakers/{n}", "activity.speaker_elsewhere", text)
                yield {**told, "facts": {**where, "name": speaker.name}}

    # faults

    def _require_planned(self) -> None:
        if not self.is_planned:
            text = "The activity is cancelled."
            raise Refused("activity.cancelled", text, activity_id=self.id, reason=self.reason)

    def require_sound(self, edition: Edition, text: str) -> None:
        if faults := [*self._time_faults(edition), *self._place_faults(edition), *self._people_faults()]:
            raise Invalid("activity.invalid", text, errors=faults)

    @staticmethod
    def _refuse(pointer: str, code: str, text: str) -> None:
        raise Invalid("activity.invalid", text, errors=[fault(pointer, code, text)])

    def _time_faults(self, edition: Edition) -> Iterator[Fault]:
        if self.starts_at >= self.ends_at:
            yield fault("/ends_at", "activity.ends_before_start", "An activity ends after it starts.")
        yield from self._day_faults(edition)

    def _day_faults(self, edition: Edition) -> Iterator[Fault]:
        first, last = (day_of(at) for at in (edition.starts_at, edition.ends_at))
        for name in ("starts_at", "ends_at"):
            if not first <= day_of(getattr(self, name)) <= last:
                yield fault(f"/{name}", "activity.outside_edition", "The edition is not on that day.")

    def _place_faults(self, edition: Edition) -> Iterator[Fault]:
        if self.room is None:
            return
        room = {known.code: known for known in edition.rooms}.get(self.room)
        if room is None:
            yield fault("/room", "activity.room_unknown", "The venue has no room of this code.")
        elif room.capacity and self.capacity and self.capacity > room.capacity:
            yield fault("/capacity", "activity.room_too_small", "The room holds fewer people.")

    def _people_faults(self) -> Iterator[Fault]:
        seen: set[str] = set()
        for n, speaker in enumerate(self.speakers):
            if speaker.keys & seen:
                yield fault(f"/speakers/{n}", "activity.speaker_twice", "Each speaker is named once.")
            seen |= speaker.keys
        if self.agreement_ids and self.kind != "signing":
            yield fault("/agreement_ids", "activity.not_a_signing", "Agreements are signed at a signing.")

    def refuse_agreements(self, known: Mapping[str, Mapping[str, Any]]) -> None:
        """What is signed here says itself that it is signed at this edition; `known` are those heard of, by id."""
        faults = [
            fault(f"/agreement_ids/{n}", code, text)
            for n, id in enumerate(self.agreement_ids)
            for code, text in self._wrong_with(known.get(id))
        ]
        if faults:
            raise Invalid("activity.invalid", "These agreements are not signed here.", errors=faults)

    def _wrong_with(self, agreement: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
        if agreement is None:
            yield "activity.agreement_unknown", "No agreement with this id has come into force."
        elif agreement["edition_id"] != self.edition_id:
            yield "activity.agreement_elsewhere", "The agreement does not say that it is signed at this edition."

    @property
    def speaker_ids(self) -> list[str]:
        """Those whom the directory knows."""
        return sorted(speaker.person_id for speaker in self.speakers if speaker.person_id)

    # a person's rights

    def speaks(self, person_id: str) -> bool:
        return any(speaker.person_id == person_id for speaker in self.speakers)

    def forget_speaker(self, person_id: str) -> None:
        self.speakers = tuple(speaker for speaker in self.speakers if speaker.person_id != person_id)

    def facts(self) -> dict[str, Any]:
        """What other rooms may know: nothing about persons."""
        return {
            "id": self.id,
            "edition_id": self.edition_id,
            "kind": self.kind,
            "title": asdict(self.title),
            "topic": asdict(self.topic) if self.topic else None,
            "room": self.room,
            "starts_at": clock_time(self.starts_at),
            "ends_at": clock_time(self.ends_at),
            "capacity": self.capacity,
            "agreement_ids": list(self.agreement_ids),
            "state": self.state,
            "reason": self.reason,
            "planned_at": self.planned_at.isoformat(),
            "changed_at": moment(self.changed_at),
        }

    def place_and_time(self, edition: Edition) -> dict[str, Any]:
        """As they are told to somebody who knows neither the edition nor its rooms."""
        facts = self.facts()
        return {
            "activity_title": facts["title"],
            "room": next((asdict(room.name) for room in edition.rooms if room.code == self.room), None),
            "starts_at": facts["starts_at"],
            "ends_at": facts["ends_at"],
            "cancelled_because": self.reason,
        }

    def record(self) -> dict[str, Any]:
        speakers = [asdict(speaker) for speaker in self.speakers]
        return {**self.facts(), "speakers": speakers, "version": self.version}


READ: dict[str, Callable[[Any], Any]] = {
    "title": lambda title: LocalText(**title),
    "topic": lambda topic: LocalText(**topic) if topic else None,
    "starts_at": datetime.fromisoformat,
    "ends_at": datetime.fromisoformat,
    "room": lambda code: code,
    "capacity": lambda capacity: capacity,
    "speakers": lambda speakers: tuple(Speaker(**speaker) for speaker in speakers or ()),
    "agreement_ids": lambda ids: tuple(dict.fromkeys(ids or ())),
}


def _read(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: reader(facts[name]) for name, reader in READ.items() if name in facts}


def _refuse_untimed(facts: Mapping[str, Any]) -> None:
    text = "A time needs its offset from UTC."
    untimed = [name for name in ("starts_at", "ends_at") if name in facts and not _has_offset(facts[name])]
    if untimed:
        faults = [fault(f"/{name}", "edition.time_without_offset", text) for name in untimed]
        raise Invalid("activity.invalid", text, errors=faults)


def _has_offset(spelled: str) -> bool:
    return datetime.fromisoformat(spelled).tzinfo is not None


def refuse_outside(activities: Collection[Activity], edition: Edition) -> None:
    """Refuse dates that leave an activity without a day; it is to be moved or cancelled first."""
    outside = [activity.id for activity in activities if activity.is_planned and activity.is_outside(edition)]
    if outside:
        text = "Activities would lie outside the edition: move or cancel them first."
        raise Refused("edition.activities_outside", text, edition_id=edition.id, activities=outside)


def refuse_lost_rooms(activities: Collection[Activity], edition: Edition) -> None:
    """Refuse to take away a room in which something takes place."""
    kept = {None, *(room.code for room in edition.rooms)}
    if lost := sorted({str(one.room) for one in activities if one.is_planned and one.room not in kept}):
        text = "Something takes place in a room that would be gone."
        wrong = fault("/rooms", "edition.room_in_use", text)
        raise Invalid("edition.invalid", text, errors=[wrong], rooms=lost)


def folded(name: str) -> str:
    """How names are compared: without accents, case, punctuation and the order of first and last name."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(one))
    return " ".join(sorted(re.findall(r"\w+", bare)))
