"""Juries over HTTP: who judges, what they give, what they deliberate, and what they sign."""

import re

from marshmallow import fields

from gateway.schemas.events.contests import CONTEST_STATES, METHODS, SHA256, Rubric
from gateway.schemas.shape import (
    Flag,
    LocalText,
    PageQuery,
    Shape,
    email,
    identifier,
    list_of,
    matching,
    moment,
    nested,
    number,
    one_of,
    text,
)

DECLARED = ("none", "family", "former_trainee", "employer", "other")
CONFLICTS = (*DECLARED, "same_organisation")
ANY_DIGEST = re.compile(r"[0-9A-Fa-f]{64}")
NONCE = re.compile(r"[A-Za-z0-9-]{8,64}")
FIGURE = re.compile(r"-?[0-9]+\.[0-9]{3}")


def figure(**declared: object) -> fields.String:
    """A figure with three decimals, as a text: minutes have one spelling."""
    return matching(FIGURE, "field.invalid", 24, **declared)


class NewJuror(Shape):
    organisation_id = identifier(required=True)
    name = text(160, required=True)
    email = email(required=True)
    language = one_of("fr", "ar", required=True)
    chair = Flag()
    person_id = identifier(allow_none=True)


class Declaration(Shape):
    entry_id = identifier(required=True)
    kind = one_of(*CONFLICTS, required=True)
    by = one_of("juror", "staff", "rule", required=True)
    at = moment(required=True)
    note = text(2000, required=True, allow_none=True)


class Juror(Shape):
    """`order` is that in which their entries are shown to them; `is_partner`: an agreement bound their organisation."""

    id = identifier(required=True)
    contest_id = identifier(required=True)
    organisation_id = identifier(required=True)
    is_partner = Flag(required=True)
    person_id = identifier(required=True, allow_none=True)
    name = text(160, required=True)
    email = fields.String(required=True)
    language = one_of("fr", "ar", required=True)
    chair = Flag(required=True)
    state = one_of("named", "left", required=True)
    declarations = list_of(Declaration, 1000, required=True)
    order = list_of(identifier(), 1000, required=True)
    named_at = moment(required=True)
    handed_in_at = moment(required=True, allow_none=True)
    left_at = moment(required=True, allow_none=True)
    reason = text(2000, required=True, allow_none=True)


class Jurors(Shape):
    items = list_of(Juror, 1000, required=True)
    next = fields.String(required=True, allow_none=True)


class NewDeclaration(Shape):
    """What binds the juror to an entry; `none` is an answer, too, and without an answer nothing is scored."""

    entry_id = identifier(required=True)
    kind = one_of(*DECLARED, required=True)
    note = text(2000, allow_none=True)


class Declared(Shape):
    entry_id = identifier(required=True)
    kind = one_of(*DECLARED, required=True)


class Stroke(Shape):
    """One score; sent again under the same nonce, it counts once. Of two, that of the later device time counts."""

    nonce = matching(NONCE, "field.not_an_id", 64, required=True)
    entry_id = identifier(required=True)
    criterion = identifier(required=True)
    value = number(-1_000_000_000, 1_000_000_000, required=True)
    at = moment(required=True)


class PushedScores(Shape):
    scores = list_of(Stroke, 500, least=1, required=True)


class Outcome(Shape):
    nonce = text(64, required=True)
    outcome = one_of("taken", "older", "replayed", required=True)


class Outcomes(Shape):
    scores = list_of(Outcome, 500, required=True)


class HandedIn(Shape):
    handed_in_at = moment(required=True)
    state = one_of(*CONTEST_STATES, required=True)


class Score(Shape):
    criterion = identifier(required=True)
    value = number(-1_000_000_000, required=True)
    points = number(0, 3, required=True)
    device_at = moment(required=True)


class ScoreChange(Shape):
    criterion = identifier(required=True)
    before = number(0, 3, required=True)
    after = number(0, 3, required=True)
    motive = text(2000, required=True)
    at = moment(required=True)


