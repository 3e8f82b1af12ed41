"""The observatory's answers: small counts hidden for whoever is not the directorate, and what a plan means in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from multaqa.small_counts import SMALLEST, hidden
from services.matching.domain.wording import LocalText

COUNTS_OF_PERSONS = ("available", "awarded", "hired")
LEADING_TO_THEM = ("supply", "gap", "tension", "trend")
"""Told beside demand and enrolment, each of these gives `available` away by subtraction."""

GIVEN = LocalText(
    fr="{places} place(s) en « {programme} » : chaque lauréat peut occuper l'un des {gap} postes "
    "sans candidat en « {skill} » ; il en restera {left}.",
    ar="{places} من المقاعد في «{programme}»: يمكن لكل خريج أن يشغل أحد المناصب الشاغرة ({gap}) في «{skill}»؛ "
    "وسيبقى منها {left}.",
)
CLOSED = LocalText(
    fr="{closed} des {places} places couvrent chacune un poste sans candidat ; sur {before} postes, il en restera "
    "{after}. Aucune autre répartition n'en couvre davantage.",
    ar="{closed} من أصل {places} مقاعد يغطي كل منها منصبا بلا مرشح؛ من بين {before} منصبا سيبقى {after}. "
    "لا يوجد توزيع آخر يغطي أكثر.",
)
UNTAUGHT = LocalText(
    fr="« {skill} » : {gap} postes sans candidat, et aucune filière ne l'enseigne au niveau demandé.",
    ar="«{skill}»: {gap} من المناصب بلا مرشح، ولا تدرّسها أي شعبة بالمستوى المطلوب.",
)


def filled_in(text: LocalText, french: Mapping[str, Any], arabic: Mapping[str, Any]) -> dict[str, str]:
    return {"fr": text.fr.format_map(french), "ar": text.ar.format_map(arabic)}


def told_skills(rows: Sequence[dict[str, Any]], *, whole: bool) -> list[dict[str, Any]]:
    """The rows of skills; for others than the directorate, what leads to fewer than five persons is hidden."""
    return [dict(row) for row in rows] if whole else _without_small(rows, "skill")


def told_sectors(rows: Sequence[dict[str, Any]], *, whole: bool) -> list[dict[str, Any]]:
    return [dict(row) for row in rows] if whole else _without_small(rows, "sector")


def _without_small(rows: Sequence[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    shown = {name: hidden({row[key]: row[name] for row in rows}) for name in COUNTS_OF_PERSONS}
    told = []
    for row in rows:
        counts = {name: shown[name][row[key]] for name in COUNTS_OF_PERSONS}
        leading = {name: None for name in LEADING_TO_THEM if name in row and counts["available"] is None}
        told.append({**row, **counts, **leading})
    return told


def hidden_below(*, whole: bool) -> int | None:
    return None if whole else SMALLEST
