"""Shared governance: committees of an institute, who sits on them, how they meet and decide."""

from services.partners.domain.governance.committee import Committee
from services.partners.domain.governance.decision import Decision, Votes
from services.partners.domain.governance.mandate import Mandate
from services.partners.domain.governance.meeting import AgendaItem, Meeting
from services.partners.domain.governance.minutes import Minutes, MinutesVersion
from services.partners.domain.governance.roll import Roll, RollEntry
from services.partners.domain.governance.rules import QuorumRule, Rules
from services.partners.domain.governance.seat import Seat

__all__ = [
    "AgendaItem",
    "Committee",
    "Decision",
    "Mandate",
    "Meeting",
    "Minutes",
    "MinutesVersion",
    "QuorumRule",
    "Roll",
    "RollEntry",
    "Rules",
    "Seat",
    "Votes",
]
