"""What every act of the season has at hand: the API, the script, the cast, what has been made so far, many hands."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Protocol, TypeVar

from scenarios.api import Api, Body
from scenarios.calendar import Calendar
from scenarios.generator import Candidate, Cast, Offer
from scenarios.script import Edition, Organisation, Script, Size
from scenarios.turns import Turn

Task = TypeVar("Task")
Result = TypeVar("Result")

WORKERS = 16
FORUM = "employment-forum-2"
NOT_YET_KNOWN = frozenset({404})  # a room that has not yet heard of a person or an organisation will, in a moment


class Progress(Protocol):
    def act(self, name: str) -> None: ...

    def step(self, label: str, total: int) -> AbstractContextManager[Callable[[], None]]: ...


@dataclass
class Ledger:
    """The ids that the product gave, by the script's own keys, and what was read at moments that do not come back."""

    organisations: dict[str, str] = field(default_factory=dict)
    agreements: dict[str, str] = field(default_factory=dict)
    committees: dict[str, str] = field(default_factory=dict)
    editions: dict[str, str] = field(default_factory=dict)
    persons: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    registrations: dict[str, str] = field(default_factory=dict)
    stands: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    offers: dict[str, str] = field(default_factory=dict)
    interviews: list[Body] = field(default_factory=list)
    hirings: dict[str, bool] = field(default_factory=dict)
    confirmed: dict[int, list[str]] = field(default_factory=dict)
    left: dict[int, list[str]] = field(default_factory=dict)
    hired_by_key: dict[str, str] = field(default_factory=dict)
    subscription: str = ""
    moments: dict[str, Body] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    away: set[str] = field(default_factory=set)
    apart: set[tuple[str, str]] = field(default_factory=set)

    def know(self, key: str, person_id: str) -> None:
        self.persons[key], self.keys[person_id] = person_id, key


@dataclass
class Stage:
    """`api` speaks for the administrator, `public` for nobody, the others only for what their keys are for."""

    api: Api
    public: Api
    portal: Api
    door: Api
    subscriber: Api
    script: Script
    size: Size
    cast: Cast
    seed: int
    calendar: Calendar
    progress: Progress
    mails: str
    webhooks: str
    ledger: Ledger = field(default_factory=Ledger)

    def together(self, label: str, tasks: Iterable[Task], do: Callable[[Task], Result]) -> list[Result]:
        """Many hands at once; the results come in the order of the tasks, and the first failure ends the step."""
        waiting = list(tasks)
        with self.progress.step(label, len(waiting)) as advance, ThreadPoolExecutor(WORKERS) as pool:

            def done(task: Task) -> Result:
                result = do(task)
                advance()
                return result

            futures = [pool.submit(done, task) for task in waiting]
            try:
                return [future.result() for future in futures]
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    @property
    def forum(self) -> str:
        return self.ledger.editions[FORUM]

    @property
    def forum_day(self) -> date:
        return self.calendar.in_days(self.script.edition(FORUM).starts_in_days)

    def tables_of(self, company: Organisation) -> int:
        """One more where recruiters are named, so that not tables but recruiters are what is scarce."""
        return self.script.play.tables_per_stand + (company in self.with_named_recruiters)

    @property
    def with_named_recruiters(self) -> list[Organisation]:
        naming = {offer.company for offer in self.cast.offers if offer.recruiters}
        return [company for company in self.cast.companies if company.key in naming]

    @property
    def creators(self) -> list[Candidate]:
        """The trainees of fashion who show a collection."""
        trained = [candidate for candidate in self.cast.candidates if candidate.sector == "textile"]
        return trained[: self.size.creators]

    def quotas(self, edition: Edition) -> dict[str, int]:
        """The forum's places follow the size of the play."""
        return {"candidate": self.size.capacity} if edition.key == FORUM else edition.quotas

    def key_of(self, interview: Body) -> str:
        """Who meets whom, by the keys of the cast, which are the same in every play of a seed."""
        return f"{self.ledger.keys[interview['candidate_id']]}:{self.offer_of(interview['offer_id']).key}"

    def email_of(self, key: str) -> str:
        """Of the candidate of an interview's key."""
        return self._emails[key.partition(":")[0]]

    def offer_of(self, offer_id: str) -> Offer:
        return self._offers[offer_id]

    def welcome(self, newcomer: Candidate) -> None:
        """Somebody who is in no list of those who applied."""
        self.cast = replace(self.cast, candidates=(*self.cast.candidates, newcomer))

    @cached_property
    def _emails(self) -> dict[str, str]:
        return {candidate.key: candidate.email for candidate in self.cast.candidates}

    @cached_property
    def _offers(self) -> dict[str, Offer]:
        return {self.ledger.offers[offer.key]: offer for offer in self.cast.offers}
