"""What the partners' room answers, a table per noun."""

from gateway.routes.partners import (
    adaptations,
    agreements,
    commitments,
    deadlines,
    documents,
    governance,
    organisations,
    programmes,
    signing,
    skills,
    texts,
)

ROUTES = (
    *organisations.ROUTES,
    *agreements.ROUTES,
    *texts.ROUTES,
    *signing.ROUTES,
    *documents.ROUTES,
    *commitments.ROUTES,
    *deadlines.ROUTES,
    *governance.ROUTES,
    *skills.ROUTES,
    *programmes.ROUTES,
    *adaptations.ROUTES,
)
