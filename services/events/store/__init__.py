"""Where the events' room keeps its facts: documents <-> entities, queries, indexes."""

from services.events.store.activities import Activities, Programmes
from services.events.store.contests import (
    Appeals,
    Awards,
    Contests,
    DeliberationItems,
    Entries,
    Jurors,
    JuryMinutes,
    Sheets,
)
from services.events.store.door import BadgePrints, Devices, Scans
from services.events.store.editions import Editions, SeriesList
from services.events.store.figures import HiredCandidates, InterviewsHeld
from services.events.store.foresight import EmergingSkills
from services.events.store.heard import Agreements, Organisations, Persons
from services.events.store.keys import Keys
from services.events.store.leads import Leads, LeadScans
from services.events.store.registrations import Quotas, Registrations
from services.events.store.stands import FloorPlans, Representatives, Stands

__all__ = [
    "Activities",
    "Agreements",
    "Appeals",
    "Awards",
    "BadgePrints",
    "Contests",
    "DeliberationItems",
    "Devices",
    "Editions",
    "EmergingSkills",
    "Entries",
    "FloorPlans",
    "HiredCandidates",
    "InterviewsHeld",
    "Jurors",
    "JuryMinutes",
    "Keys",
    "LeadScans",
    "Leads",
    "Organisations",
    "Persons",
    "Programmes",
    "Quotas",
    "Registrations",
    "Representatives",
    "Scans",
    "SeriesList",
    "Sheets",
    "Stands",
]
