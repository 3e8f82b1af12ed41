"""The skills reference of one tenant: the starter set, and over it what the tenant has added, renamed or retired."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from multaqa.errors import Invalid, NotFound, Refused
from services.partners.domain.skill import Skill
from services.partners.domain.wording import Fault, fault

Nearest = Callable[[str], list[str]]


class SkillReference:
    def __init__(self, starter: Iterable[Skill], own: Iterable[Skill] = ()) -> None:
        known = {skill.code: skill for skill in (*starter, *own)}
        self.skills: Mapping[str, Skill] = dict(sorted(known.items()))

    def get(self, code: str) -> Skill:
        """A copy to change: the reference itself is shared by everyone who reads it."""
        if code not in self.skills:
            raise NotFound("skill.not_found", "There is no skill with this code.", id=code)
        return replace(self.skills[code])

    def in_use(self, sector: str | None = None) -> list[Skill]:
        return [skill for skill in self.skills.values() if not skill.is_retired and sector in (None, skill.sector)]

    def refuse_known(self, code: str) -> None:
        if code in self.skills:
            raise Refused("skill.already_known", f"The skill {code} is already in the reference.", skill=code)

    def faults_in(self, named: Iterable[tuple[str, str]]) -> list[Fault]:
        """A fault per (pointer, code) that nothing new may refer to."""
        return [found for pointer, code in named if (found := self._fault(pointer, code))]

    def require(self, named: Iterable[tuple[str, str]], nearest: Nearest) -> None:
        """Refuse unknown and retired codes, with the codes that are nearest to the unknown ones."""
        listed = list(named)
        if faults := self.faults_in(listed):
            unknown = [code for _, code in listed if code not in self.skills]
            suggestions = list(dict.fromkeys(near for code in unknown for near in nearest(code)))
            text = f"A skill cannot be referred to; nearest in the reference: {', '.join(suggestions) or '-'}."
            raise Invalid("skill.unknown", text, errors=faults, suggestions=suggestions)

    def _fault(self, pointer: str, code: str) -> Fault | None:
        skill = self.skills.get(code)
        if skill is None:
            return fault(pointer, "skill.not_in_reference", f"The skill {code} is not in the tenant's reference.")
        if skill.is_retired:
            return fault(pointer, "skill.retired", f"The skill {code} has been retired.")
        return None
