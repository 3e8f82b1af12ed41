"""What the partners' room answers, a table per noun."""

from gateway.routes.partners import agreements, governance, organisations, skills

ROUTES = (
    *organisations.ROUTES,
    *agreements.ROUTES,
    *governance.ROUTES,
    *skills.ROUTES,
)
