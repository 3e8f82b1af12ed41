"""What the matching room tells: candidates, offers, timetables, interviews, hirings, and the gaps it has found."""

from multaqa.messages.matching.candidates import CandidateProfiled, PseudonymGiven
from multaqa.messages.matching.checkpoint import MatchingCheckpointMade
from multaqa.messages.matching.confirmations import ConfirmationAsked
from multaqa.messages.matching.hirings import (
    CandidateHired,
    HiringConfirmed,
    HiringDeclined,
    HiringExpired,
    HiringFacts,
    HiringOffered,
    HiringWithdrawn,
)
from multaqa.messages.matching.interviews import (
    InterviewCancelled,
    InterviewFacts,
    InterviewHeld,
    InterviewMoved,
    InterviewNotHeld,
    InterviewRecorded,
    InterviewScheduled,
)
from multaqa.messages.matching.observatory import DemandGapFound
from multaqa.messages.matching.offers import OfferChanged, OfferClosed, OfferFilled, OfferPublished
from multaqa.messages.matching.requests import InterviewRequestAnswered, InterviewRequested, RequestFacts
from multaqa.messages.matching.timetables import AgendaChanged, AgendaInterview, MatchesComputed, TimetablePublished

__all__ = [
    "AgendaChanged",
    "AgendaInterview",
    "CandidateHired",
    "CandidateProfiled",
    "ConfirmationAsked",
    "DemandGapFound",
    "HiringConfirmed",
    "HiringDeclined",
    "HiringExpired",
    "HiringFacts",
    "HiringOffered",
    "HiringWithdrawn",
    "InterviewCancelled",
    "InterviewFacts",
    "InterviewHeld",
    "InterviewMoved",
    "InterviewNotHeld",
    "InterviewRecorded",
    "InterviewRequestAnswered",
    "InterviewRequested",
    "InterviewScheduled",
    "MatchesComputed",
    "MatchingCheckpointMade",
    "OfferChanged",
    "OfferClosed",
    "OfferFilled",
    "OfferPublished",
    "PseudonymGiven",
    "RequestFacts",
    "TimetablePublished",
]
