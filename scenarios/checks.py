"""The season's rows: what the script says against what the API answers, fact by fact.

A row is here only when the product can answer it; `LATER` says in words which parts of the facts are not played yet.
"""

from collections import Counter
from collections.abc import Callable, Iterator

from scenarios.acts.registration import FASHION_SHOW, by_state, forum_counts, forum_registrations
from scenarios.api import Api, Body
from scenarios.report import Row
from scenarios.script import Edition
from scenarios.stage import Stage

LATER = (
    "S2 the committee of the institute, its seats and meetings",
    "S4 and S5 contests, juries and credentials",
    "S6 talks and emerging skills",
    "S10 the observatory of supply and demand",
)
COLLECTIONS = ("persons", "organisations", "agreements", "skill-needs", "series", "editions", "offers", "hirings")
Check = Callable[[Stage], Iterator[Row]]


def rows(stage: Stage) -> list[Row]:
    return [row for check in CHECKS for row in check(stage)]


# ------------------------------------------------------------------------------------------------ S1 to S3: partners


def framework_agreement(stage: Stage) -> Iterator[Row]:
    agreement = stage.api.get(f"/v1/agreements/{stage.ledger.agreements['fnbtp-framework']}")
    federation = stage.api.get(f"/v1/organisations/{stage.ledger.organisations['fnbtp']}")
    script = stage.script.agreement("fnbtp-framework")
    yield Row("S1", "FNBTP is registered as", "federation", federation["kind"])
    yield Row("S1", "framework agreement with FNBTP", "framework, in_force", f"{agreement['kind']}, {agreement['state']}")
    yield Row("S1", "sides that signed it", 2, sum(party["signed_at"] is not None for party in agreement["parties"]))
    yield Row("S1", "its sector", ["building"], agreement["sectors"])
    yield Row("S1", "commitments with target and due date", len(script.commitments), len(agreement["commitments"]))
    yield Row("S1", "FNBTP is a partner", True, federation["partner"])


def institute(stage: Stage) -> Iterator[Row]:
    found = stage.api.get(f"/v1/organisations/{stage.ledger.organisations['isbtp']}")
    yield Row("S2", "ISBTP Fès is registered as", "institute", found["kind"])


def conventions(stage: Stage) -> Iterator[Row]:
    industry_day = stage.ledger.editions["industry-day-2"]
    in_force = list(stage.api.each("/v1/agreements", state="in_force"))
    signed_there = [each for each in in_force if each["edition_id"] == industry_day]
    partners = {party["organisation_id"] for each in signed_there for party in each["parties"]} - {"directorate"}
    named = {agreement.partner for agreement in stage.script.of_fact("S3")}
    yield Row("S3", "conventions signed at the 2nd Regional Industry Day, in force", 3, len(signed_there))
    yield Row("S3", "signed with", sorted(named), sorted(_keys(stage.ledger.organisations, partners)))
    for partner in sorted(named):
        asked = [need for need in stage.script.skill_needs if stage.script.agreement(need.agreement).partner == partner]
        found = list(stage.api.each("/v1/skill-needs", organisation_id=stage.ledger.organisations[partner]))
        positions = sum(need.headcount for need in asked)
        yield Row("S3", f"{partner}: people it needs, by skill", positions, sum(need["headcount"] for need in found))


# ------------------------------------------------------------------------------------------------ S3 to S7: editions


def editions(stage: Stage) -> Iterator[Row]:
    for edition in stage.script.editions:
        found = stage.api.get(f"/v1/editions/{stage.ledger.editions[edition.key]}")
        yield Row(edition.fact, f"{edition.series.name_fr}: edition, theme", _spelled(edition), _found_edition(found))


def _spelled(edition: Edition) -> str:
    return f"{edition.number}, {edition.theme_fr}, open"


def _found_edition(found: Body) -> str:
    return f"{found['number']}, {found['theme']['fr']}, {found['state']}"


def creators(stage: Stage) -> Iterator[Row]:
    counts = stage.api.get(f"/v1/editions/{stage.ledger.editions[FASHION_SHOW]}/counts")
    yield Row("S4", "trainee creators registered", len(stage.creators), counts["creator"]["confirmed"])


# ------------------------------------------------------------------------------------------------ S7: the forum


def forum_registration(stage: Stage) -> Iterator[Row]:
    size, moments = stage.size, stage.ledger.moments
    states = by_state(forum_registrations(stage))
    yield Row("S7", "applied", size.applying, states.total())
    yield Row("S7", "confirmed when all had applied: never over capacity", size.capacity, moments["registered"]["confirmed"])
    yield Row("S7", "waitlisted then", size.over, moments["registered"]["waitlisted"])
    yield Row("S7", "confirmed after cancellations: the waitlist moved up", size.confirmed_at_last, moments["cancelled"]["confirmed"])
    yield Row("S7", "cancelled", size.cancelling, states["cancelled"])
    yield Row("S7", "moved up in the order of the waitlist", _in_order(stage), moments["waitlist"]["states"])
    yield Row("S7", "checked in", size.present, states["checked_in"])
    yield Row("S7", "badges scanned twice counted again", 0, states["checked_in"] - moments["scanned"]["checked_in"])
    yield Row("S7", "counts agree with the list", states["checked_in"], forum_counts(stage)["checked_in"])


