"""What the matching room answers, a table per noun."""

from gateway.routes.matching import candidates, hirings, observatory, offers, timetables

ROUTES = (
    *candidates.ROUTES,
    *offers.ROUTES,
    *timetables.ROUTES,
    *hirings.ROUTES,
    *observatory.ROUTES,
)
