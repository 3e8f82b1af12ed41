"""What the events' room answers, a table per noun."""

from gateway.routes.events import door, editions, keys, registrations, stands

ROUTES = (
    *editions.ROUTES,
    *registrations.ROUTES,
    *door.ROUTES,
    *keys.ROUTES,
    *stands.ROUTES,
)
