"""Contests over HTTP: the rubric, the entries, and how far the panel is."""

import re

from gateway.schemas.shape import (
    Flag,
    LocalText,
    PageQuery,
    Shape,
    day,
    identifier,
    list_of,
    matching,
    moment,
    nested,
    number,
    one_of,
    text,
)

SHA256 = re.compile(r"[0-9a-f]{64}")
CONTEST_STATES = ("planned", "open", "scoring", "deliberating", "frozen", "published", "cancelled")
METHODS = ("normalised", "raw")
MOST_VALUE = 1_000_000_000


class LevelText(Shape):
    """What 0, 1, 2 or 3 points look like."""

    fr = text(600, required=True)
    ar = text(600, required=True)


class Measure(Shape):
    """Whole numbers in a unit; each of the three steps that is reached gives a point, from above where they fall."""

    unit = text(40, required=True)
    low = number(-MOST_VALUE, MOST_VALUE, required=True)
    high = number(-MOST_VALUE, MOST_VALUE, required=True)
    steps = list_of(number(-MOST_VALUE, MOST_VALUE), 3, least=3, required=True)


class RubricCriterion(Shape):
    """`levels` describe 0, 1, 2 and 3 of a judged criterion, in this order; a measured one has a `measure`."""

    code = identifier(required=True)
    label = nested(LocalText, required=True)
    weight = number(1, 100, required=True)
    method = one_of("judged", "measured", required=True)
    skill = text(64, allow_none=True, metadata={"description": "A code of the tenant's reference of skills."})
    levels = list_of(LevelText, 4)
    measure = nested(Measure, allow_none=True)


class Rubric(Shape):
    number = number(1, required=True)
    frozen_at = moment(required=True, allow_none=True)
    criteria = list_of(RubricCriterion, 30, required=True)


class RevisedRubric(Shape):
    """The method by which is ranked is settled with the rubric, before anybody scores."""

    criteria = list_of(RubricCriterion, 30, least=1, required=True)
    method = one_of(*METHODS)


class Prize(Shape):
    place = number(1, 200, required=True)
    title = nested(LocalText, required=True)


class NewContest(Shape):
    activity_id = identifier(allow_none=True)
    title = nested(LocalText, required=True)
    criteria = list_of(RubricCriterion, 30, least=1, required=True)
    method = one_of(*METHODS, metadata={"description": "Published before scoring; `normalised` unless given."})
    entries_until = moment(required=True)
    prizes = list_of(Prize, 20)
    per_entry = number(3, 20, metadata={"description": "Jurors of each entry: 3 unless given."})
    most_members = number(1, 20, metadata={"description": "Of a team: 5 unless given."})
    appeal_days = number(0, 60, metadata={"description": "From the last signature: 7 unless given."})


class Contest(Shape):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    activity_id = identifier(required=True, allow_none=True)
    title = nested(LocalText, required=True)
    rubric = nested(Rubric, required=True)
    method = one_of(*METHODS, required=True)
    entries_until = moment(required=True)
    prizes = list_of(Prize, 20, required=True)
    per_entry = number(1, required=True)
    most_members = number(1, required=True)
    appeal_days = number(0, required=True)
    state = one_of(*CONTEST_STATES, required=True)
    planned_at = moment(required=True)
    opened_at = moment(required=True, allow_none=True)
    scoring_at = moment(required=True, allow_none=True)
    panel_done_at = moment(required=True, allow_none=True)
    minutes_version = number(0, required=True)
    reopened_because = text(2000, required=True, allow_none=True)
    cancelled_at = moment(required=True, allow_none=True)
    cancelled_because = text(2000, required=True, allow_none=True)


class ContestQuery(PageQuery):
    edition_id = identifier(metadata={"description": "Only those of this edition."})


class EntriesUntil(Shape):
    until = moment(required=True)


class ImageAnswer(Shape):
    """What a member said about pictures, and when."""

    person_id = identifier(required=True)
    given = Flag(required=True)
    on = day(required=True)


class NewEntry(Shape):
    title = nested(LocalText, required=True)
    person_ids = list_of(identifier(), 20, least=1, required=True)
    institute_id = identifier(allow_none=True)
    company_id = identifier(allow_none=True, metadata={"description": "Where they work; it does not judge them."})
    image_rights = list_of(ImageAnswer, 20, required=True)


class EntryFile(Shape):
    id = identifier(required=True)
    name = text(160, required=True)
    media_type = text(80, required=True)
    size = number(0, required=True)
    digest = matching(SHA256, "field.not_a_digest", 64, required=True)


class ContestEntry(Shape):
    id = identifier(required=True)
    contest_id = identifier(required=True)
    edition_id = identifier(required=True)
    title = nested(LocalText, required=True)
    person_ids = list_of(identifier(), 20, required=True)
    institute_id = identifier(required=True, allow_none=True)
    company_id = identifier(required=True, allow_none=True)
    image_rights = list_of(ImageAnswer, 20, required=True)
    may_be_pictured = Flag(required=True)
    files = list_of(EntryFile, 10, required=True)
    state = one_of("submitted", "withdrawn", required=True)
    submitted_at = moment(required=True)
    withdrawn_at = moment(required=True, allow_none=True)
    reason = text(2000, required=True, allow_none=True)


class FileName(Shape):
    name = text(120, required=True, metadata={"description": "Of the file, as its owner calls it."})


class ShortEntry(Shape):
    entry_id = identifier(required=True)
    lacking = number(1, required=True)


class JurorProgress(Shape):
    juror_id = identifier(required=True)
    state = one_of("named", "left", required=True)
    assigned = number(0, required=True)
    declared = number(0, required=True)
    complete = number(0, required=True)
    handed_in = Flag(required=True)


class PanelProgress(Shape):
    """How far the panel is, without a score; `short` entries have fewer jurors than they should."""

    contest_id = identifier(required=True)
    state = one_of(*CONTEST_STATES, required=True)
    connected = Flag(required=True)
    short = list_of(ShortEntry, 1000, required=True)
    jurors = list_of(JurorProgress, 1000, required=True)
