"""The fashion show's meetings: textile companies take tables, bring what they look for, and meet every creator."""

import random

from scenarios import bodies
from scenarios.acts.forum import offers_seen_by
from scenarios.acts.registration import FASHION_SHOW
from scenarios.acts.stands import NOT_YET_HEARD
from scenarios.api import Body, until
from scenarios.generator import Candidate
from scenarios.script import Organisation
from scenarios.stage import NOT_YET_KNOWN, Stage


def textile_companies(stage: Stage) -> list[Organisation]:
    return [company for company in stage.cast.companies if company.sector == "textile"]


def companies_come_to_show(stage: Stage) -> None:
    stage.api.post(f"/v1/editions/{show(stage)}/plan", bodies.plan(), step="plan:show")
    numbered = list(enumerate(textile_companies(stage), start=1))
    stage.together("tables of the fashion show", numbered, lambda each: take_table(stage, *each))
    stage.together("what companies bring", textile_companies(stage), lambda each: bring(stage, each))


def show(stage: Stage) -> str:
    return stage.ledger.editions[FASHION_SHOW]


def take_table(stage: Stage, number: int, company: Organisation) -> None:
    body = bodies.stand(stage.ledger.organisations[company.key], number, stage.script.play.tables_per_stand)
    path = f"/v1/editions/{show(stage)}/stands"
    stage.api.post(path, body, step=f"table:{company.key}", awaiting=NOT_YET_HEARD)


def bring(stage: Stage, company: Organisation) -> None:
    body = bodies.creators_meeting(stage.ledger.organisations[company.key], show(stage))
    stage.api.post("/v1/offers", body, step=f"meeting:{company.key}", awaiting=NOT_YET_KNOWN)


def meetings_are_planned(stage: Stage) -> None:
    """A creator sees what companies bring as soon as the matching room knows of their entry."""
    stage.together("creators known", stage.creators, lambda each: await_known(stage, each))
    body = bodies.timetable(stage.script.edition(FASHION_SHOW), stage.script.play, stage.calendar.today)
    run = stage.api.post(f"/v1/editions/{show(stage)}/timetable", body, step="timetable:show")
    path = f"/v1/timetable-runs/{run['id']}"
    ended: Body = until(lambda: stage.api.get(path), lambda read: read["state"] != "requested", within_s=120)
    stage.ledger.moments["timetable:show"] = ended


def await_known(stage: Stage, creator: Candidate) -> None:
    until(lambda: offers_seen_by(stage, stage.ledger.persons[creator.key]), bool)


def agendas_are_printed(stage: Stage) -> None:
    """A sheet for each creator, in Arabic: the hall has no network."""
    body = {"by": "person", "language": "ar"}
    made = stage.api.post(f"/v1/editions/{show(stage)}/agenda-prints", body, step="agendas:show")
    path = f"/v1/agenda-prints/{made['id']}"
    ready: Body = until(lambda: stage.api.get(path), lambda read: read["state"] == "ready", within_s=120)
    stage.ledger.moments["agendas:show"] = ready


def meetings_are_held(stage: Stage) -> None:
    stage.calendar.move_to(stage.calendar.in_days(stage.script.edition(FASHION_SHOW).starts_in_days))
    planned = list(stage.api.each(f"/v1/editions/{show(stage)}/interviews"))
    stage.together("meetings recorded", planned, lambda each: record(stage, each))


def record(stage: Stage, meeting: Body) -> None:
    stars = random.Random(f"{stage.seed}:meeting:{meeting['table']}:{meeting['slot']}").randint(2, 5)
    path = f"/v1/interviews/{meeting['id']}/outcome"
    stage.api.post(path, bodies.held(stars, "Échange d'échantillons"), step=f"met:{meeting['id']}")
