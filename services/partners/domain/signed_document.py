"""The PDF of an agreement: the newest copy of it, and the secret of the page that verifies it."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Refused
from multaqa.links import secret_digest
from services.partners.domain.agreement import Agreement

SECRET_BYTES = 32


def require_sent(agreement: Agreement) -> None:
    """Refuse to print a text that may still change."""
    if agreement.sent_at is None:
        text = "A text is printed once it is sent for signature."
        raise Refused("document.not_sent", text, missing=["send_for_signature"])


@dataclass
class SignedDocument:
    """One per agreement, whose id it has. `link` is the SHA-256 of `secret`, which the QR code of each copy carries.

    The secret is kept as it is: it opens nothing but what the copy says, and the next copy must carry it, too.
    """

    id: str
    secret: str
    link: str
    text_digest: str | None = None
    signatures: int = 0
    file_id: str | None = None
    file_digest: str | None = None
    made_at: datetime | None = None
    version: int = 0

    @classmethod
    def addressed(cls, agreement_id: str) -> "SignedDocument":
        """Before there is a copy: the address that will be printed on it."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        return cls(agreement_id, secret, secret_digest(secret))

    def made(self, text_digest: str, signatures: int, file_id: str, file_digest: str, at: datetime) -> None:
        """Take a copy that shows this text and so many signatures for the newest one."""
        self.text_digest, self.signatures = text_digest, signatures
        self.file_id, self.file_digest, self.made_at = file_id, file_digest, at

    def require_ready(self, agreement: Agreement) -> str:
        """The file's id; Refused while the newest copy shows another text, or not all signatures of a binding one."""
        shows_all = self.signatures == len(agreement.signatures) or agreement.state == "awaiting_signature"
        if self.file_id is None or self.text_digest != agreement.digest or not shows_all:
            raise Refused("document.not_ready", "The PDF is being made. Try again in a moment.", missing=["rendering"])
        return self.file_id

    def facts(self) -> dict[str, Any]:
        return {"id": self.id, "text_digest": self.text_digest, "file_digest": self.file_digest}
