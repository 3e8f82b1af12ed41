"""The starter set: the skills every tenant begins with, a table per sector, written by the project.

A ROME code names the occupation (fiche métier) that asks for the skill, so its link is always broad. The tables say
nothing more than what a person can check line by line.
"""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from services.partners.domain.skill import Skill, SkillLink
from services.partners.domain.wording import LocalText

HERE = Path(__file__).parent
ROME_SHEET = "https://candidat.francetravail.fr/metierscope/fiche-metier/"


@cache
def starter_skills() -> tuple[Skill, ...]:
    return tuple(skill for table in sorted(HERE.glob("*.csv")) for skill in _skills_of(table))


def _skills_of(table: Path) -> Iterator[Skill]:
    with table.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            yield _skill(line, sector=table.stem)


def _skill(line: dict[str, str], sector: str) -> Skill:
    return Skill(
        id=line["code"],
        code=line["code"],
        label=LocalText(line["fr"], line["ar"]),
        sector=sector,
        level=int(line["level"]),
        links=(SkillLink("rome", ROME_SHEET + line["rome"], "broad"),) if line["rome"] else (),
    )
