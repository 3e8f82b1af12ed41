"""The skills reference, and what partners need of it: answered by the partners' room."""

from gateway.route import PARTNER, STAFF, get, post
from gateway.schemas.partners.skills import (
    FoundSkills,
    NewLabel,
    NewSkill,
    NewSkillNeed,
    Skill,
    SkillNeed,
    SkillNeedQuery,
    SkillQuery,
    SkillSearchQuery,
    Withdrawal,
)
from gateway.schemas.shape import page_of

# fmt: off
ROUTES = (
    get("/v1/skills", "partners.list_skills(after, limit, sector)", PARTNER,
        "Skills of the reference that are in use.", query=SkillQuery, answer=page_of(Skill)),
    get("/v1/skill-search", "partners.search_skills(text, limit, sector)", PARTNER,
        "Find a skill by what somebody typed.", query=SkillSearchQuery, answer=FoundSkills),
    get("/v1/skills/{skill}", "partners.get_skill(skill)", PARTNER,
        "A skill.", answer=Skill),
    post("/v1/skills", "partners.add_skill(facts)", STAFF,
         "Add a skill to the reference.", body=NewSkill, answer=Skill),
    post("/v1/skills/{skill}/label", "partners.relabel_skill(skill, label)", STAFF,
         "Name a skill otherwise.", body=NewLabel, answer=Skill, status=200),
    post("/v1/skills/{skill}/retire", "partners.retire_skill(skill)", STAFF,
         "Retire a skill: nothing new refers to it.", answer=Skill, status=200),
    post("/v1/skills/{skill}/restore", "partners.restore_skill(skill)", STAFF,
         "Take a retired skill back into use.", answer=Skill, status=200),
    post("/v1/skill-needs", "partners.state_skill_need(facts)", PARTNER,
         "State a need in skills.", body=NewSkillNeed, answer=SkillNeed),
    get("/v1/skill-needs", "partners.list_skill_needs(after, limit, organisation_id, skill)", PARTNER,
        "Needs in skills that stand.", query=SkillNeedQuery, answer=page_of(SkillNeed)),
    get("/v1/skill-needs/{need_id}", "partners.get_skill_need(need_id)", PARTNER,
        "A need in skills.", answer=SkillNeed),
    post("/v1/skill-needs/{need_id}/withdraw", "partners.withdraw_skill_need(need_id, reason)", PARTNER,
         "Withdraw a need in skills.", body=Withdrawal, answer=SkillNeed, status=200),
)
