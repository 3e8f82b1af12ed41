"""The skills reference, and what partners need of it: answered by the partners' room."""

from gateway.route import LINK, MEBIBYTE, PARTNER, PUBLIC, STAFF, Upload, get, post
from gateway.schemas.partners.skills import (
    FoundSkills,
    NeedByLink,
    NeedsByLink,
    NewLabel,
    NewSkill,
    NewSkillInvitation,
    NewSkillNeed,
    Skill,
    SkillInvitation,
    SkillInvitationQuery,
    SkillNeed,
    SkillNeedQuery,
    SkillQuery,
    SkillSearchQuery,
    TablePlan,
    Withdrawal,
)
from gateway.schemas.shape import PageQuery, page_of
from multaqa.media_types import CSV_TYPE, XLSX_TYPE

TABLE = Upload(CSV_TYPE, XLSX_TYPE, most=2 * MEBIBYTE)

# fmt: off
READ_NEEDS = get("/v1/links/{token}/skill-needs", "partners.read_needs_by_link(link, after, limit)", LINK,
                 "The needs an organisation has stated, for whoever it sends.", query=PageQuery, answer=NeedsByLink)
FIND_SKILL = get("/v1/links/{token}/skill-search", "partners.search_skills_by_link(link, text, limit, sector)", LINK,
                 "Find a skill to state a need of.", query=SkillSearchQuery, answer=FoundSkills)
STATE_NEED = post("/v1/links/{token}/skill-needs", "partners.state_need_by_link(link, facts)", LINK,
                  "State a need of the organisation that was invited.", body=NeedByLink, answer=SkillNeed)
WITHDRAW_NEED = post("/v1/links/{token}/skill-needs/{need_id}/withdraw",
                     "partners.withdraw_need_by_link(link, need_id, reason)", LINK,
                     "Withdraw a need of the organisation that was invited.",
                     body=Withdrawal, answer=SkillNeed, status=200)

ROUTES = (
    get("/v1/skills", "partners.list_skills(after, limit, sector)", PARTNER,
        "Skills of the reference that are in use.", query=SkillQuery, answer=page_of(Skill)),
    get("/v1/skill-search", "partners.search_skills(text, limit, sector)", PARTNER,
        "Find a skill by what somebody typed.", query=SkillSearchQuery, answer=FoundSkills),
    get("/v1/skills/{skill}", "partners.get_skill(skill)", PARTNER,
        "A skill.", answer=Skill),
    get("/v1/tenants/{tenant}/skills/{skill}", "partners.show_skill(skill)", PUBLIC,
        "A skill as credentials refer to it.", answer=Skill, page="skill.html", fresh_s=3600),
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
    post("/v1/organisations/{organisation_id}/skill-need-invitations",
         "partners.invite_skill_needs(organisation_id, facts)", STAFF,
         "Invite an organisation by mail to state its needs; a link given before ends.", body=NewSkillInvitation,
         answer=SkillInvitation),
    get("/v1/skill-need-invitations", "partners.list_skill_invitations(after, limit, organisation_id)", STAFF,
        "Who was invited to state needs.", query=SkillInvitationQuery, answer=page_of(SkillInvitation)),
    post("/v1/skill-need-invitations/{invitation_id}/end", "partners.end_skill_invitation(invitation_id)", STAFF,
         "End an invitation; its link finds nothing any more.", answer=SkillInvitation, status=200),
    READ_NEEDS,
    FIND_SKILL,
    STATE_NEED,
    WITHDRAW_NEED,
    post("/v1/skills/import/preview", "partners.preview_skills(content, media_type)", STAFF,
         "What a table would change in the skills reference; nothing is changed.", body=TABLE,
         answer=TablePlan, status=200),
    post("/v1/skills/import", "partners.import_skills(content, media_type)", STAFF,
         "Take over a table, all of its lines or none.", body=TABLE, answer=TablePlan, status=200),
)
