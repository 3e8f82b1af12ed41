"""What minutes hold: the ranking and how fair it was, in texts and whole numbers, so that it has one digest."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from statistics import fmean
from typing import Any

from services.events.domain.contest.contest import Contest
from services.events.domain.contest.fairness import fairness
from services.events.domain.contest.minutes import Minutes
from services.events.domain.contest.ranking import Points, marks_of, ranked


def reckoned(
    points: Points,
    weights: Mapping[str, int],
    method: str,
    seed: str,
    orders: Mapping[str, Sequence[str]],
    missing: int,
) -> dict[str, Any]:
    """Ranking and fairness report; CPU work of some hundreds of milliseconds for 200 entries, for a process pool."""
    ranking = ranked(points, weights, method, seed)
    report = fairness(marks_of(points, weights), orders, missing)
    return {
        "method": method,
        "podium_changes": ranking.podium_changes,
        "ranking": [
            {
                "entry_id": one.entry_id,
                "rank": one.rank,
                "rank_low": one.low,
                "rank_high": one.high,
                "rank_otherwise": one.rank_otherwise,
                "raw": spelled(one.raw),
                "normalised": spelled(one.normalised),
                "standing": spelled(one.standing),
                "jurors": one.jurors,
            }
            for one in ranking.places
        ],
        "fairness": _spelled(report),
    }


def own_result(contest: Contest, minutes: Minutes | None, entry_id: str) -> dict[str, Any] | None:
    """What an entrant reads of a published result: their own place and prize, and of how many; of others nothing."""
    if contest.state != "published" or minutes is None:
        return None
    ranking = minutes.document["results"]["ranking"]
    rank = next((one["rank"] for one in ranking if one["entry_id"] == entry_id), None)
    prize = next((prize for prize in contest.prizes if prize.place == rank), None)
    return {"rank": rank, "ranked": len(ranking), "prize": asdict(prize.title) if prize else None}


def skill_means(points: Points, skills: Mapping[str, str], entry_id: str) -> dict[str, float]:
    """By skill, the mean points an entry was given on the criteria that speak of it; `skills` by criterion."""
    given: dict[str, list[int]] = {}
    for (_, entry), points_of in points.items():
        if entry == entry_id:
            for code, skill in skills.items():
                given.setdefault(skill, []).append(points_of[code])
    return {skill: fmean(values) for skill, values in given.items()}


def spelled(number: float) -> str:
    """Three decimals, and no minus before nought."""
    return f"{number:.3f}".replace("-0.000", "0.000")


def _spelled(told: Any) -> Any:
    if isinstance(told, float):
        return spelled(told)
    if isinstance(told, dict):
        return {name: _spelled(one) for name, one in told.items()}
    return [_spelled(one) for one in told] if isinstance(told, list) else told
