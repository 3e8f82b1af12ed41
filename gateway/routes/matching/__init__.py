"""What the matching room answers, a table per noun."""

from gateway.routes.matching import (
    candidates,
    hirings,
    observatory,
    offers,
    oversight,
    receptions,
    requests,
    rulings,
    timetables,
    weights,
)

ROUTES = (
    *candidates.ROUTES,
    *offers.ROUTES,
    *weights.ROUTES,
    *timetables.ROUTES,
    *rulings.ROUTES,
    *requests.ROUTES,
    *hirings.ROUTES,
    *receptions.ROUTES,
    *observatory.ROUTES,
    *oversight.ROUTES,
)
