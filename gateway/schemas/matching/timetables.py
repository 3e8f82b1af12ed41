"""Timetables and their interviews over HTTP."""

from gateway.schemas.matching.skills import CLOCK, KINDS
from gateway.schemas.shape import (
    Shape,
    identifier,
    list_of,
    matching,
    moment,
    nested,
    number,
    one_of,
    page_size,
    ratio,
    text,
)


class Break(Shape):
    starts = matching(CLOCK, "field.not_an_hour", 5, required=True, metadata={"example": "12:30"})
    ends = matching(CLOCK, "field.not_an_hour", 5, required=True, metadata={"example": "13:45"})


class Slots(Shape):
    starts_at = moment()
    slot_minutes = number(1, 240)
    slots_per_day = number(1, 200)
    days = number(1, 14)
    breaks = list_of(Break, 10, metadata={"description": "Hours of every day without interviews: lunch, prayers."})
    walk_slots = number(0, 10, metadata={"description": "Slots between two interviews of one person; 1 unless stated."})


class NewTimetable(Slots):
    starts_at = moment(required=True)
    slot_minutes = number(1, 240, required=True)
    slots_per_day = number(1, 200, required=True)
    most_per_candidate = number(1, 50)


class Figures(Shape):
    """Pairs that block, floors and Gini are of whom the allocation brings together; what has a slot may differ."""

    candidates = number(0, required=True)
    with_feasible_offer = number(0, required=True)
    with_interview = number(0, required=True)
    interviews = number(0, required=True)
    places = number(0, required=True)
    bound = number(0, required=True, metadata={"description": "How many interviews no timetable can exceed."})
    waited = number(0, required=True, metadata={"description": "Slots candidates wait between two interviews."})
    blocking_pairs = number(
        0, required=True, metadata={"description": "Pairs beyond the floors that would both rather meet: none."}
    )
    floors_blocking_pairs = number(
        0, required=True, metadata={"description": "Pairs that would both rather meet if nobody kept a floor."}
    )
    floors_score = ratio(required=True, metadata={"description": "The total score that the floors cost."})
    total_score = ratio(required=True)
    gini_candidates = ratio(
        required=True, metadata={"description": "0: all candidates have as many interviews; 1: one has them all."}
    )
    gini_organisations = ratio(required=True, metadata={"description": "The same over organisations."})
    unavailable = number(0, metadata={"description": "Candidates who can come at no slot; they are planned for none."})


class TimetableRun(Shape):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    number = number(1, required=True)
    state = one_of("requested", "preliminary", "published", "superseded", "abandoned", "withdrawn", required=True)
    requested_at = moment(required=True)
    published_at = moment(required=True, allow_none=True)
    figures = nested(Figures, required=True, allow_none=True)
    restores = identifier(
        required=True, allow_none=True, metadata={"description": "The earlier run whose timetable this one is."}
    )


class MeetingCounts(Shape):
    """What became of meetings from one run to the other."""

    kept = number(0, required=True)
    moved = number(0, required=True)
    gained = number(0, required=True)
    lost = number(0, required=True)


class PersonCounts(MeetingCounts):
    candidate_id = identifier(required=True)


class ComparisonQuery(Shape):
    other = identifier(required=True, metadata={"description": "The run before."})
    limit = page_size()


class RunComparison(Shape):
    before = nested(TimetableRun, required=True)
    after = nested(TimetableRun, required=True)
    meetings = nested(MeetingCounts, required=True)
    persons_changed = number(0, required=True)
    persons = list_of(PersonCounts, 1000, required=True)


class AgendaQuery(Shape):
    language = one_of("fr", "ar", metadata={"description": "French unless stated."})


class NewAgendaPrint(AgendaQuery):
    by = one_of("table", "person", metadata={"description": "A sheet per table unless stated."})


class AgendaPrint(Shape):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    by = one_of("table", "person", required=True)
    language = one_of("fr", "ar", required=True)
    state = one_of("printing", "ready", required=True)
    sheets = number(1, required=True)
    files = number(0, required=True, metadata={"description": "Printed by now."})
    asked_at = moment(required=True)


class NewOutcome(Shape):
    outcome = one_of("held", "not_held", required=True)
    rating = number(1, 5, allow_none=True)
    next_step = text(400, allow_none=True)


class Interview(Shape):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    run_id = identifier(required=True)
    candidate_id = identifier(required=True)
    offer_id = identifier(required=True)
    organisation_id = identifier(required=True)
    sector = identifier(required=True)
    table_id = text(120, required=True)
    table = text(80, required=True)
    slot = number(0, required=True)
    starts_at = moment(required=True)
    ends_at = moment(required=True)
    score = ratio(required=True)
    kind = one_of(*KINDS, required=True)
    state = one_of("planned", "held", "not_held", required=True)
    rating = number(1, 5, required=True, allow_none=True)
    next_step = text(400, required=True, allow_none=True)
    recorded_at = moment(required=True, allow_none=True)
    corrections = number(0, required=True)
    version = number(1, required=True)
