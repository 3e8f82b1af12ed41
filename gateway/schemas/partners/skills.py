"""The skills reference, and what partners need of it, over HTTP."""

import re
from typing import Any

from marshmallow import fields

from gateway.schemas.partners.organisations import WrongCell
from gateway.schemas.shape import (
    LocalText,
    PageQuery,
    Shape,
    day,
    email,
    identifier,
    list_of,
    matching,
    moment,
    nested,
    number,
    one_of,
    ratio,
    text,
    within,
)

SKILL_CODE = re.compile(r"[A-Za-z0-9]+([._-][A-Za-z0-9]+)*")
SCHEMES = ("esco", "rome", "rec", "onet")
MATCHES = ("exact", "close", "broad")
SOURCES = ("convention", "event", "interview_feedback", "survey")


def skill_code(**declared: Any) -> fields.String:
    return matching(SKILL_CODE, "field.not_a_skill_code", 64, **declared)


class SkillLink(Shape):
    scheme = one_of(*SCHEMES, required=True)
    uri = text(500, required=True)
    match = one_of(*MATCHES, required=True, metadata={"description": "The same skill, nearly so, or a wider one."})


class NewSkill(Shape):
    code = skill_code(required=True)
    label = nested(LocalText, required=True)
    sector = identifier(required=True)
    level = number(1, 4, required=True)
    links = list_of(SkillLink, 20)


class Skill(NewSkill):
    links = list_of(SkillLink, 20, required=True)
    retired_at = moment(required=True, allow_none=True)


class TableFigures(Shape):
    lines = number(0, required=True)
    created = number(0, required=True)
    changed = number(0, required=True)
    unchanged = number(0, required=True)
    wrong = number(0, required=True)


class TablePlan(Shape):
    """What a table would change or has changed, and the first 100 of its wrong cells."""

    figures = nested(TableFigures, required=True)
    errors = list_of(WrongCell, 100, required=True)


class NewLabel(Shape):
    label = nested(LocalText, required=True)


class SkillQuery(PageQuery):
    sector = identifier(metadata={"description": "Only those of this sector."})


class SkillSearchQuery(Shape):
    text = text(200, required=True, metadata={"description": "French or Arabic words, or a code; typos are forgiven."})
    limit = fields.Integer(load_default=10, validate=within(1, 50), metadata={"description": "Skills to find at most."})
    sector = identifier(metadata={"description": "Only those of this sector."})


class FoundSkill(Skill):
    score = ratio(required=True, metadata={"description": "How near it is to what was asked, 0 to 100."})


class FoundSkills(Shape):
    items = list_of(FoundSkill, 50, required=True)


class NewSkillNeed(Shape):
    organisation_id = identifier(required=True)
    agreement_id = identifier(allow_none=True)
    edition_id = identifier(allow_none=True, metadata={"description": "The edition at which it was stated."})
    source = one_of(*SOURCES, metadata={"description": "Left out: convention with an agreement, survey without one."})
    skill = skill_code(required=True)
    level = number(1, 4, required=True)
    headcount = number(1, 100_000, required=True)
    horizon = day(required=True)


class SkillNeed(NewSkillNeed):
    id = identifier(required=True)
    source = one_of(*SOURCES, required=True)
    stated_at = moment(required=True)
    withdrawn_at = moment(required=True, allow_none=True)
    withdrawn_because = text(500, required=True, allow_none=True)


class NeedByLink(Shape):
    skill = skill_code(required=True)
    level = number(1, 4, required=True)
    headcount = number(1, 100_000, required=True)
    horizon = day(required=True)


class LabelledNeed(SkillNeed):
    label = nested(LocalText, required=True, metadata={"description": "That of its skill."})


class NeedsByLink(Shape):
    organisation_name = nested(LocalText, required=True)
    expires_at = moment(required=True)
    items = list_of(LabelledNeed, 200, required=True)
    next = fields.String(required=True, allow_none=True)


class InvitedContact(Shape):
    name = text(120, required=True)
    email = email(required=True)
    language = one_of("fr", "ar", allow_none=True)


class NewSkillInvitation(Shape):
    contact = nested(InvitedContact, metadata={"description": "Left out: the first contact that has an address."})
    expires_on = day(allow_none=True)
    agreement_id = identifier(allow_none=True)
    edition_id = identifier(allow_none=True)


class SkillInvitation(Shape):
    id = identifier(required=True)
    organisation_id = identifier(required=True)
    organisation_name = nested(LocalText, required=True)
    agreement_id = identifier(required=True, allow_none=True)
    edition_id = identifier(required=True, allow_none=True)
    asked_at = moment(required=True)
    expires_at = moment(required=True)
    needs_stated = number(0, 1000, required=True)
    ended_at = moment(required=True, allow_none=True)


class SkillInvitationQuery(PageQuery):
    organisation_id = identifier(metadata={"description": "Only those of this organisation."})


class SkillNeedQuery(PageQuery):
    organisation_id = identifier(metadata={"description": "Only those of this organisation."})
    skill = skill_code(metadata={"description": "Only those of this skill."})


class Withdrawal(Shape):
    reason = text(500, required=True)
