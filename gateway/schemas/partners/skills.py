"""What partners need, over HTTP."""

from gateway.schemas.shape import PageQuery, Shape, day, identifier, moment, number, text


class NewSkillNeed(Shape):
    organisation_id = identifier(required=True)
    agreement_id = identifier(allow_none=True)
    skill = text(80, required=True)
    level = number(1, 4, required=True)
    headcount = number(1, 100_000, required=True)
    horizon = day(required=True)


class SkillNeed(NewSkillNeed):
    id = identifier(required=True)
    stated_at = moment(required=True)


class SkillNeedQuery(PageQuery):
    organisation_id = identifier(metadata={"description": "Only those of this organisation."})
