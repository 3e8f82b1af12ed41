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
from multaqa.messages.matching.interviews import InterviewHeld
from multaqa.messages.matching.observatory import DemandGapFound
from multaqa.messages.matching.timetables import TimetablePublished

__all__ = [
    "CandidateHired",
    "CandidateProfiled",
    "DemandGapFound",
    "HiringConfirmed",
    "HiringDeclined",
    "HiringFacts",
    "HiringOffered",
    "InterviewHeld",
    "MatchingCheckpointMade",
    "TimetablePublished",
]
