"""Replanning: a timetable that stands is mended where something has changed, and nowhere else.

What has begun or is recorded stays, and so do pins. A meeting that lost its slot or its table gets another by moving as
few others as can be (`Board.seat_by_fewest`); one for which there is none is cancelled. Who is left without any meeting
is seated the same way, and what is free then goes to whoever hopes for it, moving nobody.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.matching.domain.board import Board, Hours, Wish
from services.matching.domain.limits import NEVER, Limits, Near, Slots, Table
from services.matching.domain.seating import tables_for

MOST_MOVED = 3
"""Others that one meeting may move: more people called to another hour than that is no small change."""
LINKS = 40_000
"""Ways tried in one replanning, so that it answers within a second however much has changed."""
NO_TABLE = "no_table"
"""The reason of what is cancelled because no slot and table is left for it."""


@dataclass(frozen=True)
class Booked:
    """A meeting as it stands; `stays` says that it has begun, or that its outcome is recorded."""

    id: str
    candidate_id: str
    organisation_id: str
    offer_id: str
    score: float
    slot: int
    table_id: str
    stays: bool = False


@dataclass(frozen=True)
class Hope:
    """A meeting that could be held besides."""

    candidate_id: str
    organisation_id: str
    offer_id: str
    score: float


Meeting = Booked | Hope


@dataclass(frozen=True)
class Pinned:
    """A meeting to hold at a slot, or with no slot stated wherever there is one."""

    meeting: Hope
    slot: int | None = None
    table_id: str | None = None


@dataclass(frozen=True)
class Hall:
    """What stands; `near` as in a forum, `closed` are slots by table, `begun` slots that nothing is put into any more.

    `leaving` gives by the id of a meeting the reason why it is not held at all.
    """

    booked: tuple[Booked, ...]
    tables: Mapping[str, tuple[Table, ...]]
    near: Near
    most_per_candidate: int
    begun: Slots = NEVER
    closed: Mapping[str, Slots] = field(default_factory=dict)
    away: Mapping[str, Slots] = field(default_factory=dict)
    leaving: Mapping[str, str] = field(default_factory=dict)
    pins: tuple[Pinned, ...] = ()


@dataclass(frozen=True)
class Placed:
    """A meeting that has a slot and a table it did not have before."""

    meeting: Meeting
    slot: int
    table: Table


@dataclass(frozen=True)
class Replanned:
    """`cancelled` pairs each meeting with the reason."""

    moved: tuple[Placed, ...] = ()
    new: tuple[Placed, ...] = ()
    cancelled: tuple[tuple[Booked, str], ...] = ()


def replan(
    hall: Hall, hopes: Sequence[Hope] = (), arrived: Collection[str] = (), freed: Collection[str] = ()
) -> Replanned:
    """Mend the timetable.

    `arrived` are candidates who get one meeting even where others must move for it, `freed` organisations whose free
    places go to whoever hopes for them.
    """
    return _Replanning(hall, hopes).mended(set(arrived), set(freed))


class _Replanning:
    """Candidates and organisations are numbered, and each meeting is a wish on a board."""

    def __init__(self, hall: Hall, hopes: Sequence[Hope]) -> None:
        self._hall = hall
        self._cancelled = [(one, hall.leaving[one.id]) for one in hall.booked if one.id in hall.leaving]
        self._booked = [one for one in hall.booked if one.id not in hall.leaving]
        pins = [pin.meeting for pin in hall.pins]
        met = {*map(_pair, hall.booked), *map(_pair, pins)}
        self._hopes = [hope for hope in hopes if _pair(hope) not in met and hope.organisation_id in hall.tables]
        everyone: Sequence[Meeting] = [*self._booked, *pins, *self._hopes]
        self._candidates = _numbered(one.candidate_id for one in everyone)
        self._organisations = _numbered([*hall.tables, *(one.organisation_id for one in everyone)])
        self._had = Counter(one.candidate_id for one in self._booked)
        self._wish_of: dict[Meeting, Wish] = {}
        self._meeting_of: dict[Wish, Meeting] = {}
        self._named: dict[Wish, str | None] = {}
        self._links = LINKS
        self._board = Board(self._hours())

    def mended(self, arrived: set[str], freed: set[str]) -> Replanned:
        for standing in self._booked:
            if standing.stays:
                self._board.fix(self._wish(standing), standing.slot)
        lost = [one for one in [*self._pin(), *self._keep()] if not self._seat(one)]
        for one in lost:
            self._give_up(one)
        looking = arrived | {one.candidate_id for one in lost}
        self._admit(looking)
        self._fill(looking, freed)
        return self._outcome()

    def _hours(self) -> Hours:
        hall = self._hall
        limits = Limits(
            away={self._candidates[one]: slots for one, slots in hall.away.items() if one in self._candidates},
            closed=hall.closed,
        )
        hours = limits.hours(
            hall.near, [hall.tables.get(one, ()) for one in self._organisations], len(self._candidates)
        )
        places = [[0 if slot in hall.begun else left for slot, left in enumerate(own)] for own in hours.places]
        return Hours(hours.near, places, hours.free)

    def _wish(self, meeting: Meeting) -> Wish:
        """Ranks keep apart what is otherwise alike: after a merger of organisations one candidate may meet it twice."""
        if meeting not in self._wish_of:
            candidate = self._candidates[meeting.candidate_id]
            company = self._organisations[meeting.organisation_id]
            wish = Wish(candidate, company, meeting.score)
            while wish in self._meeting_of:
                wish = Wish(candidate, company, meeting.score, wish.rank + 1)
            self._wish_of[meeting], self._meeting_of[wish] = wish, meeting
        return self._wish_of[meeting]

    def _pin(self) -> list[Meeting]:
        """Fix what a human has fixed and can hold; the pins that have no slot, or none that holds."""
        standing = {_pair(one): one for one in self._booked}
        taken = {(one.table_id, one.slot) for one in self._booked if one.stays}
        floating: list[Meeting] = []
        for pin in self._hall.pins:
            meeting: Meeting = standing.get(_pair(pin.meeting), pin.meeting)
            if isinstance(meeting, Booked) and meeting.stays:
                continue
            if self._can_hold(pin, self._wish(meeting), taken):
                self._board.fix(self._wish(meeting), pin.slot or 0)
                self._named[self._wish(meeting)] = pin.table_id
                taken.add((pin.table_id or "", pin.slot or 0))
                self._had[meeting.candidate_id] += isinstance(meeting, Hope)
            elif isinstance(meeting, Hope):
                floating.append(meeting)
        return floating

    def _can_hold(self, pin: Pinned, wish: Wish, taken: Collection[tuple[str, int]]) -> bool:
        if pin.slot is None or not self._board.open_to(wish) >> pin.slot & 1:
            return False
        there = {table.id for table in self._open_tables(pin.meeting.organisation_id, pin.slot)}
        return pin.table_id is None or (pin.table_id in there and (pin.table_id, pin.slot) not in taken)

    def _keep(self) -> list[Meeting]:
        """Leave where they are all that can stay there; those that cannot. Whose table is gone gives way to others."""
        free = [one for one in self._booked if self._wish(one) not in self._board.slot_of]
        displaced: list[Meeting] = []
        for one in sorted(free, key=lambda one: (self._has_lost_its_table(one), -one.score, one.id)):
            wish = self._wish(one)
            if one.slot not in self._hall.begun and self._board.open_to(wish) >> one.slot & 1:
                self._board.put(wish, one.slot)
            else:
                displaced.append(one)
        return displaced

    def _has_lost_its_table(self, one: Booked) -> bool:
        named = {table for wish, table in self._named.items() if table and self._board.slot_of[wish] == one.slot}
        open_now = {table.id for table in self._open_tables(one.organisation_id, one.slot)}
        return one.table_id in named or one.table_id not in open_now

    def _open_tables(self, organisation_id: str, slot: int) -> list[Table]:
        own = self._hall.tables.get(organisation_id, ())
        return Limits(closed=self._hall.closed).open_tables(own, slot)

    def _seat(self, meeting: Meeting, most_moved: int = MOST_MOVED) -> bool:
        found, self._links = self._board.seat_by_fewest(self._wish(meeting), most_moved, self._links)
        self._had[meeting.candidate_id] += found and isinstance(meeting, Hope)
        return found

    def _give_up(self, meeting: Meeting) -> None:
        if isinstance(meeting, Booked):
            self._had[meeting.candidate_id] -= 1
            self._cancelled.append((meeting, NO_TABLE))

    def _admit(self, candidates: Collection[str]) -> None:
        """A meeting for those who have none: the one that moves fewest, of these the best."""
        own: dict[str, list[Hope]] = defaultdict(list)
        for hope in sorted(self._hopes, key=_in_order):
            if hope.candidate_id in candidates:
                own[hope.candidate_id].append(hope)
        for candidate, hopes in own.items():
            if not self._had[candidate]:
                any(self._seat(hope, moved) for moved in range(MOST_MOVED + 1) for hope in hopes)

    def _fill(self, looking: Collection[str], freed: Collection[str]) -> None:
        """What is free goes to those who have nothing first, then to the best; nobody moves."""
        concerned = [one for one in self._hopes if one.candidate_id in looking or one.organisation_id in freed]
        hopes = sorted(concerned, key=_in_order)
        for most in (1, self._hall.most_per_candidate):
            for hope in hopes:
                wish = self._wish(hope)
                if self._had[hope.candidate_id] < most and wish not in self._board.slot_of:
                    self._take_free(hope, wish)

    def _take_free(self, hope: Hope, wish: Wish) -> None:
        if mask := self._board.open_to(wish):
            self._board.put(wish, self._board.best_slot(wish, mask))
            self._had[hope.candidate_id] += 1

    def _outcome(self) -> Replanned:
        moved, new = [], []
        for wish, table in self._tables().items():
            meeting, slot = self._meeting_of[wish], self._board.slot_of[wish]
            if isinstance(meeting, Hope):
                new.append(Placed(meeting, slot, table))
            elif (meeting.slot, meeting.table_id) != (slot, table.id):
                moved.append(Placed(meeting, slot, table))
        return Replanned(tuple(moved), tuple(new), tuple(self._cancelled))

    def _tables(self) -> dict[Wish, Table]:
        """The table of each where not all are at theirs: pins first, then who was there before."""
        at: dict[tuple[int, int], list[Wish]] = defaultdict(list)
        for wish, slot in self._board.slot_of.items():
            at[wish.company, slot].append(wish)
        names = list(self._organisations)
        given: dict[Wish, Table] = {}
        for (company, slot), wishes in at.items():
            staying = [one for wish in wishes if isinstance(one := self._meeting_of[wish], Booked) and one.stays]
            others = [wish for wish in wishes if self._meeting_of[wish] not in staying]
            at_tables = {one.table_id for one in staying}
            free = [table for table in self._open_tables(names[company], slot) if table.id not in at_tables]
            liked = {place: self._liked(wish) for place, wish in enumerate(others)}
            first = {place for place, wish in enumerate(others) if self._named.get(wish)}
            in_place = sorted(liked, key=lambda place: self._was_at(others[place]) != slot)
            tables = tables_for({place: liked[place] for place in in_place}, free, first)
            given.update({others[place]: table for place, table in tables.items()})
        return given

    def _was_at(self, wish: Wish) -> int | None:
        meeting = self._meeting_of[wish]
        return meeting.slot if isinstance(meeting, Booked) else None

    def _liked(self, wish: Wish) -> str:
        meeting = self._meeting_of[wish]
        return self._named.get(wish) or (meeting.table_id if isinstance(meeting, Booked) else "")


def _pair(meeting: Meeting) -> tuple[str, str]:
    return meeting.candidate_id, meeting.organisation_id


def _in_order(hope: Hope) -> tuple[float, str, str]:
    return -hope.score, hope.candidate_id, hope.organisation_id


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names))}
