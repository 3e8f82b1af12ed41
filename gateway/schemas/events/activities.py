"""Activities and the programme they make, over HTTP."""

from gateway.schemas.shape import (
    LocalText,
    PageQuery,
    Shape,
    day,
    identifier,
    list_of,
    moment,
    nested,
    number,
    one_of,
    text,
)
from multaqa.messages.events.activities import ACTIVITY_KINDS, ACTIVITY_STATES


class Speaker(Shape):
    name = text(120, required=True)
    organisation = text(160, allow_none=True)
    person_id = identifier(allow_none=True, metadata={"description": "Where the directory knows them."})
    title = text(160, allow_none=True, metadata={"description": "What they are there: moderator, director of."})


class ActivityChange(Shape):
    """What is stated replaces what was; what is left out stays. `agreement_ids` may be stated afterwards, too."""

    title = nested(LocalText)
    topic = nested(LocalText, allow_none=True)
    room = identifier(allow_none=True, metadata={"description": "Its code; without one, the whole venue."})
    starts_at = moment()
    ends_at = moment()
    speakers = list_of(Speaker, 40)
    capacity = number(1, 1_000_000, allow_none=True, metadata={"description": "Without it seats are not counted."})
    agreement_ids = list_of(
        identifier(), 50, metadata={"description": "Signed there; each says itself that it is signed at this edition."}
    )


class NewActivity(ActivityChange):
    kind = one_of(*ACTIVITY_KINDS, required=True)
    title = nested(LocalText, required=True)
    starts_at = moment(required=True)
    ends_at = moment(required=True)


class SignedAgreement(Shape):
    id = identifier(required=True)
    kind = text(40, required=True)
    title = nested(LocalText, required=True)
    parties = list_of(identifier(), 20, required=True)


class Activity(NewActivity):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    state = one_of(*ACTIVITY_STATES, required=True)
    reason = text(500, required=True, allow_none=True)
    planned_at = moment(required=True)
    changed_at = moment(required=True)
    agreements = list_of(SignedAgreement, 50)
    version = number(1, required=True)


class ProgrammeQuery(PageQuery):
    """`day` is a day in Morocco: what begins on it."""

    day = day(metadata={"description": "Only those of this day, in Morocco."})
    room = identifier(metadata={"description": "Only what takes place in this room."})
    kind = one_of(*ACTIVITY_KINDS, metadata={"description": "Only those of this kind."})
