"""What the matching room tells: timetables, interviews and hirings."""

from multaqa.messages.matching.checkpoint import MatchingCheckpointMade
from multaqa.messages.matching.hirings import (
    CandidateHired,
    HiringConfirmed,
    HiringDeclined,
    HiringFacts,
    HiringOffered,
)
from multaqa.messages.matching.interviews import InterviewHeld
from multaqa.messages.matching.timetables import TimetablePublished

__all__ = [
    "CandidateHired",
    "HiringConfirmed",
    "HiringDeclined",
    "HiringFacts",
    "HiringOffered",
    "InterviewHeld",
    "MatchingCheckpointMade",
    "TimetablePublished",
]
