"""The whole API, one table per room."""

from gateway.routes import audit, directory, events, matching, notifications, partners

ROUTES = (
    *directory.ROUTES,
    *audit.ROUTES,
    *partners.ROUTES,
    *events.ROUTES,
    *matching.ROUTES,
    *notifications.ROUTES,
)
