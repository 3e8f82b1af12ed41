"""The balance of a skill: how many hold it or will, how many are sought, and how many of those nobody can be.

Supply counts persons: who holds the skill and has taken no job (`available`), and who is enrolled where it is taught
(`coming`, by the year they should finish). Somebody enrolled who is a candidate already is in both, so a gap is never
told larger than it is. Demand counts positions: an organisation's standing needs, less those it has hired for since,
or its open offers, whichever is more, since an offer is how a stated need is filled.

Whoever holds a skill at a level can do what asks for less. `unmet` gives the highest levels to the highest asked, which
leaves as few positions empty as any other way would: what fits a lower one fits no higher one better.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from services.matching.domain.need import Need
from services.matching.domain.profile import SKILL_LEVELS
from services.matching.domain.wording import LocalText

Levels = tuple[int, ...]
"""How many at each level, the lowest first."""
NOBODY: Levels = (0,) * len(SKILL_LEVELS)


def at(level: int, count: int = 1) -> Levels:
    return tuple(count if one == level else 0 for one in SKILL_LEVELS)


def added(several: Iterable[Levels]) -> Levels:
    return tuple(map(sum, zip(NOBODY, *several, strict=True)))


def unmet(demand: Levels, supply: Levels) -> Levels:
    """The positions nobody is left for, by level."""
    left, empty = 0, []
    for wanted, held in zip(reversed(demand), reversed(supply), strict=True):
        left += held
        taken = min(wanted, left)
        left -= taken
        empty.append(wanted - taken)
    return tuple(reversed(empty))


def tension(demand: int, supply: int) -> float:
    """From -1 (nobody seeks it) over 0 (as many as are sought, or neither) to 1 (nobody holds it)."""
    return (demand - supply) / (demand + supply) if demand + supply else 0.0


def _at_least(levels: Levels) -> Levels:
    return tuple(sum(levels[place:]) for place in range(len(levels)))


def _whichever_is_more(one: Levels, other: Levels) -> Levels:
    most = [max(pair) for pair in zip(_at_least(one), _at_least(other), strict=True)]
    return tuple(here - above for here, above in zip(most, [*most[1:], 0], strict=True))


@dataclass(frozen=True)
class Opening:
    """The positions of an offer that are still open, for one skill it requires."""

    organisation_id: str
    skill: str
    level: int
    headcount: int


@dataclass(frozen=True)
class Hire:
    """A person hired for an offer that required this skill."""

    organisation_id: str
    skill: str
    level: int
    at: datetime


@dataclass(frozen=True)
class Training:
    """So many people will have the skill at this level when they finish in this year."""

    skill: str
    level: int
    year: int
    people: int


@dataclass(frozen=True)
class Balance:
    skill: str
    sector: str | None
    available: Levels = NOBODY
    coming: Mapping[int, Levels] = field(default_factory=dict)
    awarded: int = 0
    needed: int = 0
    offered: int = 0
    hired: int = 0
    sought: Levels = NOBODY

    @cached_property
    def empty(self) -> Levels:
        """Positions nobody is there for or will be, by level."""
        return unmet(self.sought, added([self.available, *self.coming.values()]))

    @property
    def persons(self) -> int:
        return sum(self.available)

    @property
    def trained(self) -> int:
        return sum(map(sum, self.coming.values()))

    @property
    def supply(self) -> int:
        return self.persons + self.trained

    @property
    def demand(self) -> int:
        return sum(self.sought)

    @property
    def gap(self) -> int:
        return sum(self.empty)

    @property
    def tension(self) -> float:
        return tension(self.demand, self.supply)

    def facts(self) -> dict[str, Any]:
        return {
            "skill": self.skill,
            "sector": self.sector,
            "available": self.persons,
            "coming": [{"year": year, "people": sum(self.coming[year])} for year in sorted(self.coming)],
            "awarded": self.awarded,
            "needed": self.needed,
            "offered": self.offered,
            "hired": self.hired,
            **_figures(self),
        }


@dataclass(frozen=True)
class SectorBalance:
    """The sums of a sector's skills: who holds two of them, and who is sought with two, is in both."""

    sector: str | None
    skills: tuple[Balance, ...]

    def _sum(self, name: str) -> int:
        return sum(getattr(balance, name) for balance in self.skills)

    @property
    def supply(self) -> int:
        return self._sum("supply")

    @property
    def demand(self) -> int:
        return self._sum("demand")

    @property
    def gap(self) -> int:
        return self._sum("gap")

    @property
    def tension(self) -> float:
        return tension(self.demand, self.supply)

    def facts(self) -> dict[str, Any]:
        counted = {name: self._sum(name) for name in ("awarded", "needed", "offered", "hired")}
        people = {"available": self._sum("persons"), "trained": self._sum("trained")}
        return {"sector": self.sector, "skills": len(self.skills), **people, **counted, **_figures(self)}


