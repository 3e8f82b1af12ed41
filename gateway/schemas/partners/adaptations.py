"""The curriculum-adaptation list over HTTP: emerging skills held against what is taught."""

from gateway.schemas.partners.programmes import CHANGE_STATES
from gateway.schemas.partners.skills import skill_code
from gateway.schemas.shape import LocalText, PageQuery, Shape, identifier, list_of, moment, nested, number, one_of, text


class AdaptationNoting(Shape):
    """A talk or workshop at which the skill was noted."""

    id = identifier(required=True)
    edition_id = identifier(required=True)
    activity_id = identifier(required=True)
    activity_title = nested(LocalText, required=True)
    note = text(2000, required=True)
    noted_at = moment(required=True)


class TaughtWhere(Shape):
    programme_id = identifier(required=True)
    institute_id = identifier(required=True)
    title = nested(LocalText, required=True)
    level = number(1, 4, required=True)


class AdaptationChange(Shape):
    id = identifier(required=True)
    programme_id = identifier(required=True)
    state = one_of(*CHANGE_STATES, required=True)
    decision_id = identifier(required=True, allow_none=True)
    from_year = number(2000, 2100, required=True)


class Adaptation(Shape):
    id = identifier(required=True)
    skill = skill_code(required=True, allow_none=True)
    label = nested(LocalText, required=True, allow_none=True)
    sector = identifier(required=True)
    notings = list_of(AdaptationNoting, 1000, required=True)
    owner = identifier(required=True, allow_none=True)
    year = number(2000, 2100, required=True, metadata={"description": "The school year that `taught` is of."})
    taught = list_of(TaughtWhere, 1000, required=True, metadata={"description": "Empty: nobody teaches it."})
    changes = list_of(AdaptationChange, 1000, required=True)
    version = number(1, required=True)


class AdaptationOwner(Shape):
    owner = identifier(required=True, metadata={"description": "An organisation, or `directorate`."})


class AdaptationSkill(Shape):
    skill = skill_code(required=True)


class NewAdaptationChange(Shape):
    programme_id = identifier(required=True)
    level = number(1, 4, required=True)
    from_year = number(2000, 2100, required=True)
    reason = text(2000, metadata={"description": "The note of the talk unless given."})


class AdaptationQuery(PageQuery):
    sector = identifier(metadata={"description": "Only those of this sector."})
