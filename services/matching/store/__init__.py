"""Where the matching room keeps its facts: its own entities, and what it has heard from the other rooms."""

from services.matching.store.candidates import Candidates
from services.matching.store.choices import ChoicesRows, Shortlists
from services.matching.store.heard import (
    Credentials,
    Editions,
    Organisations,
    Persons,
    Registrations,
    Sharing,
    SkillNeeds,
    Stands,
)
from services.matching.store.hirings import ConfirmationLinks, Hirings
from services.matching.store.observatory import Snapshots, Watches
from services.matching.store.offers import Offers
from services.matching.store.oversight import Attributes, Reviews, RunRecords
from services.matching.store.receptions import ReceptionLinks
from services.matching.store.reference import Programmes, Skills
from services.matching.store.requests import InterviewRequests, ModesRows
from services.matching.store.rulings import Absences, Concerns, ForbiddenMeetings, LateOpenings, Pins
from services.matching.store.timetables import AgendaPrints, Interviews, TimetableRuns
from services.matching.store.weights import WeightRows

__all__ = [
    "Absences",
    "AgendaPrints",
    "Attributes",
    "Candidates",
    "ChoicesRows",
    "Concerns",
    "ConfirmationLinks",
    "Credentials",
    "Editions",
    "ForbiddenMeetings",
    "Hirings",
    "InterviewRequests",
    "Interviews",
    "LateOpenings",
    "ModesRows",
    "Offers",
    "Organisations",
    "Persons",
    "Pins",
    "Programmes",
    "ReceptionLinks",
    "Registrations",
    "Reviews",
    "RunRecords",
    "Sharing",
    "Shortlists",
    "SkillNeeds",
    "Skills",
    "Snapshots",
    "Stands",
    "TimetableRuns",
    "Watches",
    "WeightRows",
]
