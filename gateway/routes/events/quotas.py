"""Quotas, seats that are held for a while, and the draw of a waitlist."""

from gateway.route import PORTAL, STAFF, delete, get, post
from gateway.schemas.events.quotas import Draw, Hold, NewHold, NewQuota, Quotas, QuotaUse, Reconciliation

# fmt: off
ROUTES = (
    get("/v1/editions/{edition_id}/quotas", "events.list_quotas(edition_id)", STAFF,
        "How many may come to an edition and its activities, and how many seats are taken.", answer=Quotas),
    post("/v1/editions/{edition_id}/quotas", "events.set_quota(edition_id, capacity, category, activity_id)", STAFF,
         "Set a quota: who waits moves up; it is never lower than what is taken.",
         body=NewQuota, answer=QuotaUse, status=200),
    get("/v1/editions/{edition_id}/reconciliation", "events.reconcile(edition_id)", STAFF,
        "What quotas count as taken against what registrations and holds use; drift is 0.", answer=Reconciliation),
    post("/v1/editions/{edition_id}/holds",
         "events.hold_seat(edition_id, category, activity_ids, minutes, person_id)", PORTAL,
         "Hold a seat while a form is filled in; register with its id before it runs out.",
         body=NewHold, answer=Hold),
    delete("/v1/holds/{hold_id}", "events.release_hold(hold_id)", PORTAL,
           "Give back a seat that is held."),
    get("/v1/editions/{edition_id}/draw", "events.get_draw(edition_id)", PORTAL,
        "The draw that puts the waitlist in order: its commitment, then its seed and its tickets.", answer=Draw),
    post("/v1/editions/{edition_id}/draw", "events.hold_draw(edition_id)", STAFF,
         "Hold the draw, once: who waits gets a place by chance.", answer=Draw, status=200),
)
