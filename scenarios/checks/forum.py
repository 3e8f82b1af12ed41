"""S7: registration, stands and offers, matches, and a timetable in which nobody is in two places."""

from collections import Counter
from collections.abc import Iterator

from scenarios.acts.registration import by_state, forum_counts, forum_registrations
from scenarios.api import Body
from scenarios.report import Row
from scenarios.stage import Stage

EXPLAINED = 5
ROUNDING = 0.001


def forum_registration(stage: Stage) -> Iterator[Row]:
    size, moments = stage.size, stage.ledger.moments
    registrations = forum_registrations(stage)
    states = by_state(registrations)
    promoted = sorted(each["place"] for each in registrations if each["promoted"])
    moved = min(size.over, size.cancelling)
    yield Row("S7", "applied", size.applying, states.total())
    yield Row(
        "S7", "confirmed when all had applied: never over capacity", size.capacity, moments["registered"]["confirmed"]
    )
    yield Row("S7", "waitlisted then", size.over, moments["registered"]["waitlisted"])
    yield Row(
        "S7",
        "confirmed after cancellations: the waitlist moved up",
        size.confirmed_at_last,
        moments["cancelled"]["confirmed"],
    )
    yield Row("S7", "cancelled", size.cancelling, states["cancelled"])
    yield Row("S7", "places of the waitlist that moved up: the first", list(range(1, moved + 1)), promoted)
    yield Row("S7", "checked in", size.present, states["checked_in"])
    yield Row("S7", "badges scanned twice counted again", 0, states["checked_in"] - moments["scanned"]["checked_in"])
    yield Row("S7", "counts agree with the list", states["checked_in"], forum_counts(stage)["checked_in"])


def forum_companies(stage: Stage) -> Iterator[Row]:
    stands = list(stage.api.each(f"/v1/editions/{stage.forum}/stands"))
    offers = list(stage.api.each("/v1/offers", edition_id=stage.forum))
    organisations = {stand["organisation_id"] for stand in stands}
    yield Row("S7", "companies and institutions with a stand", stage.size.companies, len(organisations))
    yield Row("S7", "offers", stage.size.offers, len(offers))
    yield Row(
        "S7", "companies with an offer", stage.size.companies, len({offer["organisation_id"] for offer in offers})
    )
    matches = stage.api.get(f"/v1/offers/{offers[0]['id']}/matches", limit=5)["items"]
    yield Row(
        "S7",
        "a match is explained in both languages",
        True,
        all(_explained(match) for match in matches) and bool(matches),
    )


def _is_explained(match: Body) -> bool:
    """The points of the reasons add up to the score, and each reason has a text in both languages."""
    texts = [reason["text"] for reason in match["reasons"]]
    points = sum(reason["points"] for reason in match["reasons"])
    return bool(texts) and abs(points - match["score"]) < ROUNDING and all(text["fr"] and text["ar"] for text in texts)


def interviews(stage: Stage) -> Iterator[Row]:
    run = stage.ledger.moments["timetable"]
    figures = run["figures"] or {}
    found = list(stage.api.each(f"/v1/editions/{stage.forum}/interviews"))
    yield Row("S7", "timetable", "published", run["state"])
    yield Row("S7", "interviews in the timetable", figures.get("interviews"), len(found))
    yield Row(
        "S7",
        "candidates who could meet a company and do",
        figures.get("with_feasible_offer"),
        figures.get("with_interview"),
    )
    yield Row("S7", "candidates booked twice in a slot", 0, _booked_twice(found, "candidate_id"))
    yield Row("S7", "tables booked twice in a slot", 0, _booked_twice(found, "table_id"))
    yield Row("S7", "interviews without an outcome", 0, sum(each["state"] == "planned" for each in found))


def _booked_twice(found: list[Body], end: str) -> int:
    bookings = Counter((each[end], each["slot"]) for each in found)
    return sum(times - 1 for times in bookings.values())
