"""Shared governance over HTTP: committees, seats, meetings, decisions, minutes."""

from gateway.schemas.shape import (
    Flag,
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

VOTING_RULES = ("simple_majority", "absolute_majority", "two_thirds", "unanimity")
SEAT_STATES = ("vacant", "occupied", "ended")
MEETING_STATES = ("called", "in_session", "held", "without_quorum", "cancelled")
MOST_SEATS = 100
LONGEST_MINUTES = 100_000


class Versioned(Shape):
    id = identifier(required=True)
    version = number(1, required=True)


# committees


class Quorum(Shape):
    numerator = number(1, 100, metadata={"description": "With `denominator`: at least this part of the mandates."})
    denominator = number(1, 100)
    number = number(1, MOST_SEATS, metadata={"description": "Instead of a fraction: at least this many."})


class CommitteeRules(Shape):
    quorum = nested(Quorum, required=True)
    notice_days = number(0, 90, required=True)
    voting_rule = one_of(*VOTING_RULES, required=True)
    proxies_per_seat = number(
        0, 10, metadata={"description": "How many votes a seat may carry for others; 1 unless given."}
    )


class NewCommittee(CommitteeRules):
    institute_id = identifier(required=True)
    name = nested(LocalText, required=True)


class Committee(NewCommittee, Versioned):
    founded_at = moment(required=True)


class CommitteeQuery(PageQuery):
    institute_id = identifier(metadata={"description": "Only those of this institute."})


# seats


class NewSeat(Shape):
    """From today unless `from_on` is given; `until_on` is the last day, where there is one."""

    organisation_id = identifier(required=True, metadata={"description": "Or `directorate`."})
    voting = Flag(required=True)
    from_on = day(allow_none=True)
    until_on = day(allow_none=True)


class NewMandate(Shape):
    """`until_on` is the last day; without it the mandate is open."""

    holder = text(160, required=True)
    deputy = text(160, allow_none=True)
    holder_person_id = identifier(allow_none=True)
    deputy_person_id = identifier(allow_none=True)
    from_on = day(required=True)
    until_on = day(allow_none=True)


class Mandate(NewMandate):
    """`ended_on` is the first day it was no longer valid, where it was cut short."""

    id = identifier(required=True)
    holder = text(160, required=True, allow_none=True)
    ended_on = day(required=True, allow_none=True)


class EndOfMandate(Shape):
    """`on` is the first day it is no longer valid; today unless given."""

    on = day(allow_none=True)


class Seat(NewSeat, Versioned):
    committee_id = identifier(required=True)
    institute_id = identifier(required=True)
    basis = one_of("agreement", "founding", required=True)
    agreement_id = identifier(required=True, allow_none=True)
    ended_on = day(required=True, allow_none=True)
    state = one_of(*SEAT_STATES, required=True)
    since = day(required=True)
    mandates = list_of(Mandate, MOST_SEATS, required=True)


class VacantSeatQuery(PageQuery):
    committee_id = identifier(metadata={"description": "Only those of this committee."})


# meetings


class NewAgendaItem(Shape):
    title = nested(LocalText, required=True)
    organisation_id = identifier(
        allow_none=True, metadata={"description": "Whose own business it is: their seats do not vote on it."}
    )
    commitment_id = identifier(allow_none=True, metadata={"description": "Its owner does not vote on it."})
    curriculum_change_id = identifier(allow_none=True)


class AgendaItem(Shape):
    id = identifier(required=True)
    title = nested(LocalText, required=True)
    concerns = list_of(identifier(), 2, required=True)
    commitment_id = identifier(required=True, allow_none=True)
    curriculum_change_id = identifier(required=True, allow_none=True)
    decision_id = identifier(required=True, allow_none=True)


class NewMeeting(Shape):
    starts_at = moment(required=True)
    place = text(200, required=True)
    agenda = list_of(NewAgendaItem, 50, least=1, required=True)


class Presence(Shape):
    seat_id = identifier(required=True)
    attends = one_of("holder", "deputy", required=True)


class Attendance(Shape):
    present = list_of(Presence, MOST_SEATS, required=True, metadata={"description": "All who are there now."})


class Proxy(Shape):
    seat_id = identifier(required=True)
    to_seat_id = identifier(required=True)


class RollEntry(Shape):
    seat_id = identifier(required=True)
    organisation_id = identifier(required=True)
    voting = Flag(required=True)
    mandate_id = identifier(required=True)
    attends = one_of("holder", "deputy", required=True, allow_none=True)
    through = identifier(required=True, allow_none=True, metadata={"description": "The seat that carries its proxy."})


class CountedQuorum(Shape):
    mandates = number(0, required=True, metadata={"description": "Voting seats with a valid mandate that day."})
    needed = number(1, required=True)
    present = number(0, required=True, metadata={"description": "Those of them present or represented."})
    reached = Flag(required=True)


class Meeting(Versioned):
    committee_id = identifier(required=True)
    institute_id = identifier(required=True)
    starts_at = moment(required=True)
    place = text(200, required=True)
    agenda = list_of(AgendaItem, 50, required=True)
    state = one_of(*MEETING_STATES, required=True)
    rules = nested(CommitteeRules, required=True)
    present = list_of(Presence, MOST_SEATS, required=True)
    proxies = list_of(Proxy, MOST_SEATS, required=True)
    roll = list_of(RollEntry, MOST_SEATS, required=True, allow_none=True)
    quorum = nested(CountedQuorum, required=True, allow_none=True)
    called_at = moment(required=True)
    opened_at = moment(required=True, allow_none=True)
    closed_at = moment(required=True, allow_none=True)
    cancelled_because = text(500, required=True, allow_none=True)


class MeetingQuery(PageQuery):
    committee_id = identifier(metadata={"description": "Only those of this committee."})
    state = one_of(*MEETING_STATES, metadata={"description": "Only those in this state."})


class Cancellation(Shape):
    reason = text(500, required=True)


# decisions


class DecisionText(Shape):
    fr = text(2000, required=True)
    ar = text(2000, required=True)


class Votes(Shape):
    in_favour = number(0, MOST_SEATS, required=True)
    against = number(0, MOST_SEATS, required=True)
    abstentions = number(0, MOST_SEATS, required=True)


class Ballot(Shape):
    seat_id = identifier(required=True)
    vote = one_of("in_favour", "against", "abstentions", required=True)


class NewDecision(Shape):
    item_id = identifier(required=True)
    text = nested(DecisionText, required=True)
    votes = nested(Votes, metadata={"description": "The count of a show of hands; or else `ballots`."})
    ballots = list_of(Ballot, MOST_SEATS, metadata={"description": "A vote by roll-call, seat by seat."})
    recusals = list_of(
        identifier(),
        MOST_SEATS,
        metadata={"description": "Seats that declare a conflict, besides those whose own business it is."},
    )
    owner = identifier(
        allow_none=True, metadata={"description": "Who carries it out: an organisation, or `directorate`."}
    )
    due_on = day(allow_none=True)


class Decision(Versioned):
    committee_id = identifier(required=True)
    institute_id = identifier(required=True)
    meeting_id = identifier(required=True)
    item_id = identifier(required=True)
    text = nested(DecisionText, required=True)
    votes = nested(Votes, required=True)
    recused_seats = list_of(identifier(), MOST_SEATS, required=True)
    outcome = one_of("adopted", "rejected", required=True)
    owner = identifier(required=True, allow_none=True)
    due_on = day(required=True, allow_none=True)
    commitment_id = identifier(required=True, allow_none=True)
    curriculum_change_id = identifier(required=True, allow_none=True)
    decided_at = moment(required=True)
    done_at = moment(required=True, allow_none=True)


class DecisionQuery(PageQuery):
    committee_id = identifier(metadata={"description": "Only those of this committee."})
    meeting_id = identifier(metadata={"description": "Only those of this meeting."})
    owner = identifier(metadata={"description": "Only those this organisation carries out."})


# minutes


class NewMinutes(Shape):
    reason = text(500, allow_none=True, metadata={"description": "Why approved minutes are corrected."})
    text = text(LONGEST_MINUTES, required=True)


class Approval(Shape):
    digest = text(64, least=64, required=True, metadata={"description": "Of the draft that was read."})


class MinutesVersion(Shape):
    number = number(1, required=True)
    digest = text(64, required=True, metadata={"description": "SHA-256 of the text in UTF-8, hexadecimal."})
    reason = text(500, required=True, allow_none=True)
    text = text(LONGEST_MINUTES, required=True)
    state = one_of("draft", "approved", required=True)
    written_at = moment(required=True)
    approved_at = moment(required=True, allow_none=True)


class Minutes(Shape):
    meeting_id = identifier(required=True)
    versions = list_of(MinutesVersion, 1000, required=True)
    version = number(1, required=True)
