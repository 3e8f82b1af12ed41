"""S3 to S7: the season's gatherings, and who shows a collection at the fashion show."""

from collections.abc import Iterator

from scenarios.acts.registration import FASHION_SHOW
from scenarios.api import Body, until
from scenarios.report import Row
from scenarios.script import Edition
from scenarios.stage import Stage


def editions(stage: Stage) -> Iterator[Row]:
    for edition in stage.script.editions:
        found = _when_over(stage, edition)
        expected = f"{edition.number}, {edition.theme_fr}, held"
        spelled = f"{found['number']}, {found['theme']['fr']}, {found['state']}"
        yield Row(edition.fact, f"{edition.series.name_fr}: number, theme, over by now", expected, spelled)


def _when_over(stage: Stage, edition: Edition) -> Body:
    """Months have passed: the edition is held by itself, as due work does, a moment after its time."""
    path = f"/v1/editions/{stage.ledger.editions[edition.key]}"
    found: Body = until(lambda: stage.api.get(path), lambda read: read["state"] == "held")
    return found


def creators(stage: Stage) -> Iterator[Row]:
    counts = stage.api.get(f"/v1/editions/{stage.ledger.editions[FASHION_SHOW]}/counts")
    yield Row("S4", "trainee creators registered", len(stage.creators), counts["creator"]["confirmed"])
