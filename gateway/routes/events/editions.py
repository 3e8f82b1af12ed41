"""Series and editions."""

from gateway.route import STAFF, get, post
from gateway.schemas.events.editions import (
    Comparison,
    Edition,
    EditionChange,
    EditionPostponing,
    EditionQuery,
    EditionReason,
    NewEdition,
    NewSeries,
    NextEdition,
    Series,
)
from gateway.schemas.shape import PageQuery, page_of


def step(name, rpc, summary, body=None):
    """A step of an edition's life: its answer is the edition after it."""
    path = f"/v1/editions/{{edition_id}}/{name}"
    return post(path, f"events.{rpc}", STAFF, summary, body=body, answer=Edition, status=200)


# fmt: off
ROUTES = (
    post("/v1/series", "events.create_series(facts)", STAFF,
         "Create a series: a gathering that comes back every year.", body=NewSeries, answer=Series),
    get("/v1/series", "events.list_series(after, limit)", STAFF,
        "Series.", query=PageQuery, answer=page_of(Series)),
    post("/v1/series/{series_id}/next", "events.plan_next_edition(series_id, facts)", STAFF,
         "Plan the next edition after the last one: its settings, quotas and activities, nobody registered.",
         body=NextEdition, answer=Edition),
    get("/v1/series/{series_id}/comparison", "events.compare_editions(series_id)", STAFF,
        "The newest editions of a series side by side.", answer=Comparison),
    post("/v1/editions", "events.plan_edition(facts)", STAFF,
         "Plan an edition of a series.", body=NewEdition, answer=Edition),
    get("/v1/editions", "events.list_editions(after, limit, series_id)", STAFF,
        "Editions.", query=EditionQuery, answer=page_of(Edition)),
    get("/v1/editions/{edition_id}", "events.get_edition(edition_id)", STAFF,
        "An edition.", answer=Edition),
    step("change", "change_edition(edition_id, facts, expected_version)",
         "Change what is stated of an edition that is not over.", body=EditionChange),
    step("announce", "announce_edition(edition_id, expected_version)", "Make its dates and programme public."),
    step("open", "open_edition(edition_id, expected_version)",
         "Open an edition for registration; one that was not announced is announced by it."),
    step("close", "close_edition(edition_id, expected_version)", "Close registration before its end."),
    step("postpone", "postpone_edition(edition_id, facts, expected_version)",
         "Give it other dates; everyone concerned is told once.", body=EditionPostponing),
    step("cancel", "cancel_edition(edition_id, reason, expected_version)",
         "Cancel it; everyone concerned is told once.", body=EditionReason),
)
