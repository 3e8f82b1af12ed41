"""Where the partners' room keeps its facts: documents <-> entities, queries, indexes."""

from services.partners.store.agreements import Agreements
from services.partners.store.organisations import Organisations, Sectors
from services.partners.store.skill_needs import SkillNeeds

__all__ = ["Agreements", "Organisations", "Sectors", "SkillNeeds"]
