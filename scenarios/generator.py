"""The invented people of the season: the same seed gives the same candidates, companies and offers."""

import functools
import random
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import yaml

from scenarios.script import FOLDER, Organisation, Size

TRAINEE_DOMAIN = "stagiaires.example"
COMPANY_DOMAIN = "entreprises.example"
ARABIC_SPEAKERS = 0.35
SHARES_CV = 0.96
WALK_IN = "walk-in"
RECRUITERS = ("recrutement-1", "recrutement-2")
"""Whom the first company names: it has a table more than they can sit at."""


@dataclass(frozen=True)
class HeldSkill:
    skill: str
    level: int


@dataclass(frozen=True)
class Candidate:
    key: str
    name_latin: str
    name_arabic: str
    email: str
    language: str
    shares_cv: bool
    city: str
    sector: str
    level: str
    skills: tuple[HeldSkill, ...]
    languages: tuple[str, ...]
    mobility: tuple[str, ...]
    contracts: tuple[str, ...]


@dataclass(frozen=True)
class Offer:
    key: str
    company: str
    title_fr: str
    title_ar: str
    sector: str
    city: str
    contract: str
    headcount: int
    skills: tuple[HeldSkill, ...]
    level: str
    languages: tuple[str, ...]
    knock_outs: tuple[str, ...]
    recruiters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trainee:
    """One of a class that an institute registers: no more than its table says."""

    name_latin: str
    name_arabic: str
    email: str
    language: str = "fr"


@dataclass(frozen=True)
class Cast:
    """Everyone who is invented: who applies to the forum, a class, who offers positions, and the positions."""

    candidates: tuple[Candidate, ...]
    trainees: tuple[Trainee, ...]
    companies: tuple[Organisation, ...]
    offers: tuple[Offer, ...]


def cast(seed: int, size: Size) -> Cast:
    companies = draw_companies(random.Random(f"{seed}:companies"), size.companies)
    return Cast(
        candidates=draw_candidates(random.Random(f"{seed}:candidates"), size.applying),
        trainees=draw_trainees(random.Random(f"{seed}:trainees"), size.trainees),
        companies=companies,
        offers=draw_offers(random.Random(f"{seed}:offers"), size.offers, companies),
    )


# ------------------------------------------------------------------------------------------------ candidates


def draw_candidates(draw: random.Random, count: int) -> tuple[Candidate, ...]:
    namesakes: dict[str, int] = {}
    return tuple(_candidate(draw, number, namesakes) for number in range(1, count + 1))


def _candidate(draw: random.Random, number: int, namesakes: dict[str, int]) -> Candidate:
    latin, arabic = _name(draw)
    sector = _weighted_key(draw, _trades()["sectors"])
    level = _weighted(draw, _trades()["levels"])
    city = _weighted(draw, _trades()["cities"])["name"]
    return Candidate(
        key=f"candidate-{number:04d}",
        name_latin=latin,
        name_arabic=arabic,
        email=_email(latin, namesakes),
        language="ar" if draw.random() < ARABIC_SPEAKERS else "fr",
        shares_cv=draw.random() < SHARES_CV,
        city=city,
        sector=sector,
        level=level["code"],
        skills=_held(draw, sector, level["reaches"]),
        languages=("ar", "fr", *_some(draw, ("en", "es"), 0.35)),
        mobility=(city, *_some(draw, [other["name"] for other in _trades()["cities"] if other["name"] != city], 0.35)),
        contracts=("permanent", "fixed_term", *_some(draw, ("apprenticeship", "internship"), 0.6)),
    )


def walk_in(seed: int, offer: Offer) -> Candidate:
    """Somebody who comes without having applied, and can do what this offer asks."""
    latin, arabic = _name(random.Random(f"{seed}:walk-in"))
    return Candidate(
        key=WALK_IN,
        name_latin=latin,
        name_arabic=arabic,
        email=f"sans-rendez-vous@{TRAINEE_DOMAIN}",
        language="ar",
        shares_cv=True,
        city=offer.city,
        sector=offer.sector,
        level="technicien_specialise",
        skills=offer.skills,
        languages=("ar", *offer.languages),
        mobility=(offer.city,),
        contracts=(offer.contract,),
    )


def draw_trainees(draw: random.Random, count: int) -> tuple[Trainee, ...]:
    names = [_name(draw) for _ in range(count)]
    return tuple(
        Trainee(latin, arabic, f"classe-{number:02d}@{TRAINEE_DOMAIN}")
        for number, (latin, arabic) in enumerate(names, start=1)
    )


def _name(draw: random.Random) -> tuple[str, str]:
    given = draw.choice(_names()[draw.choice(("women", "men"))])
    family = draw.choice(_names()["families"])
    return f"{given[0]} {family[0]}", f"{given[1]} {family[1]}"


