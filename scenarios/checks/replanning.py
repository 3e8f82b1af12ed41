"""S7, live: nobody is in two places after any turn of the day, what was ruled holds, and those concerned are told."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from scenarios.acts.forum import interviews_of
from scenarios.acts.replanning import LATE, SWAPPED
from scenarios.api import Body
from scenarios.forum_day import changes_mailed
from scenarios.generator import WALK_IN
from scenarios.report import Row
from scenarios.script import ON_THE_DAY
from scenarios.stage import Stage
from scenarios.turns import Turn, beyond_recruiters, place, starts

GIVING_BACK = 3
"""Who cancels, who does not show, and who may not meet a company: one interview each."""
PINNED = 4
"""One where it stood, two that were swapped, and one at the table that was added."""


def turns(stage: Stage) -> Iterator[Row]:
    played, named = stage.ledger.turns, _recruiters(stage)
    twice = [one.name for one in played if one.is_in_two_places]
    crowded = [one.name for one in played if beyond_recruiters(one.after, named)]
    otherwise = [one.name for one in played if not one.is_told_as_found]
    too_many = [one.name for one in played if one.moves_too_many]
    too_late = [one.name for one in played if one.touches_what_had_begun]
    left = {one["id"]: place(one) for one in played[-1].after}
    found = {one["id"]: place(one) for one in interviews_of(stage)}
    yield Row("S7", "changes that put a candidate or a table in two places", [], twice)
    yield Row("S7", "offers that name recruiters", sum(bool(one.recruiters) for one in stage.cast.offers), len(named))
    yield Row("S7", "changes that put a recruiter in two places", [], crowded)
    yield Row("S7", "changes told otherwise than they were made", [], otherwise)
    yield Row("S7", "changes that moved more than three others for a meeting", [], too_many)
    yield Row("S7", "changes of what had begun", [], too_late)
    yield Row("S7", "interviews given back on the day", GIVING_BACK, sum(len(one.given_back) for one in played))
    yield Row("S7", "of their places empty while somebody could come", 0, sum(len(one.neglected) for one in played))
    yield Row("S7", "interviews held elsewhere than the last change left them", 0, len(left.items() ^ found.items()))


def _recruiters(stage: Stage) -> dict[str, frozenset[str]]:
    offers = stage.api.each("/v1/offers", edition_id=stage.forum)
    return {one["id"]: frozenset(one["recruiter_codes"]) for one in offers if one["recruiter_codes"]}


def rulings(stage: Stage) -> Iterator[Row]:
    found = interviews_of(stage)
    pins = stage.api.get(f"/v1/editions/{stage.forum}/pins")["items"]
    slots = {one["id"]: one["slot"] for one in found}
    swapped = stage.ledger.moments[SWAPPED]
    (late,) = (turn for turn in stage.ledger.turns if turn.name == LATE)
    met = {(one["candidate_id"], one["organisation_id"]) for one in found}
    with_interview = {one["candidate_id"] for one in found}
    newcomers = {stage.ledger.persons[WALK_IN]} & with_interview
    yield Row("S7", "pins held to the end", [PINNED, PINNED], [len(pins), sum(_holds(pin, found) for pin in pins)])
    yield Row("S7", "slots of the two that were swapped", list(swapped.values()), [slots.get(one) for one in swapped])
    yield Row("S7", "interviews of a late company that had to leave its hours", len(late.about), _displaced(late))
    yield Row("S7", "interviews at it before it opened", 0, _too_early(stage, found))
    yield Row("S7", "interviews of who cancelled or did not show", 0, len(stage.ledger.away & with_interview))
    yield Row("S7", "meetings that were forbidden", 0, len(stage.ledger.apart & met))
    yield Row("S7", "walked in and have an interview", ON_THE_DAY, len(newcomers))


def telling(stage: Stage) -> Iterator[Row]:
    concerned = Counter(one for turn in stage.ledger.turns for one in turn.concerned)
    told = Counter(mail["person_id"] for mail in changes_mailed(stage) if mail["state"] == "sent")
    yield Row("S7", "told once of each change of their interviews", concerned.total(), (concerned & told).total())
    yield Row("S7", "told of changes that were not theirs", 0, (told - concerned).total())


def _displaced(late: Turn) -> int:
    return sum(one["id"] in late.about for one in (*late.moved, *late.cancelled))


def _too_early(stage: Stage, found: list[Body]) -> int:
    late = stage.ledger.moments[LATE]
    told_at, until = (datetime.fromisoformat(late[name]) for name in ("from", "until"))
    own = [one for one in found if one["organisation_id"] == late["organisation_id"]]
    return sum(told_at <= starts(one) < until for one in own)


def _holds(pin: Body, found: list[Body]) -> bool:
    return any(
        all(one[name] == pin[name] for name in ("candidate_id", "organisation_id", "starts_at"))
        and pin["table_id"] in (None, one["table_id"])
        for one in found
    )
