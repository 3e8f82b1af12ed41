"""Series, editions, registrations and stands: answered by the events' room."""

from gateway.route import DOOR, PORTAL, STAFF, get, post
from gateway.schemas.events import (
    Counts,
    Edition,
    EditionQuery,
    NewEdition,
    NewRegistration,
    NewSeries,
    NewStand,
    Registration,
    RegistrationQuery,
    Series,
    Stand,
)
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
    get("/v1/editions/{edition_id}/counts", "events.count_registrations(edition_id)", STAFF,
        "Seats of an edition by category, and who has them.", answer=Counts),

    post("/v1/editions/{edition_id}/registrations", "events.register(edition_id, person_id, category)", PORTAL,
         "Register a person: confirmed while there are seats, then on the waitlist.",
         body=NewRegistration, answer=Registration),
    get("/v1/editions/{edition_id}/registrations",
        "events.list_registrations(edition_id, after, limit, state)", STAFF,
        "Registrations of an edition.", query=RegistrationQuery, answer=page_of(Registration)),
    get("/v1/registrations/{registration_id}", "events.get_registration(registration_id)", PORTAL,
        "A registration.", answer=Registration),
    post("/v1/registrations/{registration_id}/cancel", "events.cancel_registration(registration_id)", PORTAL,
         "Cancel a registration; the waitlist moves up by itself.", answer=Registration, status=200),
    post("/v1/registrations/{registration_id}/check-in", "events.check_in(registration_id)", DOOR,
         "Let a person in; a badge scanned twice counts once.", answer=Registration, status=200),

    post("/v1/editions/{edition_id}/stands", "events.assign_stand(edition_id, facts)", STAFF,
         "Give an organisation a stand.", body=NewStand, answer=Stand),
    get("/v1/editions/{edition_id}/stands", "events.list_stands(edition_id, after, limit)", STAFF,
        "Stands of an edition.", query=PageQuery, answer=page_of(Stand)),
)