def _email(name: str, namesakes: dict[str, int]) -> str:
    local = _ascii(name)
    namesakes[local] = namesakes.get(local, 0) + 1
    suffix = str(namesakes[local]) if namesakes[local] > 1 else ""
    return f"{local}{suffix}@{TRAINEE_DOMAIN}"


def _held(draw: random.Random, sector: str, reaches: int) -> tuple[HeldSkill, ...]:
    known = _trades()["sectors"][sector]["skills"]
    chosen = draw.sample(known, k=min(len(known), draw.randint(2, 4)))
    return tuple(HeldSkill(skill, max(1, reaches - draw.randint(0, 1))) for skill in chosen)


# ------------------------------------------------------------------------------------------------ companies and offers


def draw_companies(draw: random.Random, count: int) -> tuple[Organisation, ...]:
    """Sectors in proportion to their candidates, each with one at least; no two companies bear the same name."""
    names = {sector: _company_names(draw, sector) for sector in _trades()["sectors"]}
    turns = enumerate(_sectors_in_turn(count), start=1)
    return tuple(_company(draw, sector, names[sector].pop(), number) for number, sector in turns)


def _sectors_in_turn(count: int) -> list[str]:
    """Each sector once, the largest first; then always the one that lacks most companies."""
    shares = {sector: facts["share"] for sector, facts in _trades()["sectors"].items()}
    turns = sorted(shares, key=lambda sector: -shares[sector])[:count]
    while len(turns) < count:
        turns.append(max(shares, key=lambda sector: shares[sector] * count - turns.count(sector)))
    return turns


def _company_names(draw: random.Random, sector: str) -> list[tuple[str, str]]:
    trades = _trades()
    names = [
        (f"{trade[0]} {word[0]}", f"{word[1]} {trade[1]}")
        for word in trades["company_words"]
        for trade in trades["company_trades"][sector]
    ]
    draw.shuffle(names)
    return names


def _company(draw: random.Random, sector: str, name: tuple[str, str], number: int) -> Organisation:
    return Organisation(
        key=f"company-{number:02d}",
        kind="institution" if draw.random() < _trades()["institution_share"] else "company",
        name_fr=name[0],
        name_ar=name[1],
        sector=sector,
    )


def draw_offers(draw: random.Random, count: int, companies: Sequence[Organisation]) -> tuple[Offer, ...]:
    """Every company has an offer before one has two; the first company names its recruiters."""
    offers = [_offer(draw, companies[turn % len(companies)], turn + 1) for turn in range(count)]
    return tuple(replace(one, recruiters=RECRUITERS) if one.company == companies[0].key else one for one in offers)


def _offer(draw: random.Random, company: Organisation, number: int) -> Offer:
    trade = draw.choice(_trades()["sectors"][company.sector]["trades"])
    return Offer(
        key=f"offer-{number:03d}",
        company=company.key,
        title_fr=trade["title_fr"],
        title_ar=trade["title_ar"],
        sector=company.sector,
        city=_weighted(draw, _trades()["cities"])["name"],
        contract=_weighted(draw, _trades()["contracts"])["code"],
        headcount=draw.choice((1, 1, 1, 2, 2, 3)),
        skills=tuple(HeldSkill(skill, draw.choice((1, 2, 2, 3))) for skill in trade["skills"]),
        level=draw.choice(("specialisation", "qualification", "technicien", "technicien")),
        languages=("fr", *_some(draw, ("en",), 0.1)),
        knock_outs=tuple(_some(draw, ("training", "languages"), 0.1)),
    )


# ------------------------------------------------------------------------------------------------ drawing


def _weighted(draw: random.Random, choices: list[dict[str, Any]]) -> dict[str, Any]:
    return draw.choices(choices, weights=[choice["share"] for choice in choices])[0]


def _weighted_key(draw: random.Random, choices: dict[str, dict[str, Any]]) -> str:
    return draw.choices(list(choices), weights=[choice["share"] for choice in choices.values()])[0]


def _some(draw: random.Random, choices: Sequence[str], share: float) -> list[str]:
    return [choice for choice in choices if draw.random() < share]


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]+", ".", plain.lower()).strip(".")


@functools.cache
def _trades() -> dict[str, Any]:
    trades: dict[str, Any] = yaml.safe_load((FOLDER / "trades.yaml").read_text(encoding="utf-8"))
    return trades


@functools.cache
def _names() -> dict[str, Any]:
    names: dict[str, Any] = yaml.safe_load((FOLDER / "names.yaml").read_text(encoding="utf-8"))
    return names
