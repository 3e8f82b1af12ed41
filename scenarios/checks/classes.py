"""S6: the class that an institute registered, and what its trainees did with their links."""

from collections.abc import Iterator

from scenarios.acts.classes import TRAINEE
from scenarios.acts.foresight import DIGITAL_DAY
from scenarios.acts.registration import by_state
from scenarios.report import Row
from scenarios.stage import Stage


def classes(stage: Stage) -> Iterator[Row]:
    trainees, moments = len(stage.cast.trainees), stage.ledger.moments
    places = stage.script.edition(DIGITAL_DAY).quotas[TRAINEE]
    edition = f"/v1/editions/{stage.ledger.editions[DIGITAL_DAY]}"
    registrations = [one for one in stage.api.each(f"{edition}/registrations") if one["category"] == TRAINEE]
    states = by_state(registrations)
    first, again = (
        {one["outcome"]: one["count"] for one in moments[f"class applied: {turn}"]["outcomes"]}
        for turn in ("first", "again")
    )
    promoted = [one["place"] for one in registrations if one["promoted"]]
    yield Row("S6", "trainees on the table of a class, none wrong", [trainees, 0], _figures(moments["class checked"]))
    yield Row("S6", "of the class with a place, and waiting", [places, trainees - places], _outcomes(first))
    yield Row("S6", "the class taken in twice: registered again", 0, sum(again.values()) - sum(first.values()))
    yield Row("S6", "registrations of the class", trainees, len(registrations))
    yield Row("S6", "gave back a place or left the list by their link", 2, states["cancelled"])
    yield Row("S6", "places taken after the next one accepted by link", places, states["confirmed"])
    yield Row("S6", "place on the list of who moved up past whoever left it", [2], promoted)
    yield Row(
        "S6", "seats counted otherwise than they are used", 0, stage.api.get(f"{edition}/reconciliation")["drift"]
    )


def _figures(checked: dict[str, dict[str, int]]) -> list[int]:
    return [checked["figures"]["lines"], checked["figures"]["wrong"]]


def _outcomes(told: dict[str, int]) -> list[int]:
    return [told.get("confirmed", 0), told.get("waitlisted", 0)]
