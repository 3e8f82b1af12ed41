"""An external system's endpoint: what it asked for, whether it has agreed to be posted to, and what signs its posts."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from multaqa.errors import Invalid, Refused
from multaqa.selection import Catalogue, Selection
from services.notifications.domain.public_message import PublicMessage
from services.notifications.domain.queue import SubscriberQueue
from services.notifications.domain.wording import Fault, fault, moment

SubscriptionState = Literal["unproven", "active", "disabled", "ended"]
SubscriptionKind = Literal["webhook", "queue"]
ContentMode = Literal["structured", "binary"]
Payload = Literal["thin", "full"]
SharingPurpose = Literal["placement", "follow_up"]
"""What a subscriber wants to know persons for: to find them a job, or to ask what became of them."""
MOST_SECRETS = 5
PSEUDONYM = "pseudonym"


@dataclass
class SealedSecret:
    """What signs, as the store may hold it; `public` is the Ed25519 key that others verify with."""

    id: str
    sealed: bytes
    public: bytes
    made_at: datetime
    ends_at: datetime | None = None

    def described(self) -> dict[str, Any]:
        """Without the secret; the public key as Standard Webhooks writes it."""
        public = f"whpk_{b64encode(self.public).decode()}"
        return {
            "id": self.id,
            "public_key": public,
            "made_at": self.made_at.isoformat(),
            "ends_at": moment(self.ends_at),
        }


@dataclass
class Subscription:
    """`owner` is the key that made it: another subscriber's key does not see it. It has a `url`, or a `queue`.

    Nothing is posted before the endpoint has agreed or the queue is made (`unproven`), and nothing after it failed for
    days or said that it is gone (`disabled`).
    """

    id: str
    url: str | None
    selection: Selection
    subscriber: str
    description: str
    owner: str
    secrets: list[SealedSecret]
    created_at: datetime
    content_mode: ContentMode = "structured"
    state: SubscriptionState = "unproven"
    proven_at: datetime | None = None
    disabled_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str | None = None
    queue: SubscriberQueue | None = None
    payload: Payload = "thin"
    purpose: SharingPurpose | None = None
    approved_at: datetime | None = None
    version: int = 0

    @classmethod
    def created(
        cls,
        id: str,
        facts: Mapping[str, Any],
        owner: str,
        access: SealedSecret | SubscriberQueue,
        catalogue: Catalogue,
        at: datetime,
    ) -> "Subscription":
        """`access` is what the subscriber knows us by, or what lets the subscriber in."""
        selection = Selection.of(facts["types"], facts.get("filters"))
        faults = [fault(f"/{'/'.join(flaw.path)}", flaw.code, flaw.text) for flaw in selection.flaws(catalogue)]
        if isinstance(access, SubscriberQueue) and facts.get("content_mode") == "structured":
            faults.append(fault("/content_mode", "subscription.queue_is_binary", "A queue has the binary mode only."))
        faults += _payload_faults(facts, access, selection, catalogue)
        if faults:
            raise Invalid("subscription.invalid", "Nothing would ever be delivered like this.", errors=faults)
        subscriber, description = (facts.get(name) or "" for name in ("subscriber", "description"))
        secrets = [access] if isinstance(access, SealedSecret) else []
        queue = access if isinstance(access, SubscriberQueue) else None
        mode: ContentMode = facts.get("content_mode") or ("binary" if queue else "structured")
        made = cls(id, facts.get("url"), selection, subscriber, description, owner, secrets, at, mode, queue=queue)
        made.payload, made.purpose = facts.get("payload") or "thin", facts.get("purpose")
        return made

    @property
    def kind(self) -> SubscriptionKind:
        return "queue" if self.queue else "webhook"

    @property
    def is_active(self) -> bool:
        return self.state == "active"

    @property
    def awaits_proof(self) -> bool:
        return self.state == "unproven"

    @property
    def names_persons(self) -> bool:
        """Whether its posts may tell who a message is about: asked for, and allowed by the directorate."""
        return self.payload == "full" and self.approved_at is not None

    def approve(self, at: datetime, *, approved: bool) -> None:
        """Allow that persons who consent to its purpose are named to this subscriber, or no longer."""
        if self.payload != "full":
            raise Refused("subscription.not_full", "This subscription asks for no persons.", id=self.id)
        if self.state == "ended":
            raise Refused("subscription.ended", "This subscription has ended.", id=self.id)
        self.approved_at = (self.approved_at or at) if approved else None

    def wants(self, message: PublicMessage) -> bool:
        """A notice about a subscription goes to the others of its owner: never to itself, which may be what fails."""
        if message.is_sample or message.about == self.id or message.owner not in (None, self.owner):
            return False
        return self.is_active and self.selection.admits(message.type, message.marks)

    def prove(self, at: datetime) -> None:
        self.state, self.proven_at, self.reason = "active", at, None

    def doubt(self, reason: str) -> None:
        self.reason = reason

    def disable(self, reason: str, at: datetime) -> None:
        self.state, self.disabled_at, self.reason = "disabled", at, reason

    def enable(self) -> None:
        """By hand, and through a new proof: the endpoint says itself that it is there again."""
        if self.state not in ("disabled", "unproven"):
            raise Refused(
                "subscription.not_disabled", "Only what was disabled, or not proven, can be enabled.", id=self.id
            )
        self.state, self.reason = "unproven", None

    def end(self, reason: str, at: datetime) -> None:
        self.state, self.ended_at, self.reason = "ended", at, reason

    def require_active(self) -> None:
        if not self.is_active:
            raise Refused("subscription.not_active", "Nothing is posted to this endpoint: see its state.", id=self.id)

    def signing(self, at: datetime) -> list[SealedSecret]:
        """All that sign at this time, the newest first."""
        return [one for one in reversed(self.secrets) if one.ends_at is None or at < one.ends_at]

    def rotate(self, secret: SealedSecret, overlap: timedelta, at: datetime) -> None:
        """The new secret signs from now on; those before sign beside it for the overlap, unless they end sooner."""
        before = self.signing(at)[::-1]
        if len(before) >= MOST_SECRETS:
            text = "Too many secrets of this subscription still sign: wait until one ends."
            raise Refused("subscription.too_many_secrets", text, most=MOST_SECRETS)
        for one in before:
            one.ends_at = min(one.ends_at or at + overlap, at + overlap)
        self.secrets = [*(one for one in before if one.ends_at and one.ends_at > at), secret]

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "url": self.url,
            "types": list(self.selection.types),
            "filters": {name: list(values) for name, values in self.selection.filters.items()},
            "subscriber": self.subscriber,
            "description": self.description,
            "content_mode": self.content_mode,
            "payload": self.payload,
            "purpose": self.purpose,
            "state": self.state,
            "created_at": self.created_at.isoformat(),
            "ended_at": moment(self.ended_at),
            "reason": self.reason,
        }

    def described(self, at: datetime) -> dict[str, Any]:
        """The facts, and what only who may act on the subscription is told."""
        moments = {name: moment(getattr(self, name)) for name in ("proven_at", "disabled_at", "approved_at")}
        keys = [one.described() for one in self.signing(at)]
        queue = self.queue.described() if self.queue else None
        return {**self.facts(), **moments, "owner": self.owner, "signing_keys": keys, "queue": queue}


def _payload_faults(
    facts: Mapping[str, Any], access: SealedSecret | SubscriberQueue, selection: Selection, catalogue: Catalogue
) -> Iterator[Fault]:
    full, purpose = facts.get("payload") == "full", facts.get("purpose")
    if full and isinstance(access, SubscriberQueue):
        text = "Persons are named in a post only, never in a queue that would keep them."
        yield fault("/payload", "subscription.queue_is_thin", text)
    if full and not purpose:
        yield fault("/purpose", "subscription.without_purpose", "Say what you want to know persons for.")
    if full and not any(PSEUDONYM in fields for type, fields in catalogue.items() if selection.covers(type)):
        yield fault(
            "/types", "subscription.about_nobody", "No type asked for is about a person: take the thin payload."
        )
    if purpose and not full:
        yield fault("/purpose", "subscription.purpose_of_thin", "A thin payload names nobody: leave the purpose out.")


def require_address(kind: SubscriptionKind, url: str | None) -> None:
    """A webhook has a URL, and a queue has none: its address is ours."""
    if (kind == "webhook") != bool(url):
        code = "subscription.url_of_queue" if url else "subscription.without_url"
        text = "A queue has no URL of yours: leave it out." if url else "A webhook needs the URL to post to."
        raise Invalid(code, text, errors=[fault("/url", code, text)])
