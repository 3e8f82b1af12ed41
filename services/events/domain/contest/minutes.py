"""Minutes of a jury's deliberation: frozen, signed over their digest, published after the time for appeals."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from multaqa.errors import Refused
from services.events.domain.wording import LocalText, clock_time, moment

Answer = Literal["signed", "reserved"]


@dataclass(frozen=True)
class JurorAnswer:
    """A juror's signature over the digest; with a reservation, the refusal and its reason stand in its place."""

    juror_id: str
    answer: Answer
    digest: str
    at: datetime
    reservation: str | None = None

    def facts(self) -> dict[str, Any]:
        return {
            "juror_id": self.juror_id,
            "answer": self.answer,
            "digest": self.digest,
            "at": self.at.isoformat(),
            "reservation": self.reservation,
        }


@dataclass
class Minutes:
    """`document` never changes; a later version names the digest of the one before.

    `secret` is printed on copies and opens the page of their verification, found by its digest, `link`; `seal` is the
    tenant's Ed25519 signature over the digest.
    """

    id: str
    contest_id: str
    number: int
    title: LocalText
    document: Mapping[str, Any]
    digest: str
    supersedes: str | None
    asked: tuple[str, ...]
    frozen_at: datetime
    secret: str
    link: str
    seal: dict[str, str]
    answers: list[JurorAnswer] = field(default_factory=list)
    signed_at: datetime | None = None
    appeals_until: datetime | None = None
    published_at: datetime | None = None
    superseded_by: str | None = None
    file_id: str | None = None
    file_digest: str | None = None
    version: int = 0

    def answer(self, juror_id: str, digest: str, reservation: str | None, at: datetime) -> bool:
        """A juror signs, or refuses with a reservation. Whether all have answered now."""
        self._require_askable(juror_id, digest)
        kind: Answer = "reserved" if reservation else "signed"
        self.answers.append(JurorAnswer(juror_id, kind, digest, at, reservation))
        return not self.awaited

    def _require_askable(self, juror_id: str, digest: str) -> None:
        if self.superseded_by:
            raise Refused("minutes.superseded", "Later minutes stand in the place of these.", minutes_id=self.id)
        if juror_id not in self.asked:
            raise Refused("minutes.not_of_panel", "You were not of this panel.", minutes_id=self.id)
        if juror_id in {one.juror_id for one in self.answers}:
            raise Refused("minutes.already_answered", "You have answered already.", minutes_id=self.id)
        if digest != self.digest:
            raise Refused("minutes.digest_differs", "These are not the minutes you have read: read them again.")

    @property
    def awaited(self) -> list[str]:
        answered = {one.juror_id for one in self.answers}
        return [juror_id for juror_id in self.asked if juror_id not in answered]

    def open_appeals(self, until: datetime, at: datetime) -> None:
        self.signed_at, self.appeals_until = at, until

    def is_appealable(self, at: datetime) -> bool:
        return self.appeals_until is not None and not self.superseded_by and at < self.appeals_until

    def require_appealable(self, at: datetime) -> None:
        if self.appeals_until is None or self.superseded_by:
            raise Refused("appeal.not_open", "No appeal can be made now.", minutes_id=self.id)
        if at >= self.appeals_until:
            until = clock_time(self.appeals_until)
            raise Refused("appeal.over", "The time for appeals is over.", until=until)

    def publish(self, undecided: int, at: datetime) -> None:
        if self.signed_at is None or self.appeals_until is None:
            text = "Some jurors have not answered yet."
            raise Refused("minutes.awaiting_jurors", text, awaited=self.awaited, count=len(self.awaited))
        if at < self.appeals_until:
            until = clock_time(self.appeals_until)
            raise Refused("minutes.appeals_open", "The time for appeals is not over yet.", until=until)
        if undecided:
            raise Refused("minutes.appeals_undecided", "Some appeals are not decided yet.", count=undecided)
        self.published_at = at

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "contest_id": self.contest_id,
            "number": self.number,
            "document": dict(self.document),
            "digest": self.digest,
            "supersedes": self.supersedes,
            "superseded_by": self.superseded_by,
            "frozen_at": self.frozen_at.isoformat(),
            "answers": [one.facts() for one in self.answers],
            "awaited": self.awaited,
            "signed_at": moment(self.signed_at),
            "appeals_until": moment(self.appeals_until),
            "published_at": moment(self.published_at),
            "file_digest": self.file_digest,
            "seal": dict(self.seal),
        }

    def shown(self, checked: str | None) -> dict[str, Any]:
        """What anyone who holds the address of a copy may know: nobody's name."""
        return {
            "contest_id": self.contest_id,
            "title": {"fr": self.title.fr, "ar": self.title.ar},
            "number": self.number,
            "digest": self.digest,
            "file_digest": self.file_digest,
            "supersedes": self.supersedes,
            "superseded_by": self.superseded_by,
            "state": "superseded" if self.superseded_by else "published" if self.published_at else "frozen",
            "frozen_at": self.frozen_at.isoformat(),
            "published_at": moment(self.published_at),
            "signed": sum(one.answer == "signed" for one in self.answers),
            "reserved": sum(one.answer == "reserved" for one in self.answers),
            "awaited": len(self.awaited),
            "seal": dict(self.seal),
            "checked": {"digest": checked, "found": self._what_has(checked.lower())} if checked else None,
        }

    def _what_has(self, digest: str) -> str:
        if digest == self.digest:
            return "text"
        return "document" if digest == self.file_digest else "nothing"


def canonical(document: Mapping[str, Any]) -> bytes:
    """JSON in the spelling of RFC 8785: members sorted, no spaces, UTF-8; scores are texts, so no fraction is in it."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest_of(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(document)).hexdigest()