class ScoreSheet(Shape):
    juror_id = identifier(required=True)
    entry_id = identifier(required=True)
    scores = list_of(Score, 30, required=True)
    points = fields.Dict(required=True, metadata={"description": "By criterion, as they stand after deliberation."})
    changes = list_of(ScoreChange, 1000, required=True)


class ScoreSheets(Shape):
    items = list_of(ScoreSheet, 10_000, required=True)
    next = fields.String(required=True, allow_none=True)


class DeliberationItem(Shape):
    id = identifier(required=True)
    contest_id = identifier(required=True)
    entry_id = identifier(required=True)
    criterion = identifier(required=True)
    given = fields.Dict(required=True, metadata={"description": "By juror, the points first given."})
    spread = number(2, 3, required=True)
    opened_at = moment(required=True)
    text = fields.String(required=True, allow_none=True)
    closed_by = identifier(required=True, allow_none=True)
    closed_at = moment(required=True, allow_none=True)


class DeliberationItems(Shape):
    items = list_of(DeliberationItem, 10_000, required=True)
    next = fields.String(required=True, allow_none=True)


class ChangedScore(Shape):
    points = number(0, 3, required=True)
    motive = text(2000, required=True)


class ChangeTaken(Shape):
    item_id = identifier(required=True)
    points = number(0, 3, required=True)


class ClosingText(Shape):
    text = text(2000, required=True)


class ItemClosed(Shape):
    item_id = identifier(required=True)
    closed_at = moment(required=True)


class RankedPlace(Shape):
    """`rank` is shared by a tie; nine of ten draws of the jury put the entry between `rank_low` and `rank_high`."""

    entry_id = identifier(required=True)
    rank = number(1, required=True)
    rank_low = number(1, required=True)
    rank_high = number(1, required=True)
    rank_otherwise = number(1, required=True, metadata={"description": "By the method that was not chosen."})
    raw = figure(required=True)
    normalised = figure(required=True)
    standing = figure(required=True, metadata={"description": "The median entry stands at 700."})
    jurors = number(1, required=True)


class JurorFairness(Shape):
    juror_id = identifier(required=True)
    marks = number(1, required=True)
    severity = figure(required=True, metadata={"description": "Points of 100 below the others, with its interval."})
    severity_low = figure(required=True)
    severity_high = figure(required=True)
    spread = figure(required=True)
    silent = Flag(required=True)


class Fairness(Shape):
    complete = Flag(required=True)
    kendall_w = figure(required=True, allow_none=True)
    krippendorff_alpha = figure(required=True, allow_none=True)
    missing = number(0, required=True)
    spread = figure(required=True, allow_none=True)
    drift = figure(required=True, allow_none=True)
    jurors = list_of(JurorFairness, 1000, required=True)


class JuryRanking(Shape):
    method = one_of(*METHODS, required=True)
    podium_changes = Flag(required=True, metadata={"description": "Whether the other method gives another podium."})
    ranking = list_of(RankedPlace, 1000, required=True)
    fairness = nested(Fairness, required=True)


class JurorAnswer(Shape):
    juror_id = identifier(required=True)
    answer = one_of("signed", "reserved", required=True)
    digest = matching(SHA256, "field.not_a_digest", 64, required=True)
    at = moment(required=True)
    reservation = text(2000, required=True, allow_none=True)


class MinutesSeal(Shape):
    """The tenant's Ed25519 signature over the 32 octets of the digest, in base64."""

    key_id = text(64, required=True)
    signature = text(120, required=True)


