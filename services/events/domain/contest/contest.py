"""A contest of an edition: planned, open for entries, scored, deliberated, frozen, published."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from multaqa.errors import Invalid, Refused
from services.events.domain.contest.rubric import Rubric
from services.events.domain.wording import Fault, LocalText, clock_time, fault, moment

ContestState = Literal["planned", "open", "scoring", "deliberating", "frozen", "published", "cancelled"]
Method = Literal["normalised", "raw"]
USUAL_PER_ENTRY = 3
WRITABLE = ("planned", "open")


@dataclass(frozen=True)
class Prize:
    """What the entry at a place is given."""

    place: int
    title: LocalText


@dataclass
class Contest:
    """`method` and `rubric` are settled before anybody scores; `version_of_minutes` counts what was frozen so far."""

    id: str
    edition_id: str
    activity_id: str | None
    title: LocalText
    rubric: Rubric
    method: Method
    entries_until: datetime
    planned_at: datetime
    prizes: tuple[Prize, ...] = ()
    per_entry: int = USUAL_PER_ENTRY
    most_members: int = 5
    appeal_days: int = 7
    state: ContestState = "planned"
    opened_at: datetime | None = None
    scoring_at: datetime | None = None
    panel_done_at: datetime | None = None
    seed: str | None = None
    minutes_version: int = 0
    reopened_because: str | None = None
    cancelled_at: datetime | None = None
    cancelled_because: str | None = None
    version: int = field(default=0)

    @classmethod
    def planned(cls, id: str, edition_id: str, facts: Mapping[str, Any], at: datetime) -> "Contest":
        if faults := list(_faults(facts, at)):
            raise Invalid("contest.invalid", "The contest cannot be planned as it stands.", errors=faults)
        return cls(
            id=id,
            edition_id=edition_id,
            activity_id=facts.get("activity_id"),
            title=LocalText(**facts["title"]),
            rubric=Rubric.stated(facts["criteria"]),
            method=facts.get("method") or "normalised",
            entries_until=datetime.fromisoformat(facts["entries_until"]),
            planned_at=at,
            prizes=tuple(Prize(one["place"], LocalText(**one["title"])) for one in facts.get("prizes") or ()),
            per_entry=max(USUAL_PER_ENTRY, facts.get("per_entry") or 0),
            most_members=facts.get("most_members") or 5,
            appeal_days=7 if facts.get("appeal_days") is None else facts["appeal_days"],
        )

    def revise_rubric(self, facts: Mapping[str, Any]) -> None:
        self.rubric = self.rubric.revised(facts["criteria"])
        self.method = facts.get("method") or self.method

    def open(self, at: datetime) -> None:
        if self.state != "planned":
            raise Refused("contest.not_planned", "Only a planned contest can be opened.", state=self.state)
        if at >= self.entries_until:
            raise Refused("contest.entries_over", "The time for entries is over.", until=clock_time(self.entries_until))
        self.state, self.opened_at = "open", at

    def reopen_entries(self, until: str, at: datetime) -> None:
        """Staff let late entries in, as long as nobody scores."""
        self.require("open")
        later = datetime.fromisoformat(until)
        if later <= at:
            raise Refused("contest.entries_over", "The time for entries is over.", until=clock_time(later))
        self.entries_until = later

    def require_entries(self, at: datetime) -> None:
        self.refuse_cancelled()
        if self.state == "planned":
            raise Refused("contest.not_open", "The contest is not open for entries yet.", contest_id=self.id)
        if self.state != "open" or at >= self.entries_until:
            raise Refused("contest.entries_over", "The time for entries is over.", until=clock_time(self.entries_until))

    def start_scoring(self, seed: str, at: datetime) -> None:
        self.require("open")
        self.rubric = self.rubric.frozen(at)
        self.state, self.scoring_at, self.seed = "scoring", at, seed

    def require(self, *states: ContestState) -> None:
        if "cancelled" not in states:
            self.refuse_cancelled()
        if self.state not in states:
            text = "The contest is at another stage."
            raise Refused("contest.wrong_stage", text, state=self.state, wanted=list(states))

    def require_scoring(self) -> None:
        self.refuse_cancelled()
        if self.state == "scoring":
            return
        if self.state in ("frozen", "published"):
            raise Refused("contest.frozen", "The minutes are frozen: nothing is scored any more.", state=self.state)
        if self.state == "deliberating":
            raise Refused("contest.panel_done", "The panel has handed in: scores change in deliberation only.")
        raise Refused("contest.not_scoring", "The contest is not open for scoring.", state=self.state)

    @property
    def is_sealed(self) -> bool:
        """As long as one of the panel scores, nobody sees what another has given."""
        return self.state in ("planned", "open", "scoring")

    def refuse_sealed(self) -> None:
        if self.is_sealed:
            text = "Scores are sealed until the whole panel has handed in."
            raise Refused("contest.sealed", text, state=self.state)

    def finish_scoring(self, at: datetime) -> None:
        self.require("scoring")
        self.state, self.panel_done_at = "deliberating", at

    def freeze(self) -> int:
        """The number of the version of the minutes that is frozen now."""
        self.require("deliberating")
        self.state = "frozen"
        self.minutes_version += 1
        return self.minutes_version

    def publish(self) -> None:
        self.require("frozen")
        self.state = "published"

    def reopen(self, reason: str) -> None:
        """Frozen minutes stay as they are; what follows is another version that supersedes them."""
        self.require("frozen", "published")
        self.state, self.reopened_because = "deliberating", reason

    def cancel(self, reason: str, *, is_published: bool, at: datetime) -> None:
        """Whatever stage it is at, but not once a result stands: awards are taken back by later minutes only."""
        self.refuse_cancelled()
        if is_published:
            text = "A result of this contest is published: reopen it, and publish another in its place."
            raise Refused("contest.published", text, contest_id=self.id)
        self.state, self.cancelled_at, self.cancelled_because = "cancelled", at, reason

    @property
    def is_cancelled(self) -> bool:
        return self.state == "cancelled"

    def refuse_cancelled(self) -> None:
        if self.is_cancelled:
            text = "The contest is cancelled."
            raise Refused("contest.cancelled", text, contest_id=self.id, reason=self.cancelled_because)

    @property
    def is_settled(self) -> bool:
        """Whether nobody of the jury is needed any more, unless it is reopened."""
        return self.state in ("published", "cancelled")

    def appeals_until(self, at: datetime) -> datetime:
        return at + timedelta(days=self.appeal_days)

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "edition_id": self.edition_id,
            "activity_id": self.activity_id,
            "title": {"fr": self.title.fr, "ar": self.title.ar},
            "rubric": self.rubric.facts(),
            "method": self.method,
            "entries_until": clock_time(self.entries_until),
            "prizes": [{"place": one.place, "title": {"fr": one.title.fr, "ar": one.title.ar}} for one in self.prizes],
            "per_entry": self.per_entry,
            "most_members": self.most_members,
            "appeal_days": self.appeal_days,
            "state": self.state,
            "planned_at": self.planned_at.isoformat(),
            "opened_at": moment(self.opened_at),
            "scoring_at": moment(self.scoring_at),
            "panel_done_at": moment(self.panel_done_at),
            "minutes_version": self.minutes_version,
            "reopened_because": self.reopened_because,
            "cancelled_at": moment(self.cancelled_at),
            "cancelled_because": self.cancelled_because,
        }

    def told(self) -> dict[str, Any]:
        """What others hear of it."""
        names = ("id", "edition_id", "activity_id", "title", "entries_until", "opened_at", "state")
        known = self.facts()
        return {name: known[name] for name in names}


def _faults(facts: Mapping[str, Any], at: datetime) -> Iterator[Fault]:
    until = datetime.fromisoformat(facts["entries_until"])
    if until <= at:
        yield fault("/entries_until", "contest.in_the_past", "The last moment for entries lies in the past.")
    places = [one["place"] for one in facts.get("prizes") or ()]
    if len(set(places)) != len(places):
        yield fault("/prizes", "contest.place_twice", "A place has one prize.")