def _figures(balance: Balance | SectorBalance) -> dict[str, Any]:
    return {
        "supply": balance.supply,
        "demand": balance.demand,
        "gap": balance.gap,
        "tension": round(balance.tension, 4),
    }


def by_sector(balances: Iterable[Balance]) -> list[SectorBalance]:
    """The largest gap first."""
    grouped: dict[str | None, list[Balance]] = defaultdict(list)
    for balance in balances:
        grouped[balance.sector].append(balance)
    sectors = [SectorBalance(sector, tuple(skills)) for sector, skills in grouped.items()]
    return sorted(sectors, key=lambda one: (-one.gap, -one.demand, one.sector or ""))


@dataclass(frozen=True)
class Market:
    """All that is counted of one tenant at one moment; `sectors` are those of the reference."""

    needs: Sequence[Need] = ()
    openings: Sequence[Opening] = ()
    hires: Sequence[Hire] = ()
    trainings: Sequence[Training] = ()
    holders: Mapping[str, Levels] = field(default_factory=dict)
    awarded: Mapping[str, int] = field(default_factory=dict)
    sectors: Mapping[str, str] = field(default_factory=dict)

    def balances(self) -> list[Balance]:
        """A balance per skill that is held, taught, sought or hired for: the largest gap first."""
        needed, offered, hired = _heads(self.needs), _heads(self.openings), Counter(hire.skill for hire in self.hires)
        coming, sought = self._coming(), self._sought()
        skills = {*needed, *offered, *hired, *coming, *self.holders, *self.awarded}
        balances = [
            Balance(
                skill=skill,
                sector=self.sectors.get(skill),
                available=self.holders.get(skill, NOBODY),
                coming=coming.get(skill, {}),
                awarded=self.awarded.get(skill, 0),
                needed=needed[skill],
                offered=offered[skill],
                hired=hired[skill],
                sought=sought.get(skill, NOBODY),
            )
            for skill in skills
        ]
        return sorted(balances, key=lambda balance: (-balance.gap, -balance.demand, balance.skill))

    def _coming(self) -> dict[str, dict[int, Levels]]:
        coming: dict[str, dict[int, Levels]] = defaultdict(dict)
        for training in self.trainings:
            years = coming[training.skill]
            years[training.year] = added([years.get(training.year, NOBODY), at(training.level, training.people)])
        return coming

    def _sought(self) -> dict[str, Levels]:
        needs, openings, hires = _by_employer(self.needs), _by_employer(self.openings), _by_employer(self.hires)
        sought: dict[str, Levels] = {}
        for employer in {*needs, *openings}:
            left = _left(needs.get(employer, ()), hires.get(employer, ()))
            open_now = added(at(one.level, one.headcount) for one in openings.get(employer, ()))
            _, skill = employer
            sought[skill] = added([sought.get(skill, NOBODY), _whichever_is_more(left, open_now)])
        return sought


def _left(needs: Sequence[Need], hires: Sequence[Hire]) -> Levels:
    """What an organisation still needs of a skill: whom it hired before it said so was not what it meant."""
    if not needs:
        return NOBODY
    since = min(need.stated_at for need in needs)
    stated = added(at(need.level, need.headcount) for need in needs)
    return unmet(stated, added(at(hire.level) for hire in hires if hire.at >= since))


def _heads(rows: Iterable[Need | Opening]) -> Counter[str]:
    heads: Counter[str] = Counter()
    for row in rows:
        heads[row.skill] += row.headcount
    return heads


def _by_employer(rows: Iterable[Any]) -> dict[tuple[str, str], list[Any]]:
    grouped: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.organisation_id, row.skill].append(row)
    return grouped


@dataclass(frozen=True)
class DemandGap:
    """A skill whose gap is worth telling; no count of persons is in it."""

    id: str
    period: str
    skill: str
    label: LocalText | None
    sector: str | None
    gap: int
    version: int = 1

    def facts(self) -> dict[str, Any]:
        label = {"fr": self.label.fr, "ar": self.label.ar} if self.label else None
        told = {name: getattr(self, name) for name in ("id", "period", "skill", "sector", "gap")}
        return {**told, "label": label}
