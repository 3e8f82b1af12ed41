"""Agreements: drafted, negotiated, approved, signed by each party, in force, and some day over.

`states.STEPS` says which step is possible when; here is what each step needs besides, and what it changes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from multaqa.errors import Invalid, Refused
from multaqa.zone import day_of, start_of
from services.partners.domain.agreement import states
from services.partners.domain.agreement.canonical import digest_of
from services.partners.domain.agreement.clauses import ClauseTemplate
from services.partners.domain.agreement.drafting import missing_for_signature, reference_to, taken_over
from services.partners.domain.agreement.parentage import AMENDMENT, kind_faults, stand_under
from services.partners.domain.agreement.signature import LEVELS, ORDERS, Notice, Signature
from services.partners.domain.agreement.terms import Party, Promise, SeatGrant
from services.partners.domain.agreement.text import LANGUAGES, Text, TextVersion
from services.partners.domain.agreement.told import shown, told


@dataclass
class Agreement:
    id: str
    kind: str
    text: Text
    drafted_at: datetime
    parent_id: str | None = None
    edition_id: str | None = None
    state: str = "draft"
    order: str = "free"
    signatures: list[Signature] = field(default_factory=list)
    approved_at: datetime | None = None
    sent_at: datetime | None = None
    in_force_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str | None = None
    declined_by: str | None = None
    notice: Notice | None = None
    renewals: int = 0
    amended_by: list[str] = field(default_factory=list)
    version: int = 0

    # the text is written

    @classmethod
    def drafted(
        cls,
        agreement_id: str,
        facts: Mapping[str, Any],
        at: datetime,
        *,
        template: ClauseTemplate | None = None,
        parent: "Agreement | None" = None,
    ) -> "Agreement":
        text = Text.written({**taken_over(facts, template, parent), **facts, **reference_to(template)})
        agreement = cls(agreement_id, facts["kind"], text, at, facts.get("parent_id"), facts.get("edition_id"))
        if faults := [*kind_faults(agreement.kind, agreement.parent_id), *text.faults()]:
            raise Invalid("agreement.invalid", "The agreement cannot be drafted as it stands.", errors=faults)
        if parent:
            stand_under(parent, agreement)
        return agreement

    def revise(self, facts: Mapping[str, Any], *, template: ClauseTemplate | None = None) -> None:
        """Replace the text by its next version; what `facts` leave out is as it was."""
        self._take("revise")
        text = self.text.revised({**taken_over(facts, template, None), **facts, **reference_to(template)})
        if faults := list(text.faults()):
            raise Invalid("agreement.invalid", "The text cannot be revised like this.", errors=faults)
        self.text = text

    def written(self, version_id: str, at: datetime, proposed_by: str | None, note: str | None) -> TextVersion:
        """The present text as a round of the negotiation."""
        if proposed_by is not None:
            self.require_party(proposed_by)
        return TextVersion(version_id, self.id, self.text, self.digest, at, proposed_by, note)

    def review(self) -> None:
        self._take("review")

    def return_to_draft(self, reason: str) -> None:
        self._take("return")
        self.reason = reason

    def negotiate(self) -> None:
        self._take("negotiate")

    def approve(self, at: datetime) -> None:
        self._take("approve", when_complete_at=at)
        self.approved_at = at

    def reopen(self, reason: str) -> None:
        """Take an approved text back to the table: signatures already given were for another text and are void."""
        self._take("reopen")
        self.reason, self.approved_at, self.sent_at = reason, None, None
        self.signatures = []

    # the text is signed

    def send_for_signature(self, order: str, at: datetime) -> None:
        """Open the text to signatures, `free` or `sequential`: in the order in which it names its parties."""
        if order not in ORDERS:
            raise Invalid("agreement.order_unknown", f"The order is one of {', '.join(ORDERS)}.")
        self._take("send_for_signature")
        self.order, self.sent_at = order, at

    def record_signature(
        self,
        organisation_id: str,
        signatory: str,
        digest: str,
        level: str,
        at: datetime,
        *,
        on_behalf_of: str | None = None,
    ) -> None:
        """Keep a party's signature over the text with this digest; the last one puts the agreement in force."""
        signature = Signature(organisation_id, signatory, digest, level, at, on_behalf_of)
        self._require_signable(signature)
        self._take("sign")
        self.signatures.append(signature)
        if not self.awaited:
            self._take("come_into_force")
            self.in_force_at = at

    def _require_signable(self, signature: Signature) -> None:
        party = self.require_party(signature.organisation_id)
        if self.signature_of(party.organisation_id):
            raise Refused("agreement.already_signed", "This party has already signed.", party=party.organisation_id)
        states.after("sign", self.state)
        if signature.level not in LEVELS:
            raise Invalid("agreement.level_unknown", f"The level is one of {', '.join(LEVELS)}.")
        if party.signatory not in (None, signature.signatory, signature.on_behalf_of):
            raise Refused("agreement.wrong_signatory", "The text names another signatory.", signatory=party.signatory)
        if signature.digest != self.digest:
            text = "What was read is not the text as it stands: read it again."
            raise Refused("agreement.text_changed", text, digest=self.digest)
        if self.order == "sequential" and self.awaited[0] != party.organisation_id:
            before = self.awaited[: self.awaited.index(party.organisation_id)]
            raise Refused("agreement.not_their_turn", "Others sign before this party.", missing=before)

    def decline(self, organisation_id: str, reason: str, at: datetime) -> None:
        self.require_party(organisation_id)
        self._end("decline", at, reason)
        self.declined_by = organisation_id

    def withdraw(self, reason: str, at: datetime) -> None:
        self._end("withdraw", at, reason)

    # the text binds

    def note_amendment(self, amendment: "Agreement") -> None:
        """Remember who amends this text; the text itself stays as it was signed."""
        self._take("amend")
        self.amended_by.append(amendment.id)

    def give_notice(self, organisation_id: str, at: datetime) -> None:
        self.require_party(organisation_id)
        if self.notice:
            text = "Notice has been given already."
            raise Refused("agreement.notice_given", text, given_on=self.notice.given_on.isoformat())
        self._take("give_notice")
        self.notice = Notice(organisation_id, day_of(at))

    def suspend(self, reason: str) -> None:
        self._take("suspend")
        self.reason = reason

    def resume(self) -> None:
        self._take("resume")

    # the text ends

    def conclude(self, open_commitments: Collection[str], at: datetime) -> None:
        """End it because all it promised has been done."""
        states.after("conclude", self.state)
        if open_commitments:
            text = "Commitments are still open: fulfil or waive them first."
            raise Refused("agreement.commitments_open", text, missing=sorted(open_commitments))
        self._end("conclude", at, None)

    def terminate(self, reason: str, at: datetime, *, mutual: bool = False) -> None:
        """End it before its time: by mutual consent at once, otherwise when the notice period is over."""
        states.after("terminate", self.state)
        if not mutual:
            self._require_notice_over(day_of(at))
        self._end("terminate", at, reason)

    def _require_notice_over(self, today: date) -> None:
        days = self.text.term.notice_days
        if days and self.notice is None:
            text = f"Without mutual consent, notice of {days} days comes first."
            raise Refused("agreement.notice_missing", text, days=days, missing=["give_notice"])
        if self.notice and today < (over := self.notice.given_on + timedelta(days=days)):
            text = f"The notice period runs until {over.isoformat()}."
            raise Refused("agreement.notice_running", text, until=over.isoformat(), missing=["notice_period"])

    def fall_with(self, parent: "Agreement", at: datetime) -> None:
        """What amended an agreement that has ended has nothing left to amend."""
        self._end("fall_with_parent", at, f"{parent.id}: {parent.state}")

    # the calendar's steps

    def turn(self, at: datetime) -> str | None:
        """Take the step whose day has come, one at a time; its name, or None when none is due."""
        if self.next_turn is None or at < self.next_turn:
            return None
        step = self._calendar_step()
        if step == "expire":
            self._end(step, at, None)
        else:
            self._take(step)
        self.renewals += step == "renew"
        return step

    def _calendar_step(self) -> str:
        if self.state in ("in_force", "renewed"):
            return "near_the_end"
        return "renew" if self.state == "expiring" and self.renews_itself else "expire"

    @property
    def next_turn(self) -> datetime | None:
        """When the calendar next changes the state; a suspended agreement is not renewed, it expires."""
        if self.state in ("in_force", "renewed"):
            return self.text.term.expiring_from(self.renewals)
        if self.state in ("expiring", "suspended") and self.last_day:
            return start_of(self.last_day + timedelta(days=1))
        return None

    @property
    def renews_itself(self) -> bool:
        """Whether its next end renews it: the text says so, and nobody gave notice in time."""
        term = self.text.term
        notice_by = term.notice_by(self.renewals)
        in_time = self.notice is not None and notice_by is not None and self.notice.given_on <= notice_by
        return term.renewal_months is not None and not in_time

    def _take(self, step: str, *, when_complete_at: datetime | None = None) -> None:
        following = states.after(step, self.state)
        if when_complete_at and (missing := list(missing_for_signature(self, when_complete_at))):
            raise Refused("agreement.incomplete", f"Before signature it lacks: {', '.join(missing)}.", missing=missing)
        if following != self.state:
            self.state, self.reason = following, None

    def _end(self, step: str, at: datetime, reason: str | None) -> None:
        self._take(step)
        self.ended_at, self.reason = at, reason

    # what one asks of it

    @property
    def parties(self) -> tuple[Party, ...]:
        return self.text.parties

    @property
    def organisations(self) -> list[str]:
        return self.text.organisations

    @property
    def sectors(self) -> tuple[str, ...]:
        return self.text.scope.sectors

    @property
    def commitments(self) -> tuple[Promise, ...]:
        return self.text.commitments

    @property
    def seats(self) -> tuple[SeatGrant, ...]:
        return self.text.seats

    @property
    def last_day(self) -> date | None:
        """The last day on which it binds, renewals included; None when it is open-ended."""
        return self.text.term.last_day(self.renewals)

    @property
    def is_in_force(self) -> bool:
        return self.state in states.BINDING

    @property
    def is_amendment(self) -> bool:
        return self.kind == AMENDMENT

    @property
    def is_over(self) -> bool:
        return self.state in states.OVER

    @property
    def awaited(self) -> list[str]:
        """The parties that have not signed yet, in the order of the text."""
        return [organisation_id for organisation_id in self.organisations if not self.signature_of(organisation_id)]

    def signature_of(self, organisation_id: str) -> Signature | None:
        return next((each for each in self.signatures if each.organisation_id == organisation_id), None)

    def require_party(self, organisation_id: str) -> Party:
        for party in self.parties:
            if party.organisation_id == organisation_id:
                return party
        raise Refused("agreement.not_a_party", "This organisation is not a party.", parties=self.organisations)

    def require_known(self, organisations: Collection[str], institutes: Collection[str]) -> None:
        """Refuse parties the tenant has not registered, and institutes that are none of its institutes."""
        if faults := list(self.text.unknown(organisations, institutes)):
            raise Invalid("agreement.invalid", "The text names somebody the tenant does not know.", errors=faults)

    def document(self) -> dict[str, Any]:
        """The canonical, signable text: all that a party consents to, and nothing that happens afterwards."""
        own = {"id": self.id, "kind": self.kind, "parent_id": self.parent_id}
        return {**own, "languages": list(LANGUAGES), "text_version": self.text.number, **self.text.facts()}

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical spelling of the document, in hexadecimal."""
        return digest_of(self.document())

    def facts(self) -> dict[str, Any]:
        """What everybody is told."""
        return told(self)

    def shown(self) -> dict[str, Any]:
        """What staff are shown."""
        return shown(self)
