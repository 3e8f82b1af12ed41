"""Invitations: a place to register at, offered to one person by mail, used once.

Of whom it was sent to only a keyed digest of the address is kept here, by which one who is invited twice counts once;
the name and the address are in the message that asks for the mail.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from multaqa.errors import Invalid, Refused
from services.events.domain.wording import fault, moment

USUAL = timedelta(days=21)
LONGEST = timedelta(days=180)


@dataclass
class Invitation:
    """Of the link only the digest of its secret is kept; `addressee` is the keyed digest of the address."""

    id: str
    edition_id: str
    category: str
    digest: str
    invited_by: str
    invited_at: datetime
    expires_at: datetime
    addressee: str
    activity_ids: tuple[str, ...] = ()
    organisation_id: str | None = None
    registration_id: str | None = None
    person_id: str | None = None
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    version: int = 0

    @classmethod
    def sent(
        cls, id: str, edition_id: str, facts: Mapping[str, Any], digest: str, addressee: str, by: str, at: datetime
    ) -> "Invitation":
        until = datetime.fromisoformat(facts["expires_at"]) if facts.get("expires_at") else at + USUAL
        if not at < until <= at + LONGEST:
            wrong = fault("/expires_at", "invitation.expiry_out_of_range", "An invitation waits 180 days at most.")
            raise Invalid("invitation.invalid", "This invitation cannot be sent as it stands.", errors=[wrong])
        return cls(
            id=id,
            edition_id=edition_id,
            category=facts["category"],
            digest=digest,
            invited_by=by,
            invited_at=at,
            expires_at=until,
            addressee=addressee,
            activity_ids=tuple(facts.get("activity_ids") or ()),
            organisation_id=facts.get("organisation_id"),
        )

    def state(self, at: datetime) -> str:
        if self.used_at:
            return "used"
        if self.revoked_at:
            return "revoked"
        return "sent" if at < self.expires_at else "expired"

    def is_open(self, at: datetime) -> bool:
        return self.state(at) == "sent"

    def use(self, registration_id: str, person_id: str, at: datetime) -> None:
        self.registration_id, self.person_id, self.used_at = registration_id, person_id, at

    def revoke(self, at: datetime) -> None:
        if self.used_at:
            text = "This invitation was used: cancel the registration instead."
            raise Refused("invitation.used", text, registration_id=self.registration_id)
        self.revoked_at = self.revoked_at or at

    def forget(self, person_id: str, addressees: Collection[str], pseudonym: str) -> None:
        """That somebody was invited and registered stays for the figures, once: under one pseudonym per edition."""
        if self.person_id == person_id:
            self.person_id = pseudonym
            self.digest = f"erased-{self.id}"
        if self.addressee in addressees:
            self.addressee = pseudonym

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "edition_id": self.edition_id,
            "category": self.category,
            "expires_at": self.expires_at.isoformat(),
        }

    def shown(self, at: datetime) -> dict[str, Any]:
        return {
            **self.facts(),
            "state": self.state(at),
            "activity_ids": list(self.activity_ids),
            "organisation_id": self.organisation_id,
            "invited_at": self.invited_at.isoformat(),
            "registration_id": self.registration_id,
            "used_at": moment(self.used_at),
            "revoked_at": moment(self.revoked_at),
        }


def one_each(invitations: Iterable[Invitation]) -> list[Invitation]:
    """One for each person who used any, and for each address of which nobody did; the latest counts."""
    listed = list(invitations)
    used = {one.person_id: one for one in listed if one.person_id}
    answered = {one.addressee for one in listed if one.person_id}
    waiting = {one.addressee: one for one in listed if one.addressee not in answered}
    return [*used.values(), *waiting.values()]


def unanswered(invitations: Iterable[Invitation], at: datetime) -> list[Invitation]:
    """Of each address of which nobody has used any invitation, the latest that is open."""
    listed = list(invitations)
    answered = {one.addressee for one in listed if one.person_id}
    return list({one.addressee: one for one in listed if one.is_open(at) and one.addressee not in answered}.values())


def funnel(invitations: Iterable[Invitation]) -> dict[str, dict[str, int]]:
    """By category, how many were invited and how many of these registered."""
    listed = one_each(invitations)
    invited = Counter(one.category for one in listed)
    registered = Counter(one.category for one in listed if one.used_at)
    return {name: {"invited": count, "registered": registered[name]} for name, count in sorted(invited.items())}
