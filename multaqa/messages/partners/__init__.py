"""What the partners' room tells: organisations, agreements and the skills that partners need."""

from multaqa.messages.partners.agreements import (
    AgreementDrafted,
    AgreementInForce,
    AgreementPartySigned,
    AgreementSubmitted,
)
from multaqa.messages.partners.organisations import OrganisationRegistered
from multaqa.messages.partners.signing import (
    SignatureCode,
    SignatureDeclined,
    SignatureReminded,
    SignatureRequested,
)
from multaqa.messages.partners.skills import SkillNeedStated

__all__ = [
    "AgreementDrafted",
    "AgreementInForce",
    "AgreementPartySigned",
    "AgreementSubmitted",
    "OrganisationRegistered",
    "SignatureCode",
    "SignatureDeclined",
    "SignatureReminded",
    "SignatureRequested",
    "SkillNeedStated",
]
