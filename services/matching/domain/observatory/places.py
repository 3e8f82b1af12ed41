"""Which training places would close the most demand, one place after the other.

A graduate of a programme can take one position, of any skill the programme teaches at the level asked or above. The
numbers of positions that some placing of graduates closes, skill by skill, form an integer polymatroid (positions and
places are the two sides of a flow), and what is to be made small, the sum of the squares of the gaps that remain, is
separable and convex. On a polymatroid greedy is exact for that (Federgruen and Groenevelt, 1986): every place goes to
the skill with the largest gap that can still be served, where a placed graduate may be moved to another skill's
position to make room. So no other choice of as many places closes more positions, and among those that close as many,
none leaves the gaps more even. A skill that cannot be served once can never be again, so each is given up once.
"""

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.matching.domain.observatory.balance import Levels
from services.matching.domain.profile import SKILL_LEVELS

Node = tuple[str, int, int]


@dataclass(frozen=True)
class Course:
    """A programme as it teaches now: the level of each of its skills; `most` are the places it can be given."""

    id: str
    teaches: Mapping[str, int]
    most: int | None = None


@dataclass(frozen=True)
class Plan:
    """`given`: how many places of a programme serve a skill; `untaught`: gaps that no programme can serve at all."""

    places: int
    given: Mapping[tuple[str, str], int]
    gaps: Mapping[str, int]
    untaught: Mapping[str, int]

    @property
    def closed(self) -> int:
        return sum(self.given.values())

    @property
    def closed_by_skill(self) -> Counter[str]:
        closed: Counter[str] = Counter()
        for (_, skill), count in self.given.items():
            closed[skill] += count
        return closed

    def facts(self) -> dict[str, Any]:
        return {
            "places": self.places,
            "closed": self.closed,
            "gap_before": sum(self.gaps.values()),
            "gap_after": sum(self.gaps.values()) - self.closed,
        }


def planned_places(empty: Mapping[str, Levels], courses: Sequence[Course], places: int) -> Plan:
    """Give up to `places` places to courses; `empty` are the positions of each skill that nobody is there for."""
    skills = sorted(skill for skill, levels in empty.items() if any(levels))
    gaps = {skill: sum(empty[skill]) for skill in skills}
    flow = _Flow(sorted(courses, key=lambda course: course.id), skills, empty)
    left, open_skills = dict(gaps), set(skills)
    for _ in range(places):
        while open_skills:
            neediest = min(open_skills, key=lambda skill: (-left[skill], skill))
            if left[neediest] and flow.serve(neediest):
                left[neediest] -= 1
                break
            open_skills.discard(neediest)
    taught = {skill for skill in skills if flow.could_ever_serve(skill)}
    untaught = {skill: gaps[skill] for skill in skills if skill not in taught}
    return Plan(places, flow.given(), gaps, untaught)


@dataclass
class _Flow:
    """Graduates from courses (`c`) to positions of a level (`p`) of a skill (`s`), and how to make room for more."""

    courses: Sequence[Course]
    skills: Sequence[str]
    empty: Mapping[str, Levels]
    placed: Counter[tuple[int, int, int]] = field(default_factory=Counter)
    used: Counter[int] = field(default_factory=Counter)
    filled: Counter[tuple[int, int]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        numbers = {skill: number for number, skill in enumerate(self.skills)}
        self._teaches = [
            sorted((numbers[skill], level) for skill, level in course.teaches.items() if skill in numbers)
            for course in self.courses
        ]
        self._numbers = numbers

    def could_ever_serve(self, skill: str) -> bool:
        lowest = next(place for place, count in enumerate(self.empty[skill], start=1) if count)
        return any(course.teaches.get(skill, 0) >= lowest for course in self.courses if course.most != 0)

    def given(self) -> dict[tuple[str, str], int]:
        given: Counter[tuple[str, str]] = Counter()
        for (course, skill, _), count in self.placed.items():
            if count:
                given[self.courses[course].id, self.skills[skill]] += count
        return dict(given)

    def serve(self, skill: str) -> bool:
        """Place one graduate more for this skill, moving others if that makes room; whether it could be done."""
        target = ("s", self._numbers[skill], 0)
        came_from: dict[Node, Node | None] = dict.fromkeys(self._courses_with_room())
        waiting = deque(came_from)
        while waiting:
            node = waiting.popleft()
            if node == target:
                self._take(node, came_from)
                return True
            for reached in self._reached(node):
                if reached not in came_from:
                    came_from[reached] = node
                    waiting.append(reached)
        return False

    def _courses_with_room(self) -> Iterator[Node]:
        for number, course in enumerate(self.courses):
            if course.most is None or self.used[number] < course.most:
                yield ("c", number, 0)

    def _reached(self, node: Node) -> Iterator[Node]:
        """Where one more graduate could go from here, or whose place would be free if one more came."""
        kind, number, level = node
        if kind == "c":
            return self._positions_for(number)
        if kind == "p":
            return self._beyond(number, level)
        return (("p", number, asked) for asked in SKILL_LEVELS if self.filled[number, asked])

    def _positions_for(self, course: int) -> Iterator[Node]:
        for skill, taught in self._teaches[course]:
            for asked in range(taught, 0, -1):
                if self.empty[self.skills[skill]][asked - 1]:
                    yield ("p", skill, asked)

    def _beyond(self, skill: int, level: int) -> Iterator[Node]:
        if self.filled[skill, level] < self.empty[self.skills[skill]][level - 1]:
            yield ("s", skill, 0)
        yield from (("c", course, 0) for course in range(len(self.courses)) if self.placed[course, skill, level])

    def _take(self, node: Node, came_from: Mapping[Node, Node | None]) -> None:
        """Along the path: into a position places a graduate, out of one into a course takes one back."""
        while (before := came_from[node]) is not None:
            match before[0], node[0]:
                case "c", "p":
                    self.placed[before[1], node[1], node[2]] += 1
                case "p", "c":
                    self.placed[node[1], before[1], before[2]] -= 1
                case "p", "s":
                    self.filled[before[1], before[2]] += 1
                case _:
                    self.filled[node[1], node[2]] -= 1
            node = before
        self.used[node[1]] += 1
