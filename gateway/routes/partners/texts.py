"""The texts of agreements: answered by the partners' room."""

from gateway.route import STAFF, get, post
from gateway.schemas.partners.texts import (
    ClauseTemplate,
    ClauseTemplateQuery,
    Difference,
    DifferenceQuery,
    NewClauseTemplate,
    TextVersions,
    WholeTextVersion,
)
from gateway.schemas.shape import page_of

# fmt: off
ROUTES = (
    get("/v1/agreements/{agreement_id}/versions", "partners.list_text_versions(agreement_id)", STAFF,
        "The versions of its text, the oldest first.", answer=TextVersions),
    get("/v1/agreements/{agreement_id}/versions/{number}", "partners.get_text_version(agreement_id, number)", STAFF,
        "A version of its text.", answer=WholeTextVersion),
    get("/v1/agreements/{agreement_id}/difference", "partners.compare_texts(agreement_id, older, newer)", STAFF,
        "What changed between two versions, or against the agreement it amends.",
        query=DifferenceQuery, answer=Difference),

    post("/v1/clause-templates", "partners.publish_clause_template(facts)", STAFF,
         "Publish a template of clauses, or its next version.", body=NewClauseTemplate, answer=ClauseTemplate),
    get("/v1/clause-templates", "partners.list_clause_templates(after, limit, code)", STAFF,
        "Templates of clauses, every version.", query=ClauseTemplateQuery, answer=page_of(ClauseTemplate)),
    get("/v1/clause-templates/{template_id}", "partners.get_clause_template(template_id)", STAFF,
        "A version of a template.", answer=ClauseTemplate),
)
