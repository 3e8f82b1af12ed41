"""S4: every creator of the fashion show meets textile companies, at a table and a time of their own."""

from collections.abc import Iterator

from scenarios.acts.creators import show, textile_companies
from scenarios.api import Body
from scenarios.report import Row
from scenarios.stage import Stage
from scenarios.turns import booked_twice


def meetings(stage: Stage) -> Iterator[Row]:
    creators = {stage.ledger.persons[one.key] for one in stage.creators}
    offers = list(stage.api.each("/v1/offers", edition_id=show(stage)))
    found = list(stage.api.each(f"/v1/editions/{show(stage)}/interviews"))
    run = stage.ledger.moments["timetable:show"]
    yield Row("S4", "textile companies that bring something to a table", len(textile_companies(stage)), len(offers))
    yield Row("S4", "kinds of what they bring", ["creators_meeting"], sorted({one["kind"] for one in offers}))
    yield Row("S4", "creators the timetable was made for", len(creators), (run["figures"] or {}).get("candidates"))
    yield Row(
        "S4", "agendas printed, a sheet per creator", len(creators), stage.ledger.moments["agendas:show"]["sheets"]
    )
    yield Row("S4", "creators who met a company", len(creators), len(_met(found)))
    yield Row("S4", "of them nobody but the creators", 0, len(_met(found) - creators))
    yield Row("S4", "kinds of these meetings", ["creators_meeting"], sorted({one["kind"] for one in found}))
    yield Row("S4", "creators or tables booked twice", 0, sum(booked_twice(found, end) for end in ENDS))
    yield Row("S4", "jobs offered after such a meeting", 0, _hirings(stage))


ENDS = ("candidate_id", "table_id")


def _met(found: list[Body]) -> set[str]:
    return {one["candidate_id"] for one in found if one["state"] == "held"}


def _hirings(stage: Stage) -> int:
    return sum(one["edition_id"] == show(stage) for one in stage.api.each("/v1/hirings"))
