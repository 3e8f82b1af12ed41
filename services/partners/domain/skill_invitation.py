"""Invitations: a partner states its needs itself, through a link that a mail brings, without an account.

Of whom it was sent to nothing is kept here: the name and the address are in the message that asks for the mail.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from multaqa.errors import Invalid, Refused
from multaqa.zone import start_of
from services.partners.domain.organisation import Organisation
from services.partners.domain.wording import LocalText, fault

USUAL = timedelta(days=30)
LONGEST = timedelta(days=180)
MOST_NEEDS = 100


@dataclass
class SkillInvitation:
    """Of the link only a digest of its secret part is kept."""

    id: str
    organisation_id: str
    organisation_name: LocalText
    digest: str
    asked_at: datetime
    expires_at: datetime
    agreement_id: str | None = None
    edition_id: str | None = None
    needs_stated: int = 0
    ended_at: datetime | None = None
    version: int = 0

    @classmethod
    def sent(
        cls, invitation_id: str, organisation: Organisation, facts: Mapping[str, Any], digest: str, at: datetime
    ) -> "SkillInvitation":
        return cls(
            id=invitation_id,
            organisation_id=organisation.id,
            organisation_name=organisation.name,
            digest=digest,
            asked_at=at,
            expires_at=_deadline(facts.get("expires_on"), at),
            agreement_id=facts.get("agreement_id"),
            edition_id=facts.get("edition_id"),
        )

    def is_open(self, at: datetime) -> bool:
        return self.ended_at is None and at < self.expires_at

    def end(self, at: datetime) -> None:
        self.ended_at = self.ended_at or at

    def take(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """A need stated through the link; whose it is and where it comes from is not for the sender to say."""
        if self.needs_stated >= MOST_NEEDS:
            text = f"{MOST_NEEDS} needs were stated through this link: ask for another."
            raise Refused("skill_invitation.exhausted", text, most=MOST_NEEDS)
        self.needs_stated += 1
        return {
            **facts,
            "organisation_id": self.organisation_id,
            "agreement_id": self.agreement_id,
            "edition_id": self.edition_id,
            "source": self._source,
        }

    @property
    def _source(self) -> str:
        if self.edition_id:
            return "event"
        return "convention" if self.agreement_id else "survey"

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "organisation_id": self.organisation_id,
            "organisation_name": asdict(self.organisation_name),
            "agreement_id": self.agreement_id,
            "edition_id": self.edition_id,
            "asked_at": self.asked_at.isoformat(),
            "expires_at": self.expires_at.isoformat(),
            "needs_stated": self.needs_stated,
            "ended_at": self.ended_at.isoformat() if self.ended_at else None,
        }


def addressee(organisation: Organisation, named: Mapping[str, Any] | None) -> dict[str, str]:
    """Whom the mail goes to: who is named, or else the organisation's first contact with an address."""
    if named:
        return {"name": named["name"], "email": named["email"], "language": named.get("language") or "fr"}
    for contact in organisation.contacts:
        if contact.email:
            return {"name": contact.name, "email": contact.email, "language": contact.language or "fr"}
    text = "The organisation has no contact with an address: name somebody."
    raise Refused("skill_invitation.no_address", text, missing=["contact"])


def _deadline(expires_on: str | None, at: datetime) -> datetime:
    """The end of that day in Morocco; a month from now when none is named."""
    if expires_on is None:
        return at + USUAL
    until = start_of(date.fromisoformat(expires_on) + timedelta(days=1))
    if not at < until <= at + LONGEST:
        wrong = fault("/expires_on", "skill_invitation.expiry_out_of_range", "Needs are awaited for 180 days at most.")
        raise Invalid("skill_invitation.invalid", "This day is past or too far away.", errors=[wrong])
    return until
