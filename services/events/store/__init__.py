"""Where the events' room keeps its facts: documents <-> entities, queries, indexes."""

from services.events.store.activities import Activities, Programmes
from services.events.store.contests import (
    Appeals,
    Awards,
    Contests,
    DeliberationItems,
    EntrantLinks,
    Entries,
    Jurors,
    JuryMinutes,
    Sheets,
)
from services.events.store.credentials import Credentials, Endorsements, StatusLists
from services.events.store.door import BadgePrints, Devices, Scans
from services.events.store.draws import Draws
from services.events.store.editions import Editions, SeriesList
from services.events.store.figures import HiredCandidates, InterviewsHeld
from services.events.store.foresight import EmergingSkills
from services.events.store.heard import Agreements, Organisations, Persons, SkillNames
from services.events.store.joining import ClassLines, ClassLists, Invitations, RegistrationLinks
from services.events.store.keys import Keys
from services.events.store.leads import Leads, LeadScans
from services.events.store.public_addresses import PublicAddresses
from services.events.store.questions import AnswerFiles, AnswerSheets, Questions, Sharing
from services.events.store.quotas import Holds, Quotas
from services.events.store.registrations import Registrations
from services.events.store.stands import FloorPlans, Representatives, Stands

__all__ = [
    "Activities",
    "Agreements",
    "AnswerFiles",
    "AnswerSheets",
    "Appeals",
    "Awards",
    "BadgePrints",
    "ClassLines",
    "ClassLists",
    "Contests",
    "Credentials",
    "DeliberationItems",
    "Devices",
    "Draws",
    "Editions",
    "EmergingSkills",
    "Endorsements",
    "EntrantLinks",
    "Entries",
    "FloorPlans",
    "HiredCandidates",
    "Holds",
    "InterviewsHeld",
    "Invitations",
    "Jurors",
    "JuryMinutes",
    "Keys",
    "LeadScans",
    "Leads",
    "Organisations",
    "Persons",
    "Programmes",
    "PublicAddresses",
    "Questions",
    "Quotas",
    "RegistrationLinks",
    "Registrations",
    "Representatives",
    "Scans",
    "SeriesList",
    "Sharing",
    "Sheets",
    "SkillNames",
    "Stands",
    "StatusLists",
]
