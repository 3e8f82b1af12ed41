"""S7: registration, stands and offers, matches, and a timetable in which nobody is in two places."""

import json
from collections.abc import Iterator

from scenarios.acts.registration import by_state, forum_counts, forum_registrations
from scenarios.api import Body
from scenarios.report import Row
from scenarios.script import ON_THE_DAY
from scenarios.stage import Stage
from scenarios.turns import booked_twice

EXPLAINED = 5
ROUNDING = 0.001


def forum_registration(stage: Stage) -> Iterator[Row]:
    size, moments = stage.size, stage.ledger.moments
    registrations = forum_registrations(stage)
    states = by_state(registrations)
    promoted = sorted(each["place"] for each in registrations if each["promoted"])
    moved = min(size.over, size.cancelling)
    yield Row("S7", "applied, or walked in", size.applying + ON_THE_DAY, states.total())
    yield Row("S7", "seats taken when all had applied", size.capacity, moments["registered"]["confirmed"])
    yield Row("S7", "on the waitlist then", size.over, moments["registered"]["waitlisted"])
    yield Row("S7", "seats offered to who waited longest", moved, moments["offered"]["offered"])
    yield Row("S7", "seats taken after cancellations", size.confirmed_at_last, moments["cancelled"]["confirmed"])
    yield Row("S7", "cancelled, before and on the day", size.cancelling + ON_THE_DAY, states["cancelled"])
    yield Row("S7", "places of the waitlist that moved up: the first", list(range(1, moved + 1)), promoted)
    drift = stage.api.get(f"/v1/editions/{stage.forum}/reconciliation")["drift"]
    yield Row("S7", "seats counted otherwise than they are used", 0, drift)
    yield Row("S7", "checked in", size.came, states["checked_in"])
    again = states["checked_in"] - ON_THE_DAY - moments["scanned"]["checked_in"]
    yield Row("S7", "badges scanned twice counted again", 0, again)
    yield Row("S7", "counts agree with the list", states["checked_in"], forum_counts(stage)["checked_in"])


def forum_doors(stage: Stage) -> Iterator[Row]:
    size, told = stage.size, stage.ledger.moments["at the door"]
    path = f"/v1/editions/{stage.forum}/scans"
    duplicates = list(stage.api.each(path, verdict="already_in"))
    by_door = {door["name"]: door["entries"] for door in told["devices"]}
    yield Row("S7", "entries counted at the doors", size.present, told["total"]["entries"])
    yield Row("S7", "of these scanned without a network", size.present - size.present // 2, by_door["Porte sud"])
    yield Row("S7", "duplicates of two doors on the list for staff", size.scanned_twice, len(duplicates))
    yield Row("S7", "badges told twice and counted twice", 0, told["total"]["duplicates"] - size.scanned_twice)
    yield Row("S7", "badges in a snapshot without a name", size.confirmed_at_last, _sealed(stage))


def _sealed(stage: Stage) -> int:
    """How many records a device gets; a name in clear text makes it none."""
    snapshot = stage.door.get(f"/v1/editions/{stage.forum}/snapshot")
    text = json.dumps(snapshot["records"], ensure_ascii=False)
    return 0 if any(one.name_latin in text for one in stage.cast.candidates) else len(snapshot["records"])


def forum_companies(stage: Stage) -> Iterator[Row]:
    stands = list(stage.api.each(f"/v1/editions/{stage.forum}/stands"))
    offers = list(stage.api.each("/v1/offers", edition_id=stage.forum))
    organisations = {stand["organisation_id"] for stand in stands}
    offering = {offer["organisation_id"] for offer in offers}
    yield Row("S7", "companies and institutions with a stand", stage.size.companies, len(organisations))
    yield Row("S7", "offers", stage.size.offers, len(offers))
    yield Row("S7", "companies with an offer", min(stage.size.companies, stage.size.offers), len(offering))


def explanations(stage: Stage) -> Iterator[Row]:
    """Of an offer that still looks for somebody: one that is filled has no matches any more."""
    offers = stage.api.each("/v1/offers", edition_id=stage.forum)
    offer_id = next(offer["id"] for offer in offers if offer["state"] == "published")
    matches = stage.api.get(f"/v1/offers/{offer_id}/matches", limit=EXPLAINED)["items"]
    check = "best matches of an offer, explained in both languages"
    yield Row("S7", check, EXPLAINED, sum(_is_explained(match) for match in matches))


def _is_explained(match: Body) -> bool:
    """The points of the reasons add up to the score, and each reason has a text in both languages."""
    texts = [reason["text"] for reason in match["reasons"]]
    points = sum(reason["points"] for reason in match["reasons"])
    return bool(texts) and abs(points - match["score"]) < ROUNDING and all(text["fr"] and text["ar"] for text in texts)


def interviews(stage: Stage) -> Iterator[Row]:
    run = stage.ledger.moments["timetable"]
    figures = run["figures"] or {}
    feasible = figures.get("with_feasible_offer")
    found = list(stage.api.each(f"/v1/editions/{stage.forum}/interviews"))
    yield Row("S7", "timetable", "published", run["state"])
    yield Row("S7", "candidates the timetable was made for", stage.size.confirmed_at_last, figures.get("candidates"))
    yield Row("S7", "interviews in the timetable", figures.get("interviews"), len(stage.ledger.turns[0].before))
    yield Row("S7", "candidates who could meet a company and do", feasible, figures.get("with_interview"))
    yield Row("S7", "candidates booked twice in a slot", 0, booked_twice(found, "candidate_id"))
    yield Row("S7", "tables booked twice in a slot", 0, booked_twice(found, "table_id"))
    yield Row("S7", "interviews without an outcome", 0, sum(each["state"] == "planned" for each in found))
