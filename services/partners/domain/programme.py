"""The training offer: an institute's programmes, what they teach from which year on, and how many learn it.

A year is a school year, named by the calendar year it begins in: 2026 is 2026-2027.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from multaqa.errors import Invalid, Refused
from services.partners.domain.wording import Fault, LocalText, fault

if TYPE_CHECKING:
    from services.partners.domain.curriculum_change import Step

TRAINING_LEVELS = (
    "formation_qualifiante",
    "specialisation",
    "qualification",
    "bac_pro",
    "technicien",
    "technicien_specialise",
)
SKILL_LEVELS = range(1, 5)
YEARS = range(2000, 2101)


@dataclass(frozen=True)
class TaughtSkill:
    """A skill at the level taught to those who begin in `since` or later, and before `until`."""

    skill: str
    level: int
    since: int
    until: int | None = None

    def is_taught_in(self, year: int) -> bool:
        return self.since <= year and (self.until is None or year < self.until)


@dataclass(frozen=True)
class Enrolment:
    year: int
    enrolled: int
    places: int


@dataclass
class Programme:
    """`agreement_id` and `partner_id` name the agreement under which, and the partner with whom, it was designed."""

    id: str
    institute_id: str
    code: str
    title: LocalText
    sector: str
    level: str
    places: int
    since: int
    taught: tuple[TaughtSkill, ...]
    enrolments: tuple[Enrolment, ...] = ()
    agreement_id: str | None = None
    partner_id: str | None = None
    version: int = 0

    @classmethod
    def opened(cls, programme_id: str, facts: Mapping[str, Any], sectors: Collection[str]) -> "Programme":
        since = facts["since"]
        programme = cls(
            id=programme_id,
            institute_id=facts["institute_id"],
            code=facts["code"],
            title=LocalText(**facts["title"]),
            sector=facts["sector"],
            level=facts["level"],
            places=facts["places"],
            since=since,
            taught=tuple(TaughtSkill(taught["skill"], taught["level"], since) for taught in facts["skills"]),
            agreement_id=facts.get("agreement_id"),
            partner_id=facts.get("partner_id"),
        )
        programme.refuse(programme.faults(sectors))
        return programme

    @staticmethod
    def refuse(faults: Iterable[Fault]) -> None:
        if listed := list(faults):
            raise Invalid("programme.invalid", "The programme cannot be offered as it stands.", errors=listed)

    def faults(self, sectors: Collection[str]) -> Iterator[Fault]:
        yield from self._description_faults(sectors)
        if self.since not in YEARS:
            yield fault("/since", "programme.year_unknown", "A school year lies between 2000 and 2100.")
        if bool(self.agreement_id) != bool(self.partner_id):
            text = "A programme is designed with a partner under an agreement: name both, or neither."
            yield fault("/partner_id", "programme.half_a_design", text)
        yield from self._taught_faults()

    def _description_faults(self, sectors: Collection[str]) -> Iterator[Fault]:
        if self.sector not in sectors:
            yield fault("/sector", "sector.unknown", f"The sector {self.sector} is not in the tenant's list.")
        if self.level not in TRAINING_LEVELS:
            yield fault("/level", "programme.level_unknown", f"The level is one of {', '.join(TRAINING_LEVELS)}.")
        if self.places < 1:
            yield fault("/places", "programme.places_too_few", "A programme has at least one place.")

    def _taught_faults(self) -> Iterator[Fault]:
        if not self.taught:
            yield fault("/skills", "programme.without_skills", "A programme teaches at least one skill.")
        seen: set[str] = set()
        for place, taught in enumerate(self.taught):
            if taught.level not in SKILL_LEVELS:
                yield fault(f"/skills/{place}/level", "skill.level_unknown", "A level is between 1 and 4.")
            if taught.skill in seen:
                yield fault(f"/skills/{place}/skill", "programme.skill_repeated", "Each skill is named once.")
            seen.add(taught.skill)

    # the description

    def describe(self, facts: Mapping[str, Any], sectors: Collection[str]) -> None:
        """Another title, sector, level or number of places; what is taught changes by decision only."""
        self.title = LocalText(**facts["title"])
        self.sector, self.level, self.places = facts["sector"], facts["level"], facts["places"]
        self.refuse(self._description_faults(sectors))

    # what is taught

    def skills_in(self, year: int) -> tuple[TaughtSkill, ...]:
        return tuple(taught for taught in self.taught if taught.is_taught_in(year))

    def level_taught(self, skill: str, year: int) -> int | None:
        """The level at which a skill is taught to those who begin that year, None where it is not."""
        return next((taught.level for taught in self.skills_in(year) if taught.skill == skill), None)

    def change_from(self, year: int, steps: Iterable["Step"]) -> None:
        """Teach otherwise from a year on; who began before is taught what they began with."""
        for step in steps:
            self.taught = tuple(_ended(taught, step.skill, year) for taught in self.taught)
            if step.level is not None:
                self.taught = (*self.taught, TaughtSkill(step.skill, step.level, year))
        self.taught = tuple(taught for taught in self.taught if taught.until is None or taught.since < taught.until)

    # who learns it

    def state_enrolment(self, year: int, enrolled: int, places: int | None = None) -> Enrolment:
        """How many began that year, of how many places; stated again, it replaces what was stated of the year."""
        stated = Enrolment(year, enrolled, self.places if places is None else places)
        if faults := list(self._enrolment_faults(stated)):
            raise Invalid("enrolment.invalid", "The enrolment cannot be stated as it stands.", errors=faults)
        others = [known for known in self.enrolments if known.year != year]
        self.enrolments = tuple(sorted((*others, stated), key=lambda known: known.year))
        return stated

    def _enrolment_faults(self, stated: Enrolment) -> Iterator[Fault]:
        if stated.year not in YEARS or stated.year < self.since:
            yield fault("/year", "enrolment.before_programme", f"The programme is offered since {self.since}.")
        if stated.enrolled < 0:
            yield fault("/enrolled", "enrolment.negative", "Nobody is enrolled less than not at all.")
        if stated.enrolled > 0 and stated.places < 1:
            yield fault("/places", "programme.places_too_few", "A programme has at least one place.")

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "institute_id": self.institute_id,
            "code": self.code,
            "title": asdict(self.title),
            "sector": self.sector,
            "level": self.level,
            "places": self.places,
            "since": self.since,
            "taught": [asdict(taught) for taught in self.taught],
            "enrolments": [asdict(enrolment) for enrolment in self.enrolments],
            "agreement_id": self.agreement_id,
            "partner_id": self.partner_id,
        }

    def supply_in(self, enrolment: Enrolment) -> dict[str, Any]:
        """What a year's enrolment will bring: so many people, with these skills."""
        skills = [{"skill": taught.skill, "level": taught.level} for taught in self.skills_in(enrolment.year)]
        return {"year": enrolment.year, "enrolled": enrolment.enrolled, "offered": enrolment.places, "skills": skills}


def require_institute(kind: str) -> None:
    if kind != "institute":
        raise Refused("programme.not_an_institute", "Only an institute offers programmes.", kind=kind)


def _ended(taught: TaughtSkill, skill: str, year: int) -> TaughtSkill:
    """What of a skill is taught at or after the year ends there."""
    runs_on = taught.until is None or taught.until > year
    return replace(taught, until=max(year, taught.since)) if taught.skill == skill and runs_on else taught
