"""Activities: the programme of an edition."""

from gateway.route import STAFF, get, post
from gateway.schemas.events.activities import Activity, ActivityChange, NewActivity, ProgrammeQuery
from gateway.schemas.events.editions import EditionReason
from gateway.schemas.shape import page_of

# fmt: off
ROUTES = (
    post("/v1/editions/{edition_id}/activities", "events.plan_activity(edition_id, facts)", STAFF,
         "Plan an activity in a room at its time; what clashes is refused.", body=NewActivity, answer=Activity),
    get("/v1/editions/{edition_id}/activities",
        "events.list_activities(edition_id, after, limit, day, room, kind)", STAFF,
        "The programme in the order of its times.", query=ProgrammeQuery, answer=page_of(Activity)),
    get("/v1/activities/{activity_id}", "events.get_activity(activity_id)", STAFF,
        "An activity.", answer=Activity),
    post("/v1/activities/{activity_id}/change", "events.change_activity(activity_id, facts, expected_version)", STAFF,
         "Change or move an activity.", body=ActivityChange, answer=Activity, status=200),
    post("/v1/activities/{activity_id}/cancel", "events.cancel_activity(activity_id, reason, expected_version)", STAFF,
         "Cancel an activity; those who registered for it are told.", body=EditionReason, answer=Activity, status=200),
)
