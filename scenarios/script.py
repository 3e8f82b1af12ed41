"""The script of the season: `fes-meknes.yaml` as typed entities, and how large the play is to be."""

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Tenant:
    slug: str
    name_fr: str
    name_ar: str


@dataclass(frozen=True)
class Organisation:
    key: str
    kind: str
    name_fr: str
    name_ar: str
    sector: str
    signatory: str = "La direction générale"

    @property
    def email(self) -> str:
        """Where its signatory reads mail."""
        return f"signature@{self.key}.example"


@dataclass(frozen=True)
class Commitment:
    owner: str
    kind: str
    quantity: int
    unit: str
    due_in_days: int


@dataclass(frozen=True)
class Agreement:
    key: str
    fact: str
    kind: str
    partner: str
    title_fr: str
    title_ar: str
    commitments: tuple[Commitment, ...]
    clauses: tuple[str, ...] = ()
    signed_at: str | None = None
    seat_on: str | None = None


@dataclass(frozen=True)
class Clause:
    key: str
    title_fr: str
    title_ar: str
    body_fr: str
    body_ar: str


@dataclass(frozen=True)
class Programme:
    """`teaches` and `adds`: levels by skill, what is taught and what the committee adds."""

    code: str
    title_fr: str
    title_ar: str
    level: str
    places: int
    teaches: dict[str, int]
    adds: dict[str, int]


@dataclass(frozen=True)
class Committee:
    institute: str
    name_fr: str
    name_ar: str
    notice_days: int
    quorum: dict[str, int]
    founders: tuple[str, ...]
    programme: Programme


@dataclass(frozen=True)
class SkillNeed:
    agreement: str
    skill: str
    level: int
    headcount: int
    horizon_in_days: int


@dataclass(frozen=True)
class Series:
    name_fr: str
    name_ar: str


@dataclass(frozen=True)
class Edition:
    key: str
    fact: str
    series: Series
    number: int
    theme_fr: str
    theme_ar: str
    sectors: list[str]
    venue: str
    starts_in_days: int
    quotas: dict[str, int]


@dataclass(frozen=True)
class Day:
    opens: str
    slot_minutes: int
    slots: int


@dataclass(frozen=True)
class Play:
    """The scenario's own numbers: how many apply, cancel, stay away, are hired and stay."""

    offers: int
    applying_over_capacity: int
    cancelling: int
    absent: int
    scanned_twice: int
    class_size: int
    tables_per_stand: int
    day: Day
    interviews_per_candidate: int
    interviews_held: float
    rating_to_hire: int
    declined: float
    enrolled: float
    kept: dict[int, float]


@dataclass(frozen=True)
class Script:
    season: Tenant
    beside: Tenant
    organisations: tuple[Organisation, ...]
    agreements: tuple[Agreement, ...]
    clauses: tuple[Clause, ...]
    committee: Committee
    skill_needs: tuple[SkillNeed, ...]
    editions: tuple[Edition, ...]
    public: dict[str, int]
    play: Play

    def of_fact(self, fact: str) -> list[Agreement]:
        return [agreement for agreement in self.agreements if agreement.fact == fact]

    def agreement(self, key: str) -> Agreement:
        return next(agreement for agreement in self.agreements if agreement.key == key)

    def clauses_of(self, agreement: Agreement) -> list[Clause]:
        return [clause for key in agreement.clauses for clause in self.clauses if clause.key == key]

    def organisation(self, key: str) -> Organisation:
        return next(organisation for organisation in self.organisations if organisation.key == key)

    def edition(self, key: str) -> Edition:
        return next(edition for edition in self.editions if edition.key == key)


ON_THE_DAY = 1
"""So many cancel on the day of the forum, and as many walk in: nobody waits any more for the seat."""


@dataclass(frozen=True)
class Size:
    """How large the play is: the public figures, or the same season in small."""

    capacity: int
    companies: int
    offers: int
    creators: int
    over: int
    cancelling: int
    absent: int
    scanned_twice: int
    trainees: int
    scale: float = field(default=1.0)

    @property
    def applying(self) -> int:
        return self.capacity + self.over

    @property
    def confirmed_at_last(self) -> int:
        """Whoever cancels makes room for someone who waits, as long as someone waits."""
        return self.capacity - max(0, self.cancelling - self.over)

    @property
    def waiting_at_last(self) -> int:
        return max(0, self.over - self.cancelling)

    @property
    def present(self) -> int:
        """Who comes through the doors of those expected."""
        return self.confirmed_at_last - self.absent

    @property
    def came(self) -> int:
        return self.present + ON_THE_DAY


def size_of(script: Script, candidates: int | None = None, companies: int | None = None) -> Size:
    """The public figures where nothing is said; otherwise every figure shrinks with the number of candidates."""
    capacity = candidates or script.public["forum_candidates"]
    scale = capacity / script.public["forum_candidates"]

    def shrunk(figure: int) -> int:
        return max(2, math.ceil(figure * scale))

    return Size(
        capacity=capacity,
        companies=companies or script.public["forum_organisations"],
        offers=shrunk(script.play.offers),
        creators=shrunk(script.public["fashion_creators"]),
        over=shrunk(script.play.applying_over_capacity),
        cancelling=shrunk(script.play.cancelling),
        absent=shrunk(script.play.absent),
        scanned_twice=shrunk(script.play.scanned_twice),
        trainees=script.play.class_size,
        scale=scale,
    )


def read_script(path: Path = FOLDER / "fes-meknes.yaml") -> Script:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Script(
        season=Tenant(**document["tenants"]["season"]),
        beside=Tenant(**document["tenants"]["beside"]),
        organisations=tuple(Organisation(key, **facts) for key, facts in document["organisations"].items()),
        agreements=tuple(_agreement(key, **facts) for key, facts in document["agreements"].items()),
        clauses=tuple(Clause(key, **words) for key, words in document["clauses"].items()),
        committee=_committee(**document["committee"]),
        skill_needs=tuple(SkillNeed(**facts) for facts in document["skill_needs"]),
        editions=tuple(_edition(key, **facts) for key, facts in document["editions"].items()),
        public=document["public"],
        play=_play(**document["play"]),
    )


def _agreement(
    key: str, *, commitments: list[dict[str, Any]], clauses: list[str] | None = None, **facts: Any
) -> Agreement:
    promised = tuple(Commitment(**commitment) for commitment in commitments)
    return Agreement(key=key, commitments=promised, clauses=tuple(clauses or ()), **facts)


def _committee(*, founders: list[str], programme: dict[str, Any], **facts: Any) -> Committee:
    return Committee(founders=tuple(founders), programme=Programme(**programme), **facts)


def _edition(key: str, *, series: dict[str, str], **facts: Any) -> Edition:
    return Edition(key=key, series=Series(**series), **facts)


def _play(*, day: dict[str, Any], **figures: Any) -> Play:
    return Play(day=Day(**day), **figures)
