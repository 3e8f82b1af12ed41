"""What the partners' room answers, a table per noun."""

from gateway.routes.partners import agreements, organisations, skills

ROUTES = (
    *organisations.ROUTES,
    *agreements.ROUTES,
    *skills.ROUTES,
)
