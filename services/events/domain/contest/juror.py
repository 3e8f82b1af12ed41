"""A juror: a professional of a partner, who says what binds them to an entry before they judge it."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from multaqa.errors import Refused
from services.events.domain.contest.entry import Entry
from services.events.domain.wording import LocalText, moment

JurorState = Literal["named", "left"]
NO_CONFLICT = "none"
SAME_HOUSE = "same_organisation"
CONFLICTS = (NO_CONFLICT, "family", "former_trainee", "employer", "other")
"""What a juror may declare; `same_organisation` is found by the room itself."""
MOST_LINKS = 5


@dataclass(frozen=True)
class Declaration:
    """What binds a juror to an entry: `none`, or why they do not judge it; `by` is `juror`, `staff` or `rule`."""

    kind: str
    by: str
    at: datetime
    note: str | None = None

    def facts(self) -> dict[str, Any]:
        return {"kind": self.kind, "by": self.by, "at": self.at.isoformat(), "note": self.note}


@dataclass
class Juror:
    """`order` is that in which the entries are shown, kept for the fairness report; `links` are digests of tokens."""

    id: str
    contest_id: str
    organisation_id: str
    is_partner: bool
    name: str
    email: str
    language: str
    named_at: datetime
    chair: bool = False
    person_id: str | None = None
    state: JurorState = "named"
    links: list[str] = field(default_factory=list)
    declarations: dict[str, Declaration] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    handed_in_at: datetime | None = None
    left_at: datetime | None = None
    reason: str | None = None
    told_scored: bool = False
    version: int = 0

    @classmethod
    def named(cls, id: str, contest_id: str, facts: Mapping[str, Any], at: datetime, **known: Any) -> "Juror":
        told = {name: facts[name] for name in ("organisation_id", "name", "email", "language")}
        return cls(
            id,
            contest_id,
            named_at=at,
            chair=bool(facts.get("chair")),
            person_id=facts.get("person_id"),
            **told,
            **known,
        )

    def open(self, digest: str) -> None:
        """Another link beside those before: a mail may come late, and each must work."""
        self.links = [*self.links, digest][-MOST_LINKS:]

    @property
    def is_active(self) -> bool:
        return self.state == "named"

    @property
    def has_handed_in(self) -> bool:
        return self.handed_in_at is not None

    # conflicts of interest

    def exclude_house(self, entry: Entry, houses: Collection[str], organisation_id: str, at: datetime) -> bool:
        """Same institute or company: excluded by itself. Whether it was, and was not known before."""
        if organisation_id not in houses or self.conflicts_with(entry.id):
            return False
        self.declarations[entry.id] = Declaration(SAME_HOUSE, "rule", at)
        return True

    def declare(self, entry_id: str, kind: str, note: str | None, by: str, at: datetime) -> bool:
        """Whether a conflict came up. What was declared may grow into a conflict; a conflict is never taken back."""
        if self.conflicts_with(entry_id):
            raise Refused("juror.conflict_known", "This conflict of interest is recorded already.", entry_id=entry_id)
        self.declarations[entry_id] = Declaration(kind, by, at, note)
        if kind == NO_CONFLICT:
            return False
        self.order = [one for one in self.order if one != entry_id]
        return True

    def conflicts_with(self, entry_id: str) -> bool:
        declared = self.declarations.get(entry_id)
        return declared is not None and declared.kind != NO_CONFLICT

    def has_declared(self, entry_id: str) -> bool:
        return entry_id in self.declarations

    @property
    def barred(self) -> list[str]:
        return [entry_id for entry_id in self.declarations if self.conflicts_with(entry_id)]

    @property
    def addressee(self) -> dict[str, str]:
        """How a message names whom a mail goes to."""
        return {"name": self.name, "email": self.email, "language": self.language}

    # work

    def require_can_score(self) -> None:
        if self.has_handed_in:
            raise Refused("juror.handed_in", "These scores were handed in: they change in deliberation only.")

    def hand_in(self, missing: Collection[str], at: datetime) -> None:
        self.require_can_score()
        if missing:
            text = "Some scores are still missing."
            raise Refused("juror.scores_missing", text, entries=sorted(missing), count=len(missing))
        self.handed_in_at = at

    def take_on(self, entry_ids: Collection[str]) -> None:
        """Entries that another no longer judges, at the end of this juror's order; they have work again."""
        if new := [one for one in entry_ids if one not in self.order]:
            self.order = [*self.order, *new]
            self.handed_in_at = None

    def leave(self, reason: str, kept: Collection[str], at: datetime) -> list[str]:
        """The entries that must be judged by another: those whose scores are not complete."""
        if not self.is_active:
            raise Refused("juror.left_already", "This juror has left already.", juror_id=self.id)
        dropped = [entry_id for entry_id in self.order if entry_id not in kept]
        self.order = [entry_id for entry_id in self.order if entry_id in kept]
        self.state, self.left_at, self.reason, self.links = "left", at, reason, []
        return dropped

    @property
    def is_forgotten(self) -> bool:
        return not self.email

    def require_own_erasure(self) -> None:
        """A person of the directory is erased there, and everywhere at once."""
        if self.person_id is not None:
            text = "This juror is a person of the directory: erase the person."
            raise Refused("juror.is_a_person", text, juror_id=self.id, person_id=self.person_id)
        if self.is_forgotten:
            raise Refused("juror.erased", "This juror's data has been erased already.", juror_id=self.id)

    def forget(self) -> None:
        """The figures stay under the juror's number, which minutes name them by; the person does not."""
        self.name, self.email, self.person_id, self.links = "—", "", None, []
        self.reason = "erased" if self.reason else None
        self.declarations = {
            entry_id: Declaration(one.kind, one.by, one.at) for entry_id, one in self.declarations.items()
        }

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "contest_id": self.contest_id,
            "organisation_id": self.organisation_id,
            "is_partner": self.is_partner,
            "person_id": self.person_id,
            "name": self.name,
            "email": self.email,
            "language": self.language,
            "chair": self.chair,
            "state": self.state,
            "declarations": [{"entry_id": id, **one.facts()} for id, one in sorted(self.declarations.items())],
            "order": list(self.order),
            "named_at": self.named_at.isoformat(),
            "handed_in_at": moment(self.handed_in_at),
            "left_at": moment(self.left_at),
            "reason": self.reason,
        }


