"""The starter set is what the project promises: enough skills for each sector, each named once, in both languages."""

import re
import unicodedata
from collections import Counter
from pathlib import Path

import yaml

from services.partners.domain import STARTER_SECTORS
from services.partners.domain.skill_folding import fold
from services.partners.starter import starter_skills

SKILLS = starter_skills()
SECTORS = {sector.code for sector in STARTER_SECTORS}
SCENARIOS = Path(__file__).parents[3] / "scenarios"


def doubles(names):
    return [name for name, count in Counter(names).items() if count > 1]


def scripts(text: str) -> set[str]:
    return {unicodedata.name(letter).split()[0] for letter in text if letter.isalpha()}


def test_there_are_three_hundred_and_thirty_in_each_sector():
    counts = Counter(skill.sector for skill in SKILLS)
    assert (set(counts), len(SKILLS) >= 300) == (SECTORS, True)
    assert [sector for sector, count in counts.items() if count < 30] == []


def test_every_skill_obeys_the_rules_of_a_skill():
    assert [fault for skill in SKILLS for fault in skill.faults(SECTORS)] == []


def test_a_code_begins_with_its_sector_and_is_given_once():
    assert [skill.code for skill in SKILLS if not skill.code.startswith(f"{skill.sector}.")] == []
    assert doubles(skill.code for skill in SKILLS) == []


def test_no_label_is_given_twice_however_it_is_spelled():
    assert doubles(fold(skill.label.fr) for skill in SKILLS) == []
    assert doubles(fold(skill.label.ar) for skill in SKILLS) == []


def test_french_is_in_latin_letters_and_arabic_in_arabic_ones():
    assert [skill.code for skill in SKILLS if scripts(skill.label.fr) != {"LATIN"}] == []
    assert [skill.code for skill in SKILLS if scripts(skill.label.ar) != {"ARABIC"}] == []


def test_labels_are_written_as_they_are_shown():
    labels = [text for skill in SKILLS for text in (skill.label.fr, skill.label.ar)]
    assert [text for text in labels if text != unicodedata.normalize("NFC", " ".join(text.split()))] == []
    assert [skill.label.fr for skill in SKILLS if not skill.label.fr[0].isupper()] == []


def test_every_level_is_taught_in_every_sector():
    assert {(skill.sector, skill.level) for skill in SKILLS} == {
        (code, level) for code in SECTORS for level in range(1, 5)
    }


def test_links_lead_to_an_occupation_of_rome():
    links = [link for skill in SKILLS for link in skill.links]
    assert [link for link in links if not re.fullmatch(r".*/[A-N][1-5][0-9]{3}", link.uri)] == []
    assert {(link.scheme, link.match) for link in links} == {("rome", "broad")}


def test_the_skills_of_the_reference_season_are_in_it():
    trades = yaml.safe_load((SCENARIOS / "trades.yaml").read_text(encoding="utf-8"))["sectors"].values()
    needs = yaml.safe_load((SCENARIOS / "fes-meknes.yaml").read_text(encoding="utf-8"))["skill_needs"]
    spoken_of = {code for sector in trades for code in sector["skills"]} | {need["skill"] for need in needs}
    assert spoken_of - {skill.code for skill in SKILLS} == set()
