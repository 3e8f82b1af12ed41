"""Stands."""

from gateway.route import STAFF, get, post
from gateway.schemas.events.stands import NewStand, Stand
from gateway.schemas.shape import PageQuery, page_of

# fmt: off
ROUTES = (
    post("/v1/editions/{edition_id}/stands", "events.assign_stand(edition_id, facts)", STAFF,
         "Give an organisation a stand.", body=NewStand, answer=Stand),
    get("/v1/editions/{edition_id}/stands", "events.list_stands(edition_id, after, limit)", STAFF,
        "Stands of an edition.", query=PageQuery, answer=page_of(Stand)),
)
