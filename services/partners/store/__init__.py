"""Where the partners' room keeps its facts: documents <-> entities, queries, indexes."""

from services.partners.store.adaptations import Adaptations
from services.partners.store.agreements import Agreements, ClauseTemplates, TextVersions, asked_of_agreements
from services.partners.store.commitments import Commitments, EvidenceRows
from services.partners.store.deadlines import Calendars, Deadlines, Stewards
from services.partners.store.governance import Committees, Decisions, Meetings, MinutesBook, Seats
from services.partners.store.organisations import (
    OrganisationHistory,
    OrganisationImportLines,
    OrganisationImports,
    Organisations,
    Sectors,
)
from services.partners.store.programmes import CurriculumChanges, Programmes
from services.partners.store.signed_documents import Attachments, SignedDocuments
from services.partners.store.signing import SignatureRequests
from services.partners.store.skill_needs import SkillInvitations, SkillNeeds
from services.partners.store.skills import SkillRevisions, Skills

__all__ = [
    "Adaptations",
    "Agreements",
    "Attachments",
    "Calendars",
    "ClauseTemplates",
    "Commitments",
    "Committees",
    "CurriculumChanges",
    "Deadlines",
    "Decisions",
    "EvidenceRows",
    "Meetings",
    "MinutesBook",
    "OrganisationHistory",
    "OrganisationImportLines",
    "OrganisationImports",
    "Organisations",
    "Programmes",
    "Seats",
    "Sectors",
    "SignatureRequests",
    "SignedDocuments",
    "SkillInvitations",
    "SkillNeeds",
    "SkillRevisions",
    "Skills",
    "Stewards",
    "TextVersions",
    "asked_of_agreements",
]
