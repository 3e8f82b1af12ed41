"""A counter-signature: an organisation says, under a name of its own, that it stands by a credential."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from multaqa.errors import Refused
from services.events.domain.credential import Credential
from services.events.domain.issuer import Issuer
from services.events.domain.open_badge import CONTEXT, claims
from services.events.domain.wording import moment, utc_second

EndorsementState = Literal["asked", "given", "declined", "withdrawn"]
AWAITED = timedelta(days=30)


def key_kind(organisation_id: str) -> str:
    """Each organisation has a key of its own, which the platform keeps for it."""
    return f"endorsement-{organisation_id}"


@dataclass
class Endorsement:
    """Of the link only a digest is kept; `token` is the signed document once it was given."""

    id: str
    credential_id: str
    organisation_id: str
    digest: str
    asked_at: datetime
    expires_at: datetime
    state: EndorsementState = "asked"
    comment: str | None = None
    settled_at: datetime | None = None
    token: str | None = None
    key_id: str | None = None
    version: int = 0

    @classmethod
    def asked(cls, id: str, credential: Credential, organisation_id: str, digest: str, at: datetime) -> "Endorsement":
        credential.require_valid()
        return cls(id, credential.id, organisation_id, digest, at, at + AWAITED)

    def is_open(self, at: datetime) -> bool:
        return self.state == "asked" and at < self.expires_at

    def ask_again(self, digest: str, at: datetime) -> None:
        """The link given before ends; what was given already is not asked for twice."""
        if self.state == "given":
            text = "The organisation has endorsed this credential already."
            raise Refused("endorsement.given", text, endorsement_id=self.id)
        self.state, self.digest = "asked", digest
        self.asked_at, self.expires_at, self.settled_at = at, at + AWAITED, None

    def give(self, comment: str | None, at: datetime) -> None:
        self.state, self.comment, self.settled_at = "given", comment, at

    def signed(self, token: str, key_id: str) -> None:
        self.token, self.key_id = token, key_id

    def decline(self, at: datetime) -> None:
        self.state, self.settled_at = "declined", at

    def withdraw(self, at: datetime) -> None:
        """What it would be about is void: the link opens nothing, and the document goes."""
        self.state, self.settled_at, self.token, self.comment = "withdrawn", at, None, None

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "credential_id": self.credential_id,
            "organisation_id": self.organisation_id,
            "state": self.state,
            "comment": self.comment,
            "asked_at": self.asked_at.isoformat(),
            "expires_at": self.expires_at.isoformat(),
            "settled_at": moment(self.settled_at),
        }


def document(endorsement: Endorsement, credential_address: str, partner: Issuer, at: datetime) -> dict[str, Any]:
    """An EndorsementCredential (Open Badges 3.0) whose issuer is the organisation's own identifier."""
    subject: dict[str, Any] = {"id": credential_address, "type": ["EndorsementSubject"]}
    if endorsement.comment:
        subject["endorsementComment"] = endorsement.comment
    name = f"urn:uuid:{endorsement.id}"
    return {
        "@context": CONTEXT,
        "id": name,
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": partner.profile(),
        "validFrom": utc_second(at),
        "credentialSubject": subject,
        **claims(partner.did, credential_address, name, int(at.timestamp())),
    }
