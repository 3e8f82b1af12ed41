"""What the events' room answers, a table per noun."""

from gateway.routes.events import check_in, editions, keys, registrations, stands

ROUTES = (
    *editions.ROUTES,
    *registrations.ROUTES,
    *check_in.ROUTES,
    *keys.ROUTES,
    *stands.ROUTES,
)