class JuryMinutes(Shape):
    """`document` is frozen: `digest` is the SHA-256 of its members sorted, without spaces, in UTF-8 (RFC 8785)."""

    id = identifier(required=True)
    contest_id = identifier(required=True)
    number = number(1, required=True)
    document = fields.Dict(required=True)
    digest = matching(SHA256, "field.not_a_digest", 64, required=True)
    supersedes = matching(SHA256, "field.not_a_digest", 64, required=True, allow_none=True)
    superseded_by = matching(SHA256, "field.not_a_digest", 64, required=True, allow_none=True)
    frozen_at = moment(required=True)
    answers = list_of(JurorAnswer, 1000, required=True)
    awaited = list_of(identifier(), 1000, required=True)
    signed_at = moment(required=True, allow_none=True)
    appeals_until = moment(required=True, allow_none=True)
    published_at = moment(required=True, allow_none=True)
    file_digest = matching(SHA256, "field.not_a_digest", 64, required=True, allow_none=True)
    seal = nested(MinutesSeal, required=True)


class JuryMinutesVersions(Shape):
    """The latest version first."""

    items = list_of(JuryMinutes, 1000, required=True)
    next = fields.String(required=True, allow_none=True)


class MinutesAnswer(Shape):
    """A juror signs the digest they have read; with a reservation, they refuse to, and it stands in the minutes."""

    digest = matching(SHA256, "field.not_a_digest", 64, required=True)
    reservation = text(2000, allow_none=True)


class MinutesAnswered(Shape):
    minutes_id = identifier(required=True)
    digest = matching(SHA256, "field.not_a_digest", 64, required=True)
    answer = one_of("signed", "reserved", required=True)


class NewAppeal(Shape):
    text = text(4000, required=True)


class AppealDecision(Shape):
    decision = one_of("upheld", "dismissed", required=True)
    reason = text(4000, required=True)


