"""The rules of partnership, without a database or a broker."""

from services.partners.domain.agreement import (
    DIRECTORATE,
    Agreement,
    ClauseTemplate,
    Party,
    Promise,
    Text,
    TextVersion,
    difference,
)
from services.partners.domain.organisation import Contact, Organisation
from services.partners.domain.sector import STARTER_SECTORS, Sector, SectorList
from services.partners.domain.skill_need import SkillNeed
from services.partners.domain.wording import LocalText

__all__ = [
    "DIRECTORATE",
    "STARTER_SECTORS",
    "Agreement",
    "ClauseTemplate",
    "Contact",
    "LocalText",
    "Organisation",
    "Party",
    "Promise",
    "Sector",
    "SectorList",
    "SkillNeed",
    "Text",
    "TextVersion",
    "difference",
]
