"""What the events' room answers, a table per noun."""

from gateway.routes.events import check_in, editions, registrations, stands

ROUTES = (
    *editions.ROUTES,
    *registrations.ROUTES,
    *check_in.ROUTES,
    *stands.ROUTES,
)
