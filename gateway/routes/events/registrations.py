"""Registrations: asked for, approved, changed, offered a seat, cancelled, listed and counted."""

from gateway.route import PORTAL, STAFF, get, post
from gateway.schemas.events.registrations import (
    Choice,
    Counts,
    NewRegistration,
    Registration,
    RegistrationQuery,
    RegistrationRank,
)
from gateway.schemas.shape import page_of


def step(name, rpc, roles, summary, body=None, answer=Registration):
    """A step of a registration's life: its answer is the registration after it."""
    path = f"/v1/registrations/{{registration_id}}/{name}"
    return post(path, f"events.{rpc}", roles, summary, body=body, answer=answer, status=200)


# fmt: off
ROUTES = (
    get("/v1/editions/{edition_id}/counts", "events.count_registrations(edition_id)", STAFF,
        "Seats of an edition by category, and who has them.", answer=Counts),
    post("/v1/editions/{edition_id}/registrations",
         "events.register(edition_id, person_id, category, activity_ids, hold_id, institute_id, sector, level,"
         " answers, consents)", PORTAL,
         "Register a person: confirmed (or pending until approved) while there are seats, then on the waitlist.",
         body=NewRegistration, answer=Registration),
    get("/v1/editions/{edition_id}/registrations",
        "events.list_registrations(edition_id, after, limit, state)", STAFF,
        "Registrations of an edition.", query=RegistrationQuery, answer=page_of(Registration)),
    get("/v1/registrations/{registration_id}", "events.get_registration(registration_id)", PORTAL,
        "A registration, and how many wait before it now.", answer=RegistrationRank),
    step("change", "change_registration(registration_id, activity_ids)", PORTAL,
         "Choose other activities: all seats are exchanged, or none.", body=Choice, answer=RegistrationRank),
    step("cancel", "cancel_registration(registration_id)", PORTAL,
         "Cancel a registration or leave the waitlist, which moves up by itself."),
    step("approve", "approve_registration(registration_id)", STAFF,
         "Approve a pending registration: the person can have a badge."),
    step("refuse", "refuse_registration(registration_id)", STAFF,
         "Refuse a pending registration: its seat moves on."),
    step("accept", "accept_offer(registration_id)", PORTAL,
         "Take the seat that is offered."),
    step("decline", "decline_offer(registration_id)", PORTAL,
         "Leave the seat that is offered to the next who waits."),
)
