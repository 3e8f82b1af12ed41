"""What the matching room tells: candidates, timetables, interviews, hirings, and the gaps it has found."""

from multaqa.messages.matching.candidates import CandidateProfiled
from multaqa.messages.matching.checkpoint import MatchingCheckpointMade
from multaqa.messages.matching.hirings import (
    CandidateHired,
    HiringConfirmed,
    HiringDeclined,
    HiringFacts,
    HiringOffered,
)
from multaqa.messages.matching.interviews import (
    InterviewCancelled,
    InterviewFacts,
    InterviewHeld,
    InterviewMoved,
    InterviewScheduled,
)
from multaqa.messages.matching.observatory import DemandGapFound
from multaqa.messages.matching.requests import InterviewRequestAnswered, InterviewRequested, RequestFacts
from multaqa.messages.matching.timetables import AgendaChanged, TimetablePublished

__all__ = [
    "AgendaChanged",
    "CandidateHired",
    "CandidateProfiled",
    "DemandGapFound",
    "HiringConfirmed",
    "HiringDeclined",
    "HiringFacts",
    "HiringOffered",
    "InterviewCancelled",
    "InterviewFacts",
    "InterviewHeld",
    "InterviewMoved",
    "InterviewRequestAnswered",
    "InterviewRequested",
    "InterviewScheduled",
    "MatchingCheckpointMade",
    "RequestFacts",
    "TimetablePublished",
]
