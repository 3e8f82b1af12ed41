"""The minutes of a meeting: drafted, approved, and from then on corrected only by another version."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from multaqa.errors import Invalid, Refused
from services.partners.domain.governance.days import written
from services.partners.domain.wording import fault


@dataclass(frozen=True)
class MinutesVersion:
    """`digest` is the SHA-256 of the text in UTF-8, so that whoever has read it can tell that it is the same."""

    number: int
    text: str
    written_at: datetime
    reason: str | None = None
    approved_at: datetime | None = None

    @property
    def digest(self) -> str:
        return sha256(self.text.encode()).hexdigest()

    def facts(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "text": self.text,
            "digest": self.digest,
            "reason": self.reason,
            "state": "approved" if self.approved_at else "draft",
            "written_at": self.written_at.isoformat(),
            "approved_at": written(self.approved_at),
        }


@dataclass
class Minutes:
    """`id` is the meeting's: a meeting has one set of minutes, in versions."""

    id: str
    versions: list[MinutesVersion] = field(default_factory=list)
    version: int = 0

    @property
    def draft(self) -> MinutesVersion | None:
        return self.versions[-1] if self.versions and not self.versions[-1].approved_at else None

    def write(self, text: str, reason: str | None, at: datetime) -> None:
        """Write the draft anew, or begin the next version; only a correction of what was approved needs its reason."""
        approved = self.versions[:-1] if self.draft else self.versions
        if approved and not reason:
            wrong = fault("/reason", "minutes.reason_missing", "Approved minutes are corrected for a reason.")
            raise Invalid("minutes.invalid", "Say why the approved minutes are corrected.", errors=[wrong])
        self.versions = [*approved, MinutesVersion(len(approved) + 1, text, at, reason if approved else None)]

    def approve(self, digest: str, at: datetime) -> None:
        """Approve the draft that was read: another text than the one with this digest is not approved unseen."""
        if self.draft is None:
            raise Refused("minutes.no_draft", "There is no draft to approve.")
        if self.draft.digest != digest:
            text = "The draft is not the text that was read."
            raise Refused("minutes.another_text", text, digest=self.draft.digest)
        last = self.draft
        self.versions[-1] = MinutesVersion(last.number, last.text, last.written_at, last.reason, approved_at=at)

    def details(self) -> dict[str, Any]:
        return {"meeting_id": self.id, "versions": [one.facts() for one in self.versions]}
