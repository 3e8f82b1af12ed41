"""Registrations: asked for, cancelled, listed and counted."""

from gateway.route import PORTAL, STAFF, get, post
from gateway.schemas.events.registrations import Counts, NewRegistration, Registration, RegistrationQuery
from gateway.schemas.shape import page_of

# fmt: off
ROUTES = (
    get("/v1/editions/{edition_id}/counts", "events.count_registrations(edition_id)", STAFF,
        "Seats of an edition by category, and who has them.", answer=Counts),
    post("/v1/editions/{edition_id}/registrations",
         "events.register(edition_id, person_id, category, answers, consents)", PORTAL,
         "Register a person: confirmed while there are seats, then on the waitlist.",
         body=NewRegistration, answer=Registration),
    get("/v1/editions/{edition_id}/registrations",
        "events.list_registrations(edition_id, after, limit, state)", STAFF,
        "Registrations of an edition.", query=RegistrationQuery, answer=page_of(Registration)),
    get("/v1/registrations/{registration_id}", "events.get_registration(registration_id)", PORTAL,
        "A registration.", answer=Registration),
    post("/v1/registrations/{registration_id}/cancel", "events.cancel_registration(registration_id)", PORTAL,
         "Cancel a registration; the waitlist moves up by itself.", answer=Registration, status=200),
)
