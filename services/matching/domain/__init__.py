"""The rules of matching, without a database or a broker."""

from services.matching.domain.confirmation import ConfirmationLink, Question
from services.matching.domain.fit import Match, Scale
from services.matching.domain.grid import Break, ClockHours, SlotGrid
from services.matching.domain.hiring import Hiring
from services.matching.domain.interview import Agenda, HeldInterview, Interview
from services.matching.domain.limits import Table
from services.matching.domain.offer import Offer, SoughtSkill
from services.matching.domain.profile import Candidate, HeldSkill, Profile
from services.matching.domain.timetable import Figures, Forum, Meeting, Timetable, TimetableRun, plan
from services.matching.domain.weights import StatedWeights, Weights, house_facts
from services.matching.domain.wording import LocalText

__all__ = [
    "Agenda",
    "Break",
    "Candidate",
    "ClockHours",
    "ConfirmationLink",
    "Figures",
    "Forum",
    "HeldInterview",
    "HeldSkill",
    "Hiring",
    "Interview",
    "LocalText",
    "Match",
    "Meeting",
    "Offer",
    "Profile",
    "Question",
    "Scale",
    "SlotGrid",
    "SoughtSkill",
    "StatedWeights",
    "Table",
    "Timetable",
    "TimetableRun",
    "Weights",
    "house_facts",
    "plan",
]
