"""Skills that partners need: answered by the partners' room."""

from gateway.route import PARTNER, get, post
from gateway.schemas.partners.skills import NewSkillNeed, SkillNeed, SkillNeedQuery
from gateway.schemas.shape import page_of

# fmt: off
ROUTES = (
    post("/v1/skill-needs", "partners.state_skill_need(facts)", PARTNER,
         "State a need in skills.", body=NewSkillNeed, answer=SkillNeed),
    get("/v1/skill-needs", "partners.list_skill_needs(after, limit, organisation_id)", PARTNER,
        "Needs in skills.", query=SkillNeedQuery, answer=page_of(SkillNeed)),
)
