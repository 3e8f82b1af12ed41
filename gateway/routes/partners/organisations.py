"""Organisations: answered by the partners' room."""

from gateway.route import STAFF, get, post
from gateway.schemas.partners.organisations import NewOrganisation, Organisation, OrganisationQuery
from gateway.schemas.shape import page_of

# fmt: off
ROUTES = (
    post("/v1/organisations", "partners.register_organisation(facts)", STAFF,
         "Register an organisation.", body=NewOrganisation, answer=Organisation),
    get("/v1/organisations", "partners.list_organisations(after, limit, kind)", STAFF,
        "Organisations.", query=OrganisationQuery, answer=page_of(Organisation)),
    get("/v1/organisations/{organisation_id}", "partners.get_organisation(organisation_id)", STAFF,
        "An organisation.", answer=Organisation),
)
