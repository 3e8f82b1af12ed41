"""Records of runs, reasons, reviews and impact ratios over HTTP."""

from marshmallow import fields

from gateway.schemas.matching.offers import Match
from gateway.schemas.shape import (
    LocalText,
    PageQuery,
    Shape,
    identifier,
    list_of,
    moment,
    nested,
    number,
    one_of,
    ratio,
    text,
)

GENDERS = ("woman", "man")
STATES = ("open", "decided")
DECISIONS = ("upheld", "overruled")


class RunRecord(Shape):
    """What a run was computed from, by digests (SHA-256, hex), and in which version."""

    id = identifier(required=True)
    edition_id = identifier(required=True)
    computed_at = moment(required=True)
    inputs_digest = text(64, required=True)
    outcome_digest = text(64, required=True)
    weights = text(80, required=True)
    offer_weights = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    algorithm = text(80, required=True)
    seed = number(0, required=True)


class Rerun(Shape):
    """A run computed again from the inputs that were kept, beside what it gave."""

    run_id = identifier(required=True)
    algorithm = text(80, required=True)
    algorithm_now = text(80, required=True)
    inputs_untouched = fields.Boolean(required=True)
    outcome_digest = text(64, required=True)
    outcome_digest_now = text(64, required=True)
    same = fields.Boolean(required=True)


class Why(Shape):
    """`bar` is the score that would have had to be exceeded, where it is a matter of scores."""

    code = text(80, required=True)
    text = nested(LocalText, required=True)
    bar = ratio(required=True, allow_none=True)
    match = nested(Match, required=True)


class NewReview(Shape):
    offer_id = identifier(required=True)
    text = text(1000, required=True)


class ReviewDecision(Shape):
    decision = one_of(*DECISIONS, required=True)
    note = text(1000, required=True)


class Review(NewReview):
    id = identifier(required=True)
    candidate_id = identifier(required=True)
    edition_id = identifier(required=True)
    asked_at = moment(required=True)
    state = one_of(*STATES, required=True)
    decision = one_of(*DECISIONS, required=True, allow_none=True)
    note = text(1000, required=True, allow_none=True)
    decided_at = moment(required=True, allow_none=True)
    decided_by = text(200, required=True, allow_none=True)


class ReviewQuery(PageQuery):
    state = one_of(*STATES, metadata={"description": "Only those in this state."})


class NewAttributes(Shape):
    """Told by choice; counted in impact ratios, and read by nothing else."""

    gender = one_of(*GENDERS, allow_none=True)
    province = text(80, allow_none=True)


class Attributes(NewAttributes):
    candidate_id = identifier(required=True)


class ImpactGroup(Shape):
    group = text(120, required=True)
    candidates = number(5, required=True)
    with_interview = number(0, required=True)
    ratio = ratio(required=True, metadata={"description": "Its rate over that of the group with the highest one."})
    below_four_fifths = fields.Boolean(required=True)


class Impact(Shape):
    """Of one attribute, how often its groups are given interviews."""

    attribute = one_of("gender", "institute_id", "province", required=True)
    groups = list_of(
        ImpactGroup, 10_000, required=True, metadata={"description": "Groups of fewer than 5 are not told."}
    )
