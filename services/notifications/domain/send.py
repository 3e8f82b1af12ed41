"""A mail to one person or contact because of one message: due until it is sent, given up or withdrawn."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from multaqa.errors import Refused
from multaqa.ids import derived_id
from multaqa.zone import day_of
from services.notifications.domain.category import (
    ANSWERS,
    BY_PHONE,
    MANDATORY,
    MANDATORY_CHANNELS,
    PHONE_CHANNELS,
    category_of,
)
from services.notifications.domain.mail_address import BOUNCED
from services.notifications.domain.posting import Posting, SendPolicy
from services.notifications.domain.preferences import Preferences, address_id
from services.notifications.domain.recipient import Contact
from services.notifications.domain.report import Report
from services.notifications.domain.schedule import Schedule
from services.notifications.domain.timing import Timing, merged
from services.notifications.domain.wording import moment

LINK = "token"
Channel = Literal["mail", "inbox", "sms", "chat"]
SendState = Literal["due", "sending", "sent", "unconfirmed", "bounced", "given_up", "withdrawn", "gathered"]
CHANGED = "matching.agenda_changed.v1"
CAME_TO_NOTHING = ("given_up", "bounced")
HANDED_OVER = ("sending", "sent", "unconfirmed", "given_up", "bounced")


@dataclass
class Send:
    """`told` are the facts of the message that this mail tells; it goes to a person of the directory or to a contact.

    `about` is the subject of a contact's message, by which what is kept of the contact is found when it is to go.
    A mail may hold a link or a code that nobody else is to read: once it is settled, it is kept no longer.
    `run` names the run of due work that has begun to hand it over, `link` is the digest of the secret by which who got
    it says what they want to be told. Mails with the same `gathers` wait for each other and go out as one, whose
    `newest` is the last message that it tells: what is told in another's is `gathered`. `address` is the digest of
    where it was handed over, `report` is what was heard of it since, `whole` says that nothing of what it tells has
    been dropped, `expires_at` is when it is deleted. A reminder's `message_id` stands for its day and lead.
    """

    id: str
    person_id: str | None
    message_id: str
    type: str
    told: dict[str, Any]
    created_at: datetime
    state: SendState = "due"
    attempts: int = 0
    language: str | None = None
    sent_at: datetime | None = None
    reason: str | None = None
    contact: Contact | None = None
    about: str | None = None
    channel: Channel = "mail"
    wording: str | None = None
    shown: dict[str, str] | None = None
    read_at: datetime | None = None
    archived_at: datetime | None = None
    run: str | None = None
    link: str | None = None
    gathers: str | None = None
    newest: str | None = None
    address: str | None = None
    whole: bool = True
    report: Report | None = None
    expires_at: datetime | None = None
    version: int = 0

    @property
    def is_due(self) -> bool:
        return self.state in ("due", "sending")

    @property
    def category(self) -> str:
        return category_of(self.type)

    @property
    def addressee(self) -> str:
        """Whose preferences hold: a person's own id, or what stands for an address."""
        return self.person_id or address_id(self.contact.email if self.contact else "")

    @property
    def name(self) -> str:
        """`events.registration_confirmed.v1` is told by the templates `registration_confirmed`."""
        return self.type.split(".")[1]

    @property
    def edition_id(self) -> str:
        return str(self.told.get("edition_id", ""))

    @property
    def needs_edition(self) -> bool:
        """Whether the mail names when and where: it does to persons whom it tells of their part in an edition."""
        return bool(self.edition_id) and self.contact is None

    @property
    def worth_until(self) -> datetime | None:
        """Until when it is worth a mail, where that ends: a code or an offer opens nothing any more then."""
        return self.told.get("expires_at") or self.told.get("offered_until")

    def is_too_late(self, at: datetime) -> bool:
        return self.worth_until is not None and at >= self.worth_until

    def may_wait(self, at: datetime) -> bool:
        """Whether nobody waits for it, so that it may come at a better hour."""
        return not (self.is_mandatory(at) or self.type in ANSWERS)

    def hold(self, timing: Timing, others_sent_at: Sequence[datetime], at: datetime) -> Posting | None:
        """Until when it is not the hour for it; what could not be told in time is told now."""
        if not self.may_wait(at):
            return None
        free = timing.free_at(others_sent_at, at)
        until = timing.decent(free)
        if until <= at or (self.worth_until and until >= self.worth_until):
            return None
        reason = "enough mails for now" if free > at else "quiet hours"
        return Posting("held", f"{reason}, until {until.isoformat()}", until=until)

    def gather(self, later: "Send") -> None:
        """Tell also what another of the same person and edition tells; the newest message has the whole agenda."""
        first, last = sorted((self, later), key=lambda send: send.newest or send.message_id)
        changes = merged(first.told["changes"], last.told["changes"])
        self.newest = last.newest or last.message_id
        self.told = {**last.told, "changes": changes}
        later.state, later.reason, later.told = "gathered", f"told in {self.id}", {}
        nothing = "what changed is again as it was told"
        self.state, self.reason = ("due", None) if changes else ("withdrawn", nothing)

    def tell_instead(self, told: dict[str, Any] | None, at: datetime) -> None:
        """What waits tells this; None: nothing any more, also where it comes back from a server that has it now."""
        if told is not None:
            self.told = told
        elif self.state == "sending":
            self.told = {**self.told, "expires_at": at}
        else:
            self.state, self.reason = "withdrawn", "its interviews changed"

    def on(self, channel: Channel) -> "Send":
        """The same, told by another channel as well."""
        gathers = derived_id(self.gathers, channel) if self.gathers else None
        return replace(self, id=derived_id(self.id, channel), channel=channel, gathers=gathers, told=dict(self.told))

    def also_by(self, channels: Iterable[Channel]) -> list["Send"]:
        """What a person is told besides the mail: all of it in their inbox, and what is urgent on their phone."""
        if self.person_id is None:
            return []
        urgent = self.type in BY_PHONE
        return [self.on(one) for one in channels if one == "inbox" or (one in PHONE_CHANNELS and urgent)]

    def put_aside(self, state: str, at: datetime) -> None:
        """In an inbox: unread, read or archived."""
        self.read_at = None if state == "unread" else self.read_at or at
        self.archived_at = at if state == "archived" else None

    @property
    def inbox_state(self) -> str:
        return "archived" if self.archived_at else "read" if self.read_at else "unread"

    def inbox_facts(self) -> dict[str, Any]:
        shown = self.shown or {"subject": "", "text": ""}
        kept = {"id": self.id, "type": self.type, "category": self.category, "language": self.language, **shown}
        return {**kept, "state": self.inbox_state, "sent_at": moment(self.sent_at)}

    def is_mandatory(self, at: datetime) -> bool:
        """What is mandatory for everybody, and that an interview of today is not as it was told."""
        return self.category == MANDATORY or (self.type == CHANGED and self._changes_day(day_of(at)))

    def _changes_day(self, today: date) -> bool:
        told = [(one["interview"]["starts_at"], one["from_starts_at"]) for one in self.told.get("changes", ())]
        return any(day_of(starts_at) == today for times in told for starts_at in times if starts_at)

    def objection(self, preferences: Preferences, at: datetime) -> str | None:
        """Why who gets it does not want it; what is mandatory is not asked about."""
        mandatory = self.is_mandatory(at) and self.channel in MANDATORY_CHANNELS
        return None if mandatory else preferences.objection_to(self.category, self.channel)

    def begin(self, run: str, link: str | None, prepared: int, address: str | None) -> None:
        """Before the server has it: should this run end without a record, it is known that it may have gone out.

        `prepared` is the version that the letter was written of. Refused when it is another now: an erasure, a change
        that is told with it, or another run came between.
        """
        if (self.state, self.run) == ("sending", run):
            return
        if self.state != "due" or self.version != prepared:
            raise Refused("mail.overtaken", "This mail is not as it was when it was written.", id=self.id)
        self.state, self.run, self.link, self.address = "sending", run, link, address

    def was_interrupted(self, run: str) -> bool:
        """Whether another run began to hand it over and did not come to record what became of it."""
        return self.state == "sending" and self.run != run

    def record(self, posting: Posting, policy: SendPolicy, at: datetime, luck: float) -> datetime | None:
        """Take note of a try; when to try again, or None. What is settled stays settled."""
        again_at = self._take_note(posting, policy, at, luck) if self.is_due else None
        if not self.is_due:
            self._drop_secrets()
            self.keep_until(at + policy.kept)
        return again_at

    def _drop_secrets(self) -> None:
        """Of a contact's mail nothing is kept; of a person's all but the link that was in it."""
        kept = {} if self.contact else {name: fact for name, fact in self.told.items() if name != LINK}
        self.whole = self.whole and not any(self.told[name] for name in self.told.keys() - kept.keys())
        self.told = kept

    def keep_until(self, at: datetime) -> None:
        """Once it is settled; the first word holds."""
        self.expires_at = self.expires_at or at

    def resend(self) -> None:
        """A new try of what came to nothing, as if it were told now; refused where that could tell somebody twice."""
        if self.state not in CAME_TO_NOTHING and self.reason != BOUNCED:
            text = "Only a mail that came to nothing is sent again."
            raise Refused("mail.not_to_resend", text, id=self.id, state=self.state)
        if not self.whole:
            raise Refused("mail.told_dropped", "What this mail told is no longer kept.", id=self.id)
        self.state, self.attempts, self.reason = "due", 0, None
        self.sent_at, self.expires_at = None, None

    def _take_note(self, posting: Posting, policy: SendPolicy, at: datetime, luck: float) -> datetime | None:
        self.reason = posting.reason
        self.language, self.address = posting.language or self.language, posting.address or self.address
        self.wording, self.shown = posting.wording or self.wording, posting.shown
        if posting.outcome == "waiting":
            return self._wait(policy, at)
        if posting.outcome == "held":
            return posting.until
        if posting.outcome == "withdrawn":
            self.state = "withdrawn"
            return None
        self.state = "due"
        return self._count(posting, policy.schedule, at, luck)

    def take_report(self, report: Report) -> bool:
        """Whether it says something new: that it came back after it was handed over, or that its reader complained."""
        if self.state not in HANDED_OVER:
            text = "This mail was not handed over, so it cannot have come back."
            raise Refused("report.mail_not_sent", text, id=self.id, state=self.state)
        heard = self.state == "bounced" if report.is_bounce else self.report and self.report.kind == report.kind
        if heard or report.kind == "notice":
            return False
        self.report = report
        if report.is_bounce:
            self.state, self.reason = "bounced", f"{report.kind} bounce, {report.status}"
        return True

    def forget_person(self) -> None:
        """Keep that something was told, and nothing of whom and what; what is still due is never sent."""
        self.person_id = f"erased-{self.id}"
        self.told, self.whole, self.shown = {}, False, None
        self.link, self.address, self.report = None, None, None
        if self.state == "due":
            self.state = "withdrawn"
            self.reason = "person erased"

    def forget_contact(self) -> None:
        """As of a person: that something was told, and nothing of whom and what."""
        self.contact, self.about = None, None
        self.forget_person()

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "person_id": self.person_id,
            "contact": asdict(self.contact) if self.contact else None,
            "message_id": self.message_id,
            "type": self.type,
            "category": self.category,
            "channel": self.channel,
            "wording": self.wording,
            "language": self.language,
            "state": self.state,
            "attempts": self.attempts,
            "created_at": self.created_at.isoformat(),
            "sent_at": moment(self.sent_at),
            "reason": self.reason,
            "report": self.report.facts() if self.report else None,
        }

    def _wait(self, policy: SendPolicy, at: datetime) -> datetime | None:
        if at >= self.created_at + policy.patience:
            self.state = "given_up"
            return None
        return at + policy.waiting_pause

    def _count(self, posting: Posting, schedule: Schedule, at: datetime, luck: float) -> datetime | None:
        self.attempts += 1
        if posting.outcome in ("sent", "unconfirmed"):
            self.state = posting.outcome
            self.sent_at = at
            return None
        again_at = schedule.after(self.attempts, at, luck) if posting.outcome == "deferred" else None
        if again_at is None:
            self.state = "given_up"
        return again_at
