"""The season is announced: every series gets its edition, and the editions open for registration."""

from scenarios import bodies
from scenarios.script import Edition
from scenarios.stage import Stage


def season_opens(stage: Stage) -> None:
    stage.together("series and editions planned, opened", stage.script.editions, lambda each: plan(stage, each))


def plan(stage: Stage, entity: Edition) -> None:
    series = stage.api.post("/v1/series", bodies.series(entity), step=f"series:{entity.key}")
    body = bodies.edition(entity, series["id"], stage.quotas(entity), stage.script.play.day.opens, stage.calendar.today)
    edition_id = stage.api.post("/v1/editions", body, step=f"edition:{entity.key}")["id"]
    stage.ledger.editions[entity.key] = edition_id
    stage.api.post(f"/v1/editions/{edition_id}/open", step=f"open:{entity.key}")
