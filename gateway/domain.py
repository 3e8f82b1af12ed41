"""The directory's rules: who a person is, what they agreed to, which key opens what."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from multaqa.errors import Refused

SHARING_PURPOSES = ("placement", "follow_up")
"""What systems outside may want to know persons for."""
PURPOSES = ("participation", "share_cv", "photo", "publish_name", *SHARING_PURPOSES)


@dataclass
class Tenant:
    """A regional directorate; its id is its slug, `lane` the queue its messages keep in every room."""

    id: str
    name_fr: str
    name_ar: str
    lane: str
    opened_at: datetime
    version: int = 0

    def facts(self) -> dict[str, Any]:
        return {"slug": self.id, "name": {"fr": self.name_fr, "ar": self.name_ar}, "lane": self.lane}

    @property
    def has_own_lane(self) -> bool:
        return self.lane == self.id


@dataclass(frozen=True)
class Consent:
    """A person's yes or no to one purpose, and when they said it; the last one holds."""

    purpose: str
    given: bool
    at: datetime

    def facts(self) -> dict[str, Any]:
        return {"purpose": self.purpose, "granted": self.given, "at": self.at.isoformat()}


@dataclass
class Person:
    """A candidate, a juror, a recruiter. Families share an address, so an email is no identity.

    `key` is that of somebody who came by themselves or with a class: two who come at once are one person.
    """

    id: str
    name_latin: str
    name_arabic: str | None
    email: str
    phone: str | None
    language: str
    registered_at: datetime
    consents: list[Consent] = field(default_factory=list)
    key: str | None = None
    version: int = 0

    def agrees_to(self, purpose: str) -> bool:
        return any(consent.purpose == purpose and consent.given for consent in self.consents)

    def decide(self, purpose: str, *, given: bool, at: datetime) -> None:
        """Replace what was said about this purpose; saying the same again is refused: it would tell nothing new."""
        if any(consent.purpose == purpose and consent.given == given for consent in self.consents):
            raise Refused("consent.unchanged", "This person has already decided so.", purpose=purpose, given=given)
        others = [consent for consent in self.consents if consent.purpose != purpose]
        self.consents = [*others, Consent(purpose, given, at)]

    def facts(self) -> dict[str, Any]:
        """What the rooms need to know; the phone is told to one of them, by a message of its own."""
        return {
            "person_id": self.id,
            "name_latin": self.name_latin,
            "name_arabic": self.name_arabic,
            "email": self.email,
            "language": self.language,
            "consents": [consent.facts() for consent in self.consents],
        }

    @property
    def reachable(self) -> "Reachable | None":
        return Reachable(self.id, self.version, self.phone) if self.phone else None

    def erasure(self) -> "Erasure":
        return Erasure(self.id, self.version + 1)


@dataclass(frozen=True)
class Reachable:
    """A person's number, as it is told to whoever tells people; `version` is the person's."""

    id: str
    version: int
    phone: str

    def facts(self) -> dict[str, Any]:
        return {"person_id": self.id, "phone": self.phone}


@dataclass(frozen=True)
class Erasure:
    """What is left of a person who asked to be forgotten: that they did."""

    id: str
    version: int

    def facts(self) -> dict[str, Any]:
        return {"person_id": self.id}


@dataclass
class ApiKey:
    """What a system or a person shows at the door; of its secret only the hash is kept."""

    id: str
    role: str
    label: str
    digest: str
    created_at: datetime
    revoked_at: datetime | None = None
    version: int = 0

    def revoke(self, at: datetime) -> None:
        if self.revoked_at is not None:
            raise Refused("key.already_revoked", "This key is already revoked.", key_id=self.id)
        self.revoked_at = at


def known_by(email: str, name: str) -> str:
    """What two mentions of one person have in common: the address and the name, without case, accents and spaces."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(one))
    return f"{email.strip().casefold()} {' '.join(plain.split())}"


def decided(choices: Iterable[tuple[str, bool]], at: datetime) -> list[Consent]:
    """The consents a person gives on registering; one purpose decided twice is a mistake, not a choice."""
    consents: dict[str, Consent] = {}
    for purpose, given in choices:
        if purpose in consents:
            raise Refused("consent.given_twice", f"The purpose {purpose} is decided twice.", purpose=purpose)
        consents[purpose] = Consent(purpose, given, at)
    return list(consents.values())
