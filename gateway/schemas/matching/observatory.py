"""The observatory over HTTP: skills and sectors in balance or not, month by month, and places that would help."""

from marshmallow import fields

from gateway.schemas.events.figures import FORMATS
from gateway.schemas.shape import LocalText, Shape, asked_number, identifier, list_of, nested, number, one_of, text

MONTH_LENGTH = 7
DIRECTIONS = ("rising", "falling", "steady")
HIDDEN = {"description": "Null where a small count of persons is hidden, or would be found by subtraction."}


def month() -> fields.String:
    return text(MONTH_LENGTH, required=True, metadata={"description": "A calendar month, like 2026-05."})


def tension(**declared: object) -> fields.Float:
    words = "From -1 (nobody seeks it) over 0 (balance) to 1 (nobody holds it)."
    return fields.Float(required=True, metadata={"description": words}, **declared)


class SectorQuery(Shape):
    sector = identifier(metadata={"description": "Only this sector; whoever is not of the directorate names one."})


class ObservatoryQuery(SectorQuery):
    language = one_of("fr", "ar", metadata={"description": "Of the page; JSON has both."})
    limit = asked_number(1, 2000, load_default=100, metadata={"description": "So many skills, the largest gaps first."})


class ObservatoryTableQuery(SectorQuery):
    format = one_of(*FORMATS, load_default="csv", metadata={"description": "Of the file."})


class PlacesQuery(SectorQuery):
    places = asked_number(1, 500, load_default=20, metadata={"description": "How many are to be given."})
    most = asked_number(0, 500, metadata={"description": "The most places of one programme; any, if absent."})


class Sentence(Shape):
    """What a figure means, for whoever decides."""

    fr = text(600, required=True)
    ar = text(600, required=True)


class Trend(Shape):
    """How far gap and tension have moved since the snapshot of an earlier month."""

    since = month()
    gap = fields.Integer(required=True)
    tension = fields.Float(required=True)
    direction = one_of(*DIRECTIONS, required=True)


class Balanced(Shape):
    sector = identifier(required=True, allow_none=True)
    available = number(0, required=True, allow_none=True, metadata=HIDDEN)
    awarded = number(0, required=True, allow_none=True, metadata=HIDDEN)
    needed = number(0, required=True)
    offered = number(0, required=True)
    hired = number(0, required=True, allow_none=True, metadata=HIDDEN)
    supply = number(0, required=True, allow_none=True, metadata=HIDDEN)
    demand = number(0, required=True)
    gap = number(0, required=True, allow_none=True, metadata={"description": "Positions nobody is there for."})
    tension = tension(allow_none=True)
    trend = nested(Trend, required=True, allow_none=True)


class SectorBalance(Balanced):
    """The sums of a sector's skills."""

    skills = number(1, required=True)
    trained = number(0, required=True)


class Coming(Shape):
    """How many finish a programme that teaches the skill, in which calendar year."""

    year = number(2000, 2110, required=True)
    people = number(0, required=True)


class SkillBalance(Balanced):
    skill = text(64, required=True)
    label = nested(LocalText, required=True, allow_none=True)
    coming = list_of(Coming, 20, required=True)


class Observatory(Shape):
    period = month()
    hidden_below = number(1, required=True, allow_none=True)
    sectors = list_of(SectorBalance, 200, required=True)
    skills = list_of(SkillBalance, 2000, required=True)


class ObservedMonth(Shape):
    period = month()
    supply = number(0, required=True)
    demand = number(0, required=True)
    gap = number(0, required=True)
    tension = tension()


class ObservedMonths(Shape):
    skill = text(64, required=True)
    label = nested(LocalText, required=True, allow_none=True)
    items = list_of(ObservedMonth, 60, required=True)
    next = fields.String(required=True, allow_none=True)


class Taken(Shape):
    """A month's snapshot, and of how many skills."""

    period = month()
    skills = number(0, required=True)


class GivenPlaces(Shape):
    programme_id = identifier(required=True)
    institute_id = identifier(required=True)
    programme = nested(LocalText, required=True)
    sector = identifier(required=True)
    skill = text(64, required=True)
    label = nested(LocalText, required=True, allow_none=True)
    places = number(1, required=True)
    text = nested(Sentence, required=True)


class Untaught(Shape):
    """A gap that no programme can close."""

    skill = text(64, required=True)
    label = nested(LocalText, required=True, allow_none=True)
    gap = number(1, required=True)
    text = nested(Sentence, required=True)


class TrainingPlaces(Shape):
    """Where training places close the most demand; each place closes one position at most."""

    places = number(1, required=True)
    closed = number(0, required=True)
    gap_before = number(0, required=True)
    gap_after = number(0, required=True)
    text = nested(Sentence, required=True)
    given = list_of(GivenPlaces, 500, required=True)
    untaught = list_of(Untaught, 2000, required=True)
