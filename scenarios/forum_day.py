"""The interviews of the forum's day as they stand, whom something may happen to, and each turn of events."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import cached_property

from scenarios.acts.forum import interviews_of
from scenarios.acts.registration import forum_registrations
from scenarios.api import Body, until
from scenarios.stage import Stage
from scenarios.turns import WALK, Turn, by_candidate, starts

TOLD = "matching.agenda_changed.v1"
UNDER_WAY = ("due", "sending")
LATE_SLOTS = 2
MATCHES = 200


class Day:
    """Whom something happens to is chosen from what stands, in the order of the cast's keys; nobody has two parts."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.interviews = interviews_of(stage)
        self._cast: set[str] = set()
        self._came = {one["person_id"] for one in forum_registrations(stage) if one["state"] == "checked_in"}
        self.opens_late_at = min(map(starts, self.ahead())) + LATE_SLOTS * self._slot

    def play(self, turns: Iterable[Callable[["Day"], None]]) -> None:
        waiting = list(turns)
        with self.stage.progress.step("changes of the timetable", len(waiting)) as advance:
            for turn in waiting:
                turn(self)
                advance()

    # whom it happens to

    @property
    def _slot(self) -> timedelta:
        return timedelta(minutes=self.stage.script.play.day.slot_minutes)

    def ahead(self, company: str | None = None) -> list[Body]:
        """What begins in a slot or later: it has not begun by the time it is spoken of."""
        soon = self.stage.calendar.now() + self._slot
        own = [one for one in self.interviews if company in (None, one["organisation_id"]) and starts(one) >= soon]
        return sorted(own, key=self.stage.key_of)

    def of_present(self, company: str | None = None) -> list[Body]:
        """Of those who came."""
        return [one for one in self._alone(company) if one["candidate_id"] in self._came]

    def of_absent(self) -> list[Body]:
        return [one for one in self._alone(None) if one["candidate_id"] not in self._came]

    def _alone(self, company: str | None) -> list[Body]:
        """The interviews ahead of those who have no other one, and no part yet."""
        of = by_candidate(self.interviews)
        return [
            one
            for one in self.ahead(company)
            if len(of[one["candidate_id"]]) == 1 and one["candidate_id"] not in self._cast
        ]

    def give_part(self, *candidates: str) -> None:
        self._cast |= set(candidates)

    @cached_property
    def late_company(self) -> str:
        """Of those with interviews before and after they will open, the one with most room."""
        before = {one["organisation_id"] for one in self.ahead() if starts(one) < self.opens_late_at}
        after = {one["organisation_id"] for one in self.of_present() if starts(one) >= self.opens_late_at}
        company: str = min(sorted(before & after), key=lambda one: len(self.ahead(one)))
        return company

    @cached_property
    def full_company(self) -> str:
        """Of the others, the one with most interviews; where recruiters are scarce, another table is of no use."""
        scarce = {self.stage.ledger.organisations[one.key] for one in self.stage.with_named_recruiters}
        others = sorted({one["organisation_id"] for one in self.of_present()} - scarce - {self.late_company})
        company: str = max(others, key=lambda one: len(self.ahead(one)))
        return company

    def read(self) -> list[Body]:
        return interviews_of(self.stage)

    # what happens

    def turn(
        self,
        name: str,
        command: Callable[[], Body],
        *,
        heard: Callable[[], bool] | None = None,
        about: Iterable[Body] = (),
        seekers: Iterable[str] = (),
        gone: Iterable[str] = (),
        gives_back: bool = False,
    ) -> None:
        """What another room tells is waited for until it is `heard`, and all mails, so that the next is another's."""
        at = self.stage.calendar.now()
        told = command().get("changes")
        if heard:
            until(heard, bool)
            self.open_late("again after " + name)
        facts = (frozenset(one["id"] for one in about), frozenset(seekers), frozenset(gone), gives_back)
        turn = Turn(name, at, self.interviews, self.read(), None if heard else told, *facts)
        turn.neglected.extend(one for one in turn.left_empty if self.takers(one["organisation_id"], {one["slot"]}))
        self.stage.ledger.turns.append(turn)
        self.interviews = turn.after
        expected = sum(len(one.concerned) for one in self.stage.ledger.turns)
        until(lambda: _settled(self.stage), lambda count: count >= expected)

    def open_late(self, step: str) -> Body:
        """Said again, it is until then; and what was heard meanwhile is mended at once."""
        body = {"organisation_id": self.late_company, "until": self.opens_late_at.isoformat()}
        return self.post(f"/v1/editions/{self.stage.forum}/late-openings", body, f"late, {step}")

    def post(self, path: str, body: Body, step: str, awaiting: frozenset[int] = frozenset()) -> Body:
        return self.stage.api.post(path, body, step=f"day:{step}", awaiting=awaiting)

    def takers(self, company: str, slots: set[int]) -> set[str]:
        """Who may meet the company, does not yet, could have one interview more, and is free at one of these slots."""
        of = by_candidate(self.read())
        most = self.stage.script.play.interviews_per_candidate
        return {
            one
            for one in self._fitting(company) - self.stage.ledger.away
            if len(of[one]) < most
            and (one, company) not in self.stage.ledger.apart
            and company not in {own["organisation_id"] for own in of[one]}
            and any(all(abs(own["slot"] - slot) > WALK for own in of[one]) for slot in slots)
        }

    def _fitting(self, company: str) -> set[str]:
        least = self.stage.api.get("/v1/matching-weights")["weights"]["least_score"] / 100
        offers = self.stage.api.each("/v1/offers", edition_id=self.stage.forum, organisation_id=company)
        matches = [self.stage.api.get(f"/v1/offers/{one['id']}/matches", limit=MATCHES)["items"] for one in offers]
        return {one["candidate_id"] for items in matches for one in items if _may_meet(one, least)}


def _may_meet(match: Body, least: float) -> bool:
    has_none = any(reason["code"] == "required.unmet" for reason in match["reasons"])
    return not (match["knocked_out_by"] or has_none) and match["score"] >= least


def _settled(stage: Stage) -> int:
    return sum(one["state"] not in UNDER_WAY for one in changes_mailed(stage))


def changes_mailed(stage: Stage) -> list[Body]:
    return list(stage.api.each("/v1/mails", type=TOLD))
