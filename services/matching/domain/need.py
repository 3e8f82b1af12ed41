"""What organisations have said they need, and what it says of an offer that fills it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Need:
    organisation_id: str
    skill: str
    level: int
    headcount: int
    stated_at: datetime


def filled_in(facts: Mapping[str, Any], needs: Iterable[Need]) -> dict[str, Any]:
    """An offer's facts, with what the needs say where it says nothing itself.

    Of a skill that several name the highest level counts; the headcount is that of the greatest, since one person may
    bring several of the skills.
    """
    known = list(needs)
    if not known:
        return dict(facts)
    levels: dict[str, int] = {}
    for need in known:
        levels[need.skill] = max(need.level, levels.get(need.skill, 0))
    required = [{"code": code, "level": level} for code, level in levels.items()]
    said = {"required": required, "headcount": max(need.headcount for need in known)}
    return said | {name: value for name, value in facts.items() if value is not None}
