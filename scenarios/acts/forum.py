"""The employment forum: stands and offers, the timetable, and what came of each interview."""

from functools import partial

from scenarios import bodies
from scenarios.acts.hiring import rating
from scenarios.acts.registration import forum_registrations
from scenarios.acts.stands import stands_are_given
from scenarios.api import Body, until
from scenarios.generator import Offer
from scenarios.stage import FORUM, NOT_YET_KNOWN, Stage

TURNS = 5
LAST = 20
OPEN_DAYS = 365
"""Companies keep looking after the forum: their offers close a year later, not with the edition."""


def companies_come(stage: Stage) -> None:
    stands_are_given(stage)
    stage.together("offers", stage.cast.offers, lambda each: publish(stage, each))


def publish(stage: Stage, offer: Offer) -> None:
    open_until = stage.calendar.in_days(OPEN_DAYS)
    body = bodies.offer(offer, stage.ledger.organisations[offer.company], stage.forum, open_until)
    made = stage.api.post("/v1/offers", body, step=offer.key, awaiting=NOT_YET_KNOWN)
    stage.ledger.offers[offer.key] = made["id"]


def timetable_is_made(stage: Stage) -> None:
    """Asked for again while its figures tell that some candidates had not yet been heard of in the matching room."""
    with stage.progress.step("timetable", 1) as advance:
        await_last_registrations(stage)
        for turn in range(1, TURNS + 1):
            run = timetable(stage, turn)
            if run["figures"] and run["figures"]["candidates"] == stage.size.confirmed_at_last:
                break
        stage.ledger.moments["timetable"] = run
        advance()


def await_last_registrations(stage: Stage) -> None:
    """A candidate sees offers as soon as the matching room knows of their seat; those seated last know last."""
    seated = [row for row in forum_registrations(stage) if row["state"] == "confirmed"]
    for row in sorted(seated, key=lambda row: row["confirmed_at"])[-LAST:]:
        until(partial(offers_seen_by, stage, row["person_id"]), bool)


def offers_seen_by(stage: Stage, person_id: str) -> list[Body]:
    matches: list[Body] = stage.api.get(f"/v1/candidates/{person_id}/matches", limit=1)["items"]
    return matches


def timetable(stage: Stage, turn: int) -> Body:
    body = bodies.timetable(stage.script.edition(FORUM), stage.script.play, stage.calendar.today)
    run = stage.api.post(f"/v1/editions/{stage.forum}/timetable", body, step=f"timetable:{turn}")
    path = f"/v1/timetable-runs/{run['id']}"
    ended: Body = until(lambda: stage.api.get(path), lambda read: read["state"] != "requested", within_s=120)
    return ended


def interviews_of(stage: Stage) -> list[Body]:
    return list(stage.api.each(f"/v1/editions/{stage.forum}/interviews"))


def interviews_are_held(stage: Stage) -> None:
    stage.ledger.interviews = interviews_of(stage)
    stage.together("outcomes recorded", stage.ledger.interviews, lambda each: record(stage, each))


def record(stage: Stage, interview: Body) -> None:
    stars = rating(stage, interview)
    next_step = "offer" if stars >= stage.script.play.rating_to_hire else "none"
    outcome = bodies.held(stars, next_step) if stars else bodies.not_held()
    path = f"/v1/interviews/{interview['id']}/outcome"
    stage.api.post(path, outcome, step=f"outcome:{stage.key_of(interview)}")
