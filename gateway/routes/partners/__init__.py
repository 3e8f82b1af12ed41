"""What the partners' room answers, a table per noun."""

from gateway.routes.partners import agreements, commitments, deadlines, governance, organisations, programmes, skills

ROUTES = (
    *organisations.ROUTES,
    *agreements.ROUTES,
    *commitments.ROUTES,
    *deadlines.ROUTES,
    *governance.ROUTES,
    *skills.ROUTES,
    *programmes.ROUTES,
)
