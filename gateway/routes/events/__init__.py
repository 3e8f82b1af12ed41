"""What the events' room answers, a table per noun."""

from gateway.routes.events import (
    activities,
    contests,
    credentials,
    door,
    editions,
    figures,
    foresight,
    joining,
    juries,
    keys,
    leads,
    public_programme,
    quotas,
    registrations,
    stands,
)

ROUTES = (
    *editions.ROUTES,
    *activities.ROUTES,
    *foresight.ROUTES,
    *public_programme.ROUTES,
    *quotas.ROUTES,
    *registrations.ROUTES,
    *door.ROUTES,
    *joining.ROUTES,
    *keys.ROUTES,
    *stands.ROUTES,
    *contests.ROUTES,
    *juries.ROUTES,
    *leads.ROUTES,
    *figures.ROUTES,
    *credentials.ROUTES,
)
