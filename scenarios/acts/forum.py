"""The employment forum: stands and offers, the timetable, and what came of each interview."""

from scenarios import bodies
from scenarios.acts.hiring import rating
from scenarios.api import Body, until
from scenarios.generator import Offer
from scenarios.script import Organisation
from scenarios.stage import FORUM, NOT_YET_KNOWN, Stage


def companies_come(stage: Stage) -> None:
    numbered = list(enumerate(stage.cast.companies, start=1))
    stage.together("stands", numbered, lambda each: take_stand(stage, *each))
    stage.together("offers", stage.cast.offers, lambda each: publish(stage, each))


def take_stand(stage: Stage, number: int, company: Organisation) -> None:
    body = bodies.stand(stage.ledger.organisations[company.key], number, stage.script.play.tables_per_stand)
    stage.api.post(f"/v1/editions/{stage.forum}/stands", body, step=f"stand:{company.key}", awaiting=NOT_YET_KNOWN)


def publish(stage: Stage, offer: Offer) -> None:
    body = bodies.offer(offer, stage.ledger.organisations[offer.company], stage.forum)
    made = stage.api.post("/v1/offers", body, step=offer.key, awaiting=NOT_YET_KNOWN)
    stage.ledger.offers[offer.key] = made["id"]


def timetable_is_made(stage: Stage) -> None:
    with stage.progress.step("timetable", 1) as advance:
        body = bodies.timetable(stage.script.edition(FORUM), stage.script.play, stage.calendar.today)
        run = stage.api.post(f"/v1/editions/{stage.forum}/timetable", body, step="timetable")
        path = f"/v1/timetable-runs/{run['id']}"
        ended = until(lambda: stage.api.get(path), lambda read: read["state"] in ("published", "failed"), within_s=120)
        stage.ledger.moments["timetable"] = ended
        advance()


def interviews_are_held(stage: Stage) -> None:
    stage.ledger.interviews = list(stage.api.each(f"/v1/editions/{stage.forum}/interviews"))
    stage.together("outcomes recorded", stage.ledger.interviews, lambda each: record(stage, each))


def record(stage: Stage, interview: Body) -> None:
    stars = rating(stage, interview)
    next_step = "offer" if stars >= stage.script.play.rating_to_hire else "none"
    outcome = bodies.held(stars, next_step) if stars else bodies.not_held()
    path = f"/v1/interviews/{interview['id']}/outcome"
    stage.api.post(path, outcome, step=f"outcome:{stage.key_of(interview)}")
