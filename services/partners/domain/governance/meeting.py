"""A meeting: called in time, opened with or without its quorum, deciding item by item, then over.

called -> in_session -> held
called -> without_quorum
called -> cancelled
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from multaqa.errors import Invalid, NotFound, Refused
from multaqa.zone import day_of
from services.partners.domain.governance import proxy
from services.partners.domain.governance.committee import Committee
from services.partners.domain.governance.days import written
from services.partners.domain.governance.decision import Decision
from services.partners.domain.governance.roll import Quorum, Roll
from services.partners.domain.governance.rules import Rules
from services.partners.domain.governance.seat import Seat
from services.partners.domain.wording import Fault, LocalText, fault


@dataclass
class AgendaItem:
    """`concerns` are the organisations whose own business it is: their seats neither vote nor are counted on it."""

    id: str
    title: LocalText
    concerns: tuple[str, ...] = ()
    commitment_id: str | None = None
    curriculum_change_id: str | None = None
    decision_id: str | None = None

    def facts(self) -> dict[str, Any]:
        return {**asdict(self), "concerns": list(self.concerns)}


@dataclass
class Meeting:
    id: str
    committee_id: str
    institute_id: str
    rules: Rules
    starts_at: datetime
    place: str
    agenda: list[AgendaItem]
    called_at: datetime
    state: str = "called"
    attendance: dict[str, str] = field(default_factory=dict)
    proxies: dict[str, str] = field(default_factory=dict)
    roll: Roll | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    cancelled_because: str | None = None
    version: int = 0

    @classmethod
    def called(
        cls, meeting_id: str, committee: Committee, facts: Mapping[str, Any], agenda: list[AgendaItem], at: datetime
    ) -> "Meeting":
        meeting = cls(
            id=meeting_id,
            committee_id=committee.id,
            institute_id=committee.institute_id,
            rules=committee.rules,
            starts_at=datetime.fromisoformat(facts["starts_at"]).astimezone(UTC),
            place=facts["place"],
            agenda=agenda,
            called_at=at,
        )
        meeting._refuse_short_notice()
        return meeting

    def _refuse_short_notice(self) -> None:
        earliest = day_of(self.called_at) + timedelta(days=self.rules.notice_days)
        if self.day < earliest or self.starts_at <= self.called_at:
            text = f"The committee asks for {self.rules.notice_days} days of notice: {earliest} at the earliest."
            facts = {"notice_days": self.rules.notice_days, "earliest": earliest.isoformat()}
            raise Refused("meeting.notice_too_short", text, **facts)

    @property
    def day(self) -> date:
        return day_of(self.starts_at)

    # who is there

    def give_proxy(self, giver_id: str, carrier_id: str, seats: Collection[Seat]) -> None:
        self._require_unfinished()
        proxy.refuse(giver_id, carrier_id, self, seats)
        self.proxies[giver_id] = carrier_id
        self.call_roll_again(seats)

    def withdraw_proxy(self, giver_id: str, seats: Collection[Seat]) -> None:
        self._require_unfinished()
        if self.proxies.pop(giver_id, None) is None:
            raise NotFound("proxy.not_found", "This seat has given no proxy for this meeting.", id=giver_id)
        self.call_roll_again(seats)

    def record_attendance(self, present: Sequence[Mapping[str, str]], seats: Collection[Seat], at: datetime) -> None:
        """Who is in the room now, all of them; a seat that comes after all takes its proxy back."""
        self._require_unfinished()
        self._refuse_too_early(at)
        if faults := list(self._attendance_faults(present, seats)):
            raise Invalid("attendance.invalid", "Somebody cannot attend in this way.", errors=faults)
        self.attendance = {one["seat_id"]: one["attends"] for one in present}
        self.proxies = {giver: carrier for giver, carrier in self.proxies.items() if giver not in self.attendance}
        self.call_roll_again(seats)

    def _attendance_faults(self, present: Sequence[Mapping[str, str]], seats: Collection[Seat]) -> Iterator[Fault]:
        mandates = {seat.id: mandate for seat in seats if (mandate := seat.mandate_on(self.day))}
        named = [one["seat_id"] for one in present]
        for place, one in enumerate(present):
            mandate = mandates.get(one["seat_id"])
            if mandate is None:
                text = "On the day of the meeting nobody has a valid mandate for this seat."
                yield fault(f"/present/{place}/seat_id", "attendance.no_mandate", text)
            elif one["attends"] == "deputy" and not mandate.deputy:
                yield fault(f"/present/{place}/attends", "attendance.no_deputy", "This mandate names no deputy.")
            if one["seat_id"] in named[:place]:
                yield fault(f"/present/{place}/seat_id", "attendance.repeated", "A seat is occupied once.")

    def call_roll_again(self, seats: Collection[Seat]) -> None:
        """Before each vote of a session: a mandate may have ended since the roll was called."""
        if self.state == "in_session":
            self.roll = self._roll(seats)

    def _roll(self, seats: Collection[Seat]) -> Roll:
        return Roll.called(seats, self.day, self.attendance, self.proxies)

    @property
    def quorum(self) -> Quorum | None:
        return self.roll.quorum(self.rules.quorum) if self.roll else None

    # its course

    def open(self, seats: Collection[Seat], at: datetime) -> None:
        """Call the roll: with its quorum the meeting is in session, without it it is over before it began."""
        if self.state != "called":
            raise Refused("meeting.not_awaited", "Only a meeting that was called is opened.", state=self.state)
        self._refuse_too_early(at)
        self.roll, self.opened_at = self._roll(seats), at
        self.state = "in_session"
        if not self.roll.quorum(self.rules.quorum).reached:
            self.state, self.closed_at = "without_quorum", at

    def _refuse_too_early(self, at: datetime) -> None:
        if day_of(at) < self.day:
            raise Refused("meeting.not_yet", f"The meeting is on {self.day}.", day=self.day.isoformat())

    def concerned_by(self, item_id: str) -> tuple[str, ...]:
        return next((item.concerns for item in self.agenda if item.id == item_id), ())

    def decide(
        self, decision_id: str, facts: Mapping[str, Any], at: datetime, also_known_as: Collection[str] = ()
    ) -> Decision:
        """Record a vote; `also_known_as` are other ids of whom the item concerns, since two may turn out to be one."""
        roll = self._roll_in_session()
        item = self._undecided(facts["item_id"])
        declared = facts.get("recusals") or ()
        self._refuse_strangers(declared, roll)
        electorate = roll.electorate({*item.concerns, *also_known_as}, declared)
        decision = Decision.taken(decision_id, self, item, electorate, facts, at)
        item.decision_id = decision.id
        return decision

    def _roll_in_session(self) -> Roll:
        if self.state == "without_quorum":
            raise Refused("meeting.without_quorum", "Without a quorum nothing is decided.", missing=["quorum"])
        if self.state != "in_session" or self.roll is None:
            raise Refused("meeting.not_in_session", "Only a meeting in session decides.", state=self.state)
        if not self.roll.quorum(self.rules.quorum).reached:
            raise Refused("meeting.quorum_lost", "So many have left that nothing is decided.", missing=["quorum"])
        return self.roll

    def _undecided(self, item_id: str) -> AgendaItem:
        item = next((item for item in self.agenda if item.id == item_id), None)
        if item is None:
            wrong = fault("/item_id", "meeting.item_unknown", "The agenda has no such item.")
            raise Invalid("meeting.item_unknown", "Only what is on the agenda is decided.", errors=[wrong])
        if item.decision_id:
            text = "This item has been decided."
            raise Refused("meeting.item_decided", text, decision_id=item.decision_id)
        return item

    @staticmethod
    def _refuse_strangers(declared: Collection[str], roll: Roll) -> None:
        strangers = [
            fault(f"/recusals/{place}", "decision.recusal_unknown", "This seat is not on the roll.")
            for place, seat_id in enumerate(declared)
            if seat_id not in roll.seat_ids
        ]
        if strangers:
            raise Invalid("decision.invalid", "Only a seat on the roll is recused.", errors=strangers)

    def close(self, at: datetime) -> None:
        if self.state != "in_session":
            raise Refused("meeting.not_in_session", "Only a meeting in session is closed.", state=self.state)
        self.state, self.closed_at = "held", at

    def cancel(self, reason: str, at: datetime) -> None:
        if self.state != "called":
            raise Refused("meeting.not_awaited", "Only a meeting that was called is cancelled.", state=self.state)
        self.state, self.cancelled_because, self.closed_at = "cancelled", reason, at

    def _require_unfinished(self) -> None:
        if self.state not in ("called", "in_session"):
            raise Refused("meeting.over", "This meeting is over.", state=self.state)

    def require_opened(self) -> None:
        """Minutes are written of what has happened."""
        if self.opened_at is None:
            raise Refused("meeting.not_opened", "A meeting that was not opened has no minutes.", state=self.state)

    def facts(self) -> dict[str, Any]:
        """What everybody may know: never who was there."""
        return {
            "id": self.id,
            "committee_id": self.committee_id,
            "institute_id": self.institute_id,
            "starts_at": self.starts_at.isoformat(),
            "place": self.place,
            "agenda": [item.facts() for item in self.agenda],
            "state": self.state,
            "quorum": self.quorum.facts() if self.quorum else None,
            "called_at": self.called_at.isoformat(),
            "opened_at": written(self.opened_at),
            "closed_at": written(self.closed_at),
        }

    def details(self) -> dict[str, Any]:
        return {
            **self.facts(),
            "rules": self.rules.facts(),
            "present": [{"seat_id": seat_id, "attends": attends} for seat_id, attends in self.attendance.items()],
            "proxies": [{"seat_id": giver, "to_seat_id": carrier} for giver, carrier in self.proxies.items()],
            "roll": self.roll.facts() if self.roll else None,
            "cancelled_because": self.cancelled_because,
        }
