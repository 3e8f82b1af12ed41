"""Shared governance: committees and their seats, meetings and their decisions."""

from services.partners.service.governance.committees import CommitteeDesk
from services.partners.service.governance.decisions import DecisionDesk
from services.partners.service.governance.meetings import MeetingDesk
from services.partners.service.governance.seats import SeatDesk


class GovernanceDesk(CommitteeDesk, SeatDesk, MeetingDesk, DecisionDesk):
    pass


__all__ = ["GovernanceDesk"]