class Appeal(Shape):
    id = identifier(required=True)
    contest_id = identifier(required=True)
    entry_id = identifier(required=True)
    minutes_digest = matching(SHA256, "field.not_a_digest", 64, required=True)
    text = text(4000, required=True)
    made_at = moment(required=True)
    decision = one_of("upheld", "dismissed", required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    decided_by = fields.String(required=True, allow_none=True)
    decided_at = moment(required=True, allow_none=True)


class Appeals(Shape):
    items = list_of(Appeal, 10_000, required=True)
    next = fields.String(required=True, allow_none=True)


class OwnContest(Shape):
    title = nested(LocalText, required=True)
    state = one_of(*CONTEST_STATES, required=True)
    cancelled_because = text(2000, required=True, allow_none=True)


class EntryShown(Shape):
    id = identifier(required=True)
    title = nested(LocalText, required=True)
    state = one_of("submitted", "withdrawn", required=True)
    submitted_at = moment(required=True)


class OwnResult(Shape):
    """`rank` is null for an entry that nobody ranked; `prize` is what its place is given."""

    rank = number(1, required=True, allow_none=True)
    ranked = number(0, required=True)
    prize = nested(LocalText, required=True, allow_none=True)


class OwnAppeal(Shape):
    text = text(4000, required=True)
    made_at = moment(required=True)
    decision = one_of("upheld", "dismissed", required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    decided_at = moment(required=True, allow_none=True)


class OwnEntry(Shape):
    """What an entrant sees behind their link; `appeals_until` is null while no appeal can be made."""

    contest = nested(OwnContest, required=True)
    entry = nested(EntryShown, required=True)
    result = nested(OwnResult, required=True, allow_none=True)
    appeals_until = moment(required=True, allow_none=True)
    appeals = list_of(OwnAppeal, 1000, required=True)


class AwardedSkill(Shape):
    code = text(64, required=True)
    level = number(1, 4, required=True)


class Award(Shape):
    id = identifier(required=True)
    contest_id = identifier(required=True)
    edition_id = identifier(required=True)
    entry_id = identifier(required=True)
    person_ids = list_of(identifier(), 20, required=True)
    title = nested(LocalText, required=True)
    rank = number(1, required=True)
    skills = list_of(AwardedSkill, 30, required=True)
    juror_organisation_ids = list_of(identifier(), 100, required=True)
    minutes_digest = matching(SHA256, "field.not_a_digest", 64, required=True)
    given_at = moment(required=True)
    state = one_of("given", "revoked", required=True)
    revoked_at = moment(required=True, allow_none=True)


class AwardQuery(PageQuery):
    contest_id = identifier(metadata={"description": "Only those of this contest."})
    edition_id = identifier(metadata={"description": "Only those of this edition."})


class PageFile(Shape):
    id = identifier(required=True)
    name = text(160, required=True)
    media_type = text(80, required=True)


class PageEntry(Shape):
    """An entry of one's own, with one's own scores."""

    id = identifier(required=True)
    title = nested(LocalText, required=True)
    files = list_of(PageFile, 10, required=True)
    declared = Flag(required=True)
    values = fields.Dict(required=True, metadata={"description": "By criterion, what one has given so far."})


class PageItem(Shape):
    """What one may change in deliberation: one's own points, and how far apart the jurors are."""

    id = identifier(required=True)
    title = nested(LocalText, required=True)
    criterion = identifier(required=True)
    spread = number(2, 3, required=True)
    points = number(0, 3, required=True, allow_none=True)
    closed = Flag(required=True)
    closable = Flag(required=True, metadata={"description": "By oneself: as the chair, or as their deputy."})
    text = fields.String(required=True, allow_none=True)


class PagePlace(Shape):
    rank = number(1, required=True)
    title = nested(LocalText, required=True)


class PageMinutes(Shape):
    number = number(1, required=True)
    digest = matching(SHA256, "field.not_a_digest", 64, required=True)
    asked = Flag(required=True)
    answer = one_of("signed", "reserved", required=True, allow_none=True)
    ranking = list_of(PagePlace, 1000, required=True)


class PageJuror(Shape):
    id = identifier(required=True)
    name = text(160, required=True)
    language = one_of("fr", "ar", required=True)
    chair = Flag(required=True)


class JuryPage(Shape):
    """What a juror sees: never an entry they have a conflict with, never another's score."""

    contest_id = identifier(required=True)
    title = nested(LocalText, required=True)
    state = one_of(*CONTEST_STATES, required=True)
    rubric = nested(Rubric, required=True)
    juror = nested(PageJuror, required=True)
    handed_in = Flag(required=True)
    entries = list_of(PageEntry, 1000, required=True)
    deliberation = list_of(PageItem, 10_000, required=True)
    minutes = nested(PageMinutes, required=True, allow_none=True)


class MinutesQuery(Shape):
    digest = matching(ANY_DIGEST, "field.not_a_digest", 64, metadata={"description": "A SHA-256 to compare."})
    language = one_of("fr", "ar", metadata={"description": "Of the page; otherwise the one of Accept-Language."})


class CheckedMinutes(Shape):
    digest = matching(ANY_DIGEST, "field.not_a_digest", 64, required=True)
    found = one_of("text", "document", "nothing", required=True)


class VerifiedMinutes(Shape):
    """What whoever holds a copy may know: nobody's name."""

    contest_id = identifier(required=True)
    title = nested(LocalText, required=True)
    digest = matching(SHA256, "field.not_a_digest", 64, required=True)
    file_digest = matching(SHA256, "field.not_a_digest", 64, required=True, allow_none=True)
    supersedes = matching(SHA256, "field.not_a_digest", 64, required=True, allow_none=True)
    superseded_by = matching(SHA256, "field.not_a_digest", 64, required=True, allow_none=True)
    state = one_of("frozen", "published", "superseded", required=True)
    frozen_at = moment(required=True)
    published_at = moment(required=True, allow_none=True)
    signed = number(0, required=True)
    reserved = number(0, required=True)
    awaited = number(0, required=True)
    number = number(1, required=True)
    seal = nested(MinutesSeal, required=True)
    checked = nested(CheckedMinutes, required=True, allow_none=True)
