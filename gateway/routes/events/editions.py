"""Series and editions."""

from gateway.route import STAFF, get, post
from gateway.schemas.events.editions import Edition, EditionQuery, NewEdition, NewSeries, Series
from gateway.schemas.shape import PageQuery, page_of

# fmt: off
ROUTES = (
    post("/v1/series", "events.create_series(facts)", STAFF,
         "Create a series: a gathering that comes back every year.", body=NewSeries, answer=Series),
    get("/v1/series", "events.list_series(after, limit)", STAFF,
        "Series.", query=PageQuery, answer=page_of(Series)),
    post("/v1/editions", "events.plan_edition(facts)", STAFF,
         "Plan an edition of a series.", body=NewEdition, answer=Edition),
    get("/v1/editions", "events.list_editions(after, limit, series_id)", STAFF,
        "Editions.", query=EditionQuery, answer=page_of(Edition)),
    get("/v1/editions/{edition_id}", "events.get_edition(edition_id)", STAFF,
        "An edition.", answer=Edition),
    post("/v1/editions/{edition_id}/open", "events.open_edition(edition_id)", STAFF,
         "Open an edition for registration.", answer=Edition, status=200),
)
