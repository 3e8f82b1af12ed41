"""A signature that is asked for: waiting for its turn, open to whoever holds its link, then settled."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from multaqa.errors import Refused
from multaqa.links import gone
from services.partners.domain.signing.code import MOST_ATTEMPTS, OneTimeCode
from services.partners.domain.signing.letter import SignatureLetter
from services.partners.domain.signing.trail import DIRECTORATE, PLATFORM, Signatory, Step
from services.partners.domain.wording import LocalText

LEVEL = "simple"
UNSETTLED = ("waiting", "open")
REMINDED_AFTER = (timedelta(days=3), timedelta(days=7))
MOST_CODES = 10


@dataclass
class SignatureRequest:
    """One party's signature of the text with this digest. `links` are digests of the links that open it."""

    id: str
    agreement_id: str
    organisation_id: str
    signatory: Signatory
    digest: str
    asked_at: datetime
    expires_at: datetime
    state: str = "waiting"
    links: list[str] = field(default_factory=list)
    opened_at: datetime | None = None
    consented_at: datetime | None = None
    consented_digest: str | None = None
    code: OneTimeCode | None = None
    codes_made: int = 0
    on_behalf_of: str | None = None
    reminders: int = 0
    settled_at: datetime | None = None
    reason: str | None = None
    trail: list[Step] = field(default_factory=list)
    version: int = 0

    # asked

    @property
    def is_unsettled(self) -> bool:
        return self.state in UNSETTLED

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    def open(self, link: str, at: datetime) -> None:
        """Its turn has come: whoever holds this link may sign. Links that were given before die."""
        self.state, self.opened_at, self.links, self.reminders = "open", at, [link], 0
        self._step("link_sent", at, PLATFORM, to=self.signatory.email)

    def ask_again(self, signatory: Signatory, expires_at: datetime, at: datetime) -> None:
        """Staff ask once more, perhaps somebody else or at another address: nothing that was begun counts any more."""
        if self.state == "signed":
            raise Refused("signature.already_signed", "This party has already signed.", party=self.organisation_id)
        self.signatory, self.expires_at, self.on_behalf_of = signatory, expires_at, None
        self.state, self.settled_at, self.reason = "waiting", None, None
        self._begin_again()
        self._step("asked_again", at, DIRECTORATE, signatory=signatory.name)

    @property
    def next_reminder(self) -> datetime | None:
        """When to remind next: twice, and never at or after the deadline."""
        if not self.is_open or self.opened_at is None or self.reminders >= len(REMINDED_AFTER):
            return None
        at = self.opened_at + REMINDED_AFTER[self.reminders]
        return at if at < self.expires_at else None

    def remind(self, link: str, at: datetime) -> None:
        """A reminder brings a link of its own, since of the first one only the digest is known; both work."""
        self.links.append(link)
        self.reminders += 1
        self._step("reminded", at, PLATFORM, to=self.signatory.email)

    # read and consented

    def require_live(self, digest: str, at: datetime) -> None:
        """Nothing opens by a link whose request is settled, whose day is past, or whose text is no longer this one."""
        if not self.is_open or at >= self.expires_at:
            raise gone()
        if digest != self.digest:
            raise Refused("signature.text_changed", "The text has changed since you were asked to sign it.")

    def note_reading(self, at: datetime) -> bool:
        """Whether this is the signatory's first look; a program that follows links in mails looks, too."""
        if any(step.what == "link_opened" and step.by == self.signatory.name for step in self.trail):
            return False
        self._step("link_opened", at, self.signatory.name)
        return True

    def consent(self, digest: str, at: datetime) -> None:
        """The signatory agrees to the text they have read, which is the one with this digest."""
        if digest != self.digest:
            raise Refused("signature.text_changed", "What you have read is not the text as it stands: read it again.")
        self.consented_at, self.consented_digest = at, digest
        self._step("consented", at, self.signatory.name, digest=digest)

    # confirmed

    def make_code(self, digits: str, at: datetime) -> None:
        """Replace the code by these digits; a link brings so many codes and no more, so that it is no way to guess."""
        self._require_consent()
        if self.codes_made >= MOST_CODES:
            raise Refused("signature.codes_exhausted", "Too many codes were asked for: ask the directorate for a link.")
        self.code = OneTimeCode.made(digits, self.id, at)
        self.codes_made += 1
        self._step("code_sent", at, self.signatory.name)

    def confirm(self, digits: str, at: datetime) -> bool:
        """Sign if these are the digits of the code. A wrong attempt is no refusal: it counts, so it is to be kept."""
        self._require_consent()
        if self.code is None:
            raise Refused("signature.code_missing", "Ask for a code first.", missing=["code"])
        if not self.code.attempt(digits, self.id, at):
            self._step("code_wrong", at, self.signatory.name, attempts_left=self.code.attempts_left)
            return False
        self._settle("signed", at, self.signatory.name, digest=self.digest, level=LEVEL)
        return True

    def _require_consent(self) -> None:
        if self.consented_digest != self.digest:
            raise Refused("signature.not_consented", "Read the text and consent to it first.", missing=["consent"])

    # or not

    def delegate(self, to: Signatory, link: str, at: datetime) -> None:
        """Somebody else signs on behalf of whoever was asked first; the link that was used for this dies."""
        if to.email.casefold() == self.signatory.email.casefold():
            raise Refused("signature.delegated_to_oneself", "Name somebody else, with an address of their own.")
        self._step("delegated", at, self.signatory.name, to=to.name)
        self.on_behalf_of = self.on_behalf_of or self.signatory.name
        self.signatory = to
        self._begin_again()
        self.open(link, at)

    def decline(self, reason: str, at: datetime) -> None:
        self._settle("declined", at, self.signatory.name, reason)

    def expire(self, at: datetime) -> None:
        self._settle("expired", at, PLATFORM)

    def withdraw(self, reason: str, at: datetime) -> None:
        """The directorate no longer asks, for instance because the party has signed elsewhere."""
        if not self.is_unsettled:
            raise Refused("signature.settled", "This request is settled.", state=self.state)
        self._settle("withdrawn", at, DIRECTORATE, reason)

    def _settle(self, state: str, at: datetime, by: str, reason: str | None = None, **told: Any) -> None:
        self.state, self.settled_at, self.reason = state, at, reason
        self.links, self.code = [], None
        self._step(state, at, by, **told)

    def _begin_again(self) -> None:
        self.links, self.code, self.codes_made = [], None, 0
        self.consented_at = self.consented_digest = None

    def _step(self, what: str, at: datetime, by: str, **told: Any) -> None:
        self.trail.append(Step(what, at, by, told))

    # told

    def letter(self, title: LocalText, *to: Signatory) -> SignatureLetter:
        """A letter about this request, to its own signatory unless to others."""
        return SignatureLetter(self.id, self.version, self.agreement_id, title, to or (self.signatory,))

    @property
    def attempts_left(self) -> int:
        return self.code.attempts_left if self.code else MOST_ATTEMPTS

    def facts(self) -> dict[str, Any]:
        """What staff see: how far it is, and nothing by which it could be signed."""
        return {
            "id": self.id,
            "agreement_id": self.agreement_id,
            "organisation_id": self.organisation_id,
            "signatory": self.signatory.facts(),
            "on_behalf_of": self.on_behalf_of,
            "state": self.state,
            "level": LEVEL,
            "digest": self.digest,
            "asked_at": self.asked_at.isoformat(),
            "expires_at": self.expires_at.isoformat(),
            "consented_at": _spelled(self.consented_at),
            "settled_at": _spelled(self.settled_at),
            "reason": self.reason,
            "trail": [step.facts() for step in self.trail],
        }


def _spelled(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