def _in_order(stage: Stage) -> str:
    moved = min(stage.size.over, stage.size.cancelling)
    return f"places 1 to {moved}"


def forum_companies(stage: Stage) -> Iterator[Row]:
    stands = list(stage.api.each(f"/v1/editions/{stage.forum}/stands"))
    offers = list(stage.api.each("/v1/offers", edition_id=stage.forum))
    organisations = {stand["organisation_id"] for stand in stands}
    yield Row("S7", "companies and institutions with a stand", stage.size.companies, len(organisations))
    yield Row("S7", "offers", stage.size.offers, len(offers))
    yield Row("S7", "companies with an offer", stage.size.companies, len({offer["organisation_id"] for offer in offers}))
    matches = stage.api.get(f"/v1/offers/{offers[0]['id']}/matches", limit=5)["items"]
    yield Row("S7", "a match is explained in both languages", True, all(_explained(match) for match in matches) and bool(matches))


def _explained(match: Body) -> bool:
    texts = [reason["text"] for reason in match["reasons"]]
    adds_up = abs(sum(reason["points"] for reason in match["reasons"]) - match["score"]) < 0.01
    return bool(texts) and adds_up and all(text["fr"] and text["ar"] for text in texts)


def interviews(stage: Stage) -> Iterator[Row]:
    run = stage.ledger.moments["timetable"]
    figures = run["figures"] or {}
    found = list(stage.api.each(f"/v1/editions/{stage.forum}/interviews"))
    yield Row("S7", "timetable", "published", run["state"])
    yield Row("S7", "interviews in the timetable", figures.get("interviews"), len(found))
    yield Row("S7", "candidates who could meet a company and do", figures.get("with_feasible_offer"), figures.get("with_interview"))
    yield Row("S7", "candidates booked twice in a slot", 0, _booked_twice(found, "candidate_id"))
    yield Row("S7", "tables booked twice in a slot", 0, _booked_twice(found, "table_id"))
    yield Row("S7", "interviews without an outcome", 0, sum(each["state"] == "planned" for each in found))


def _booked_twice(found: list[Body], end: str) -> int:
    bookings = Counter((each[end], each["slot"]) for each in found)
    return sum(times - 1 for times in bookings.values())


# ------------------------------------------------------------------------------------------------ S8, S9: jobs


def hirings(stage: Stage) -> Iterator[Row]:
    accepted = sum(stage.ledger.hirings.values())
    found = list(stage.api.each("/v1/hirings"))
    states = by_state(found)
    yield Row("S8", "jobs offered", len(stage.ledger.hirings), len(found))
    yield Row("S8", "accepted", accepted, states["hired"])
    yield Row("S8", "declined", len(stage.ledger.hirings) - accepted, states["declined"])
    for months, confirmed in stage.ledger.confirmed.items():
        counted = sum(months in each["confirmed_months"] for each in found)
        yield Row("S8", f"confirmed after {months} months", len(confirmed), counted)


def insertion(stage: Stage) -> Iterator[Row]:
    found = stage.api.get("/v1/insertion", edition_id=stage.forum)
    accepted = sum(stage.ledger.hirings.values())
    inserted = set().union(*stage.ledger.confirmed.values())
    yield Row("S8", "insertion: in a job, of those present", _share(len(inserted), stage.size.present), _share(**_figures(found)))
    for milestone in found["milestones"]:
        kept = len(stage.ledger.confirmed[milestone["months"]])
        check = f"insertion at {milestone['months']} months: still there, of those hired"
        yield Row("S8", check, _share(kept, accepted), _share(milestone["responses"], milestone["asked"]))
    by_sector = {each["sector"]: each["hired"] for each in found["by_sector"]}
    yield Row("S9", "hired by sector, in sum", accepted, sum(by_sector.values()))
    offered = {offer.sector for offer in stage.cast.offers}
    yield Row("S9", "sectors of the figures", sorted(offered), sorted(by_sector))


def _figures(found: Body) -> dict[str, int]:
    return {"some": found["numerator"], "all_of_them": found["denominator"]}


def _share(some: int, all_of_them: int) -> str:
    return f"{some} of {all_of_them}"


# ------------------------------------------------------------------------------------------------ the other tenant


def other_tenant_is_empty(beside: Api) -> Iterator[Row]:
    for collection in COLLECTIONS:
        found = sum(1 for _ in beside.each(f"/v1/{collection}"))
        yield Row("tenants", f"{collection} of the directorate beside", 0, found)


def _keys(ids: dict[str, str], wanted: set[str]) -> list[str]:
    return [key for key, entity_id in ids.items() if entity_id in wanted]


CHECKS: tuple[Check, ...] = (
    framework_agreement,
    institute,
    conventions,
    editions,
    creators,
    forum_registration,
    forum_companies,
    interviews,
    hirings,
    insertion,
)
