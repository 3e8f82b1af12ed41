"""The door: badges and who came."""

from gateway.route import DOOR, post
from gateway.schemas.events.registrations import Registration

# fmt: off
ROUTES = (
    post("/v1/registrations/{registration_id}/check-in", "events.check_in(registration_id)", DOOR,
         "Let a person in; a badge scanned twice counts once.", answer=Registration, status=200),
)
