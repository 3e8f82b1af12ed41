"""How many persons hold a skill at which level, each once, at the best they state or have proven."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from services.matching.domain.observatory.balance import Levels
from services.matching.domain.profile import SKILL_LEVELS, HeldSkill

Counts = Mapping[tuple[str, int], int]


def held_levels(
    stated: Counts,
    proven: Mapping[str, Sequence[HeldSkill]],
    stated_by: Mapping[str, Sequence[HeldSkill]],
    employed: Collection[str],
) -> tuple[dict[str, Levels], dict[str, int]]:
    """By skill, who holds it and has no job, by level; and how many have proven it, with a job or without.

    `stated` counts what all candidates without a job state, by skill and level. Only for those who have `proven`
    something is it known person by person what they state (`stated_by`), so each of them is moved up where they have
    proven more, and counted where they state nothing of it. `employed` are those of them who have a job.
    """
    counts: Counter[tuple[str, int]] = Counter(stated)
    awarded: Counter[str] = Counter()
    for person_id, skills in proven.items():
        best = _best(skills)
        awarded.update(best.keys())
        if person_id in employed:
            continue
        states = _best(stated_by.get(person_id, ()))
        for code, level in best.items():
            if code in states:
                counts[code, states[code]] -= 1
            counts[code, max(level, states.get(code, 0))] += 1
    by_skill: dict[str, dict[int, int]] = defaultdict(dict)
    for (code, level), count in counts.items():
        by_skill[code][level] = count
    holders = {code: tuple(held.get(level, 0) for level in SKILL_LEVELS) for code, held in by_skill.items()}
    return holders, dict(awarded)


def _best(skills: Iterable[HeldSkill]) -> dict[str, int]:
    best: dict[str, int] = {}
    for skill in skills:
        best[skill.code] = max(skill.level, best.get(skill.code, 0))
    return best
