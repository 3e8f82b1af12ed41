"""Foresight: emerging skills noted at talks."""

from gateway.route import STAFF, get, post
from gateway.schemas.events.foresight import EmergingSkill, NewEmergingSkill
from gateway.schemas.shape import PageQuery, page_of

# fmt: off
ROUTES = (
    post("/v1/activities/{activity_id}/emerging-skills", "events.note_emerging_skill(activity_id, facts)", STAFF,
         "Note a skill that a talk or a workshop shows to be emerging.", body=NewEmergingSkill, answer=EmergingSkill),
    get("/v1/editions/{edition_id}/emerging-skills", "events.list_emerging_skills(edition_id, after, limit)", STAFF,
        "Emerging skills noted at an edition.", query=PageQuery, answer=page_of(EmergingSkill)),
)
