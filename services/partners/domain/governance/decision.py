"""A decision of a committee: the text, the count, who was kept from voting, who carries it out and until when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from multaqa.errors import Invalid, Refused
from multaqa.zone import day_of
from services.partners.domain.governance.days import read_day, written
from services.partners.domain.governance.roll import Electorate
from services.partners.domain.wording import Fault, LocalText, fault

if TYPE_CHECKING:
    from services.partners.domain.governance.meeting import AgendaItem, Meeting

BALLOTS = ("in_favour", "against", "abstentions")


@dataclass(frozen=True)
class Votes:
    in_favour: int
    against: int
    abstentions: int

    @classmethod
    def counted(cls, ballots: Sequence[Mapping[str, str]]) -> "Votes":
        cast = [ballot["vote"] for ballot in ballots]
        return cls(**{vote: cast.count(vote) for vote in BALLOTS})

    @property
    def total(self) -> int:
        return self.in_favour + self.against + self.abstentions

    def carry(self, voting_rule: str) -> bool:
        """Whether the motion passes; abstentions weigh only where the rule asks for a majority of all who may vote."""
        cast = self.in_favour + self.against
        return {
            "simple_majority": self.in_favour > self.against,
            "absolute_majority": 2 * self.in_favour > self.total,
            "two_thirds": 0 < 2 * cast <= 3 * self.in_favour,
            "unanimity": self.in_favour > 0 and self.against == 0,
        }[voting_rule]


@dataclass
class Decision:
    id: str
    committee_id: str
    institute_id: str
    meeting_id: str
    item_id: str
    text: LocalText
    votes: Votes
    recused: tuple[str, ...]
    outcome: str
    decided_at: datetime
    owner: str | None = None
    due_on: date | None = None
    commitment_id: str | None = None
    curriculum_change_id: str | None = None
    done_at: datetime | None = None
    version: int = 0

    @classmethod
    def taken(
        cls,
        decision_id: str,
        meeting: "Meeting",
        item: "AgendaItem",
        electorate: Electorate,
        facts: Mapping[str, Any],
        at: datetime,
    ) -> "Decision":
        votes = _votes(facts, electorate)
        decision = cls(
            id=decision_id,
            committee_id=meeting.committee_id,
            institute_id=meeting.institute_id,
            meeting_id=meeting.id,
            item_id=item.id,
            text=LocalText(**facts["text"]),
            votes=votes,
            recused=tuple(sorted(electorate.recused)),
            outcome="adopted" if votes.carry(meeting.rules.voting_rule) else "rejected",
            decided_at=at,
            owner=facts.get("owner"),
            due_on=read_day(facts.get("due_on")),
            commitment_id=item.commitment_id,
            curriculum_change_id=item.curriculum_change_id,
        )
        if faults := list(decision._faults(meeting.day)):
            raise Invalid("decision.invalid", "The decision cannot be recorded as it stands.", errors=faults)
        return decision

    def _faults(self, day: date) -> Iterator[Fault]:
        if self.due_on and self.due_on < day:
            yield fault("/due_on", "decision.due_before_meeting", "It is due before it was decided.")
        if self.due_on and not self.owner:
            yield fault("/owner", "decision.due_without_owner", "Somebody must see to it by that day.")

    @property
    def is_adopted(self) -> bool:
        return self.outcome == "adopted"

    def complete(self, at: datetime) -> None:
        if not self.is_adopted:
            raise Refused("decision.rejected", "A motion that was rejected is not carried out.")
        if self.done_at:
            on = day_of(self.done_at).isoformat()
            raise Refused("decision.done", f"This decision was carried out on {on}.", on=on)
        self.done_at = at

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "committee_id": self.committee_id,
            "institute_id": self.institute_id,
            "meeting_id": self.meeting_id,
            "item_id": self.item_id,
            "text": asdict(self.text),
            "votes": asdict(self.votes),
            "recused_seats": list(self.recused),
            "outcome": self.outcome,
            "owner": self.owner,
            "due_on": written(self.due_on),
            "commitment_id": self.commitment_id,
            "curriculum_change_id": self.curriculum_change_id,
            "decided_at": self.decided_at.isoformat(),
        }

    def details(self) -> dict[str, Any]:
        return {**self.facts(), "done_at": written(self.done_at)}


def _votes(facts: Mapping[str, Any], electorate: Electorate) -> Votes:
    """The count as given, or as taken from named ballots; refused where it is not exactly that of the electorate."""
    if not electorate.voters:
        raise Refused("decision.nobody_votes", "Nobody who is present may vote on this item.")
    ballots = facts.get("ballots")
    if (ballots is None) == (facts.get("votes") is None):
        wrong = fault("/votes", "decision.one_count", "Give the count or the ballots, one of the two.")
        raise Invalid("decision.invalid", "How was it voted?", errors=[wrong])
    faults = list(_ballot_faults(ballots or (), electorate))
    votes = Votes.counted(ballots) if ballots is not None else Votes(**facts["votes"])
    if not faults:
        faults = list(_count_faults(votes, electorate, "/votes" if ballots is None else "/ballots"))
    if faults:
        raise Invalid("decision.count_refused", "The count is not that of those who may vote.", errors=faults)
    return votes


def _ballot_faults(ballots: Sequence[Mapping[str, str]], electorate: Electorate) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, ballot in enumerate(ballots):
        seat_id, pointer = ballot["seat_id"], f"/ballots/{place}/seat_id"
        if seat_id in electorate.recused:
            yield fault(pointer, "decision.ballot_recused", "This seat is kept from voting on this item.")
        elif seat_id not in electorate.voters:
            yield fault(pointer, "decision.ballot_without_vote", "This seat has no vote here: absent, or not voting.")
        elif seat_id in seen:
            yield fault(pointer, "decision.ballot_repeated", "A seat votes once.")
        seen.add(seat_id)


def _count_faults(votes: Votes, electorate: Electorate, pointer: str) -> Iterator[Fault]:
    expected = len(electorate.voters)
    if min(votes.in_favour, votes.against, votes.abstentions) < 0:
        yield fault(pointer, "decision.count_negative", "A count is not negative.")
    elif votes.total > expected and electorate.recused:
        text = f"{expected} seats vote here; the recused ones are not counted."
        yield fault(pointer, "decision.counts_recused", text)
    elif votes.total != expected:
        text = f"{expected} seats vote here; whoever neither agrees nor disagrees abstains."
        yield fault(pointer, "decision.count_differs", text)
