"""The whole API, one table per room."""

from gateway.routes import directory, events, matching, notifications, partners

ROUTES = (
    *directory.ROUTES,
    *partners.ROUTES,
    *events.ROUTES,
    *matching.ROUTES,
    *notifications.ROUTES,
)