def who_closes(entry_id: str, jury: Collection[Juror]) -> Juror | None:
    """The chair or, where the chair has left or has a conflict with the entry, their deputy.

    The deputy is the juror who was named next after the chair among those who stay and have no conflict with it; after
    the last who was named comes the first.
    """
    named = sorted(jury, key=lambda juror: (juror.named_at, juror.id))
    chair = max((place for place, juror in enumerate(named) if juror.chair), default=0)
    in_turn = named[chair:] + named[:chair]
    return next((one for one in in_turn if one.is_active and not one.conflicts_with(entry_id)), None)


def panel_is_done(active: Collection[Juror]) -> bool:
    """Whether nobody has anything left to score; who judges nothing is waited for by nobody."""
    return bool(active) and all(juror.has_handed_in or not juror.order for juror in active)


@dataclass(frozen=True)
class JurorLetter:
    """What a mail to a juror says: the subject of the message that becomes it."""

    id: str
    version: int
    contest_id: str
    title: LocalText
    purpose: str
    name: str
    email: str
    language: str

    @classmethod
    def to(cls, juror: Juror, title: LocalText, purpose: str) -> "JurorLetter":
        return cls(juror.id, juror.version, juror.contest_id, title, purpose, juror.name, juror.email, juror.language)

    def facts(self) -> dict[str, Any]:
        addressee = {"name": self.name, "email": self.email, "language": self.language}
        return {
            "id": self.id,
            "contest_id": self.contest_id,
            "title": asdict(self.title),
            "purpose": self.purpose,
            "addressees": [addressee],
        }
