"""What the partners' room tells: organisations, agreements and the skills that partners need."""

from multaqa.messages.partners.agreements import (
    AgreementAmended,
    AgreementApproved,
    AgreementDrafted,
    AgreementEnded,
    AgreementExpiring,
    AgreementInForce,
    AgreementPartySigned,
    AgreementRenewed,
    AgreementSentForSignature,
)
from multaqa.messages.partners.checkpoint import PartnersCheckpointMade
from multaqa.messages.partners.commitments import (
    CommitmentFulfilled,
    CommitmentLapsed,
    CommitmentLate,
    CommitmentMade,
    CommitmentProgressed,
    CommitmentWaived,
)
from multaqa.messages.partners.deadlines import DeadlineNear
from multaqa.messages.partners.editions import EditionNoticeGiven
from multaqa.messages.partners.governance import (
    DecisionTaken,
    MeetingCalled,
    MeetingCancelled,
    MeetingHeld,
    MeetingNoticeGiven,
    SeatGranted,
    SeatLeftVacant,
    SeatVacated,
)
from multaqa.messages.partners.organisations import OrganisationChanged, OrganisationMerged, OrganisationRegistered
from multaqa.messages.partners.programmes import EnrolmentStated, ProgrammeChanged
from multaqa.messages.partners.signing import (
    SignatureCode,
    SignatureDeclined,
    SignatureReminded,
    SignatureRequested,
)
from multaqa.messages.partners.skills import SkillNeedsAsked, SkillNeedStated, SkillNeedWithdrawn, SkillsChanged

__all__ = [
    "AgreementAmended",
    "AgreementApproved",
    "AgreementDrafted",
    "AgreementEnded",
    "AgreementExpiring",
    "AgreementInForce",
    "AgreementPartySigned",
    "AgreementRenewed",
    "AgreementSentForSignature",
    "CommitmentFulfilled",
    "CommitmentLapsed",
    "CommitmentLate",
    "CommitmentMade",
    "CommitmentProgressed",
    "CommitmentWaived",
    "DeadlineNear",
    "DecisionTaken",
    "EditionNoticeGiven",
    "EnrolmentStated",
    "MeetingCalled",
    "MeetingCancelled",
    "MeetingHeld",
    "MeetingNoticeGiven",
    "OrganisationChanged",
    "OrganisationMerged",
    "OrganisationRegistered",
    "PartnersCheckpointMade",
    "ProgrammeChanged",
    "SeatGranted",
    "SeatLeftVacant",
    "SeatVacated",
    "SignatureCode",
    "SignatureDeclined",
    "SignatureReminded",
    "SignatureRequested",
    "SkillNeedStated",
    "SkillNeedWithdrawn",
    "SkillNeedsAsked",
    "SkillsChanged",
]
