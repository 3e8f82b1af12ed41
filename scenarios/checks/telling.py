"""S7 and S8: what people were told by mail, and the external system by signed webhook, each thing once."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from scenarios import receivers
from scenarios.acts.hiring import MILESTONES, asked_until
from scenarios.acts.juries import CONTESTS, entrants
from scenarios.acts.registration import by_state
from scenarios.api import Body, until
from scenarios.report import Row
from scenarios.script import ON_THE_DAY
from scenarios.stage import Stage


def mails(stage: Stage) -> Iterator[Row]:
    """Those to candidates: partners get theirs besides, about signatures and deadlines."""
    expected = _of_registrations(stage) + _of_class(stage) + _of_timetables(stage) + _of_contests(stage)
    expected += sum(len(turn.concerned) for turn in stage.ledger.turns)
    expected += asked_until(stage, max(MILESTONES))
    people = {one.email for one in stage.cast.candidates} | {one.email for one in stage.cast.trainees}
    arrived = until(lambda: receivers.mails(stage.mails), lambda page: _to(people, page) >= expected)
    sent = until(lambda: _sent(stage), lambda count: count == expected)
    yield Row(
        "S7",
        "mails sent: registrations, places, cancellations, timetables, changes, contests, jobs",
        expected,
        sent,
    )
    yield Row("S7", "mails that arrived at the mail server", expected, _to(people, arrived))
    yield Row("S7", "mails that arrived twice", 0, arrived["repeated"])
    yield Row("S7", "candidates and trainees who got mail", len(people), len(people & arrived["recipients"].keys()))


def _of_registrations(stage: Stage) -> int:
    """One to each who registered, two more to each who moved up (offered, confirmed), and one to each who cancelled."""
    size = stage.size
    registered, cancelled = size.applying + ON_THE_DAY, size.cancelling + ON_THE_DAY
    return registered + len(stage.creators) + 2 * min(size.over, size.cancelling) + cancelled


def _of_class(stage: Stage) -> int:
    """One to each of the class, one to each of two who left, and two to the one who moved up (offered, confirmed)."""
    return len(stage.cast.trainees) + 4


def _of_timetables(stage: Stage) -> int:
    runs = (stage.ledger.moments[name]["figures"] or {} for name in ("timetable", "timetable:show"))
    return sum(int(figures.get("with_interview", 0)) for figures in runs)


def _of_contests(stage: Stage) -> int:
    """Two to each entrant (entered, published; there is no time for appeals), one to each winner: their credential."""
    entered = sum(len(entrants(stage, edition)) for edition in CONTESTS)
    return 2 * entered + sum(len(award["person_ids"]) for award in stage.api.each("/v1/awards"))


def _to(people: set[str], page: Body) -> int:
    return sum(count for recipient, count in page["recipients"].items() if recipient in people)


def _sent(stage: Stage) -> int:
    return by_state([mail for mail in stage.api.each("/v1/mails") if mail["person_id"]])["sent"]


def webhooks(stage: Stage) -> Iterator[Row]:
    """The external system is held against the list of hirings: and of offers: one message per step that each took."""
    hirings = list(stage.api.each("/v1/hirings"))
    told = _steps(hirings) | _offers(list(stage.api.each("/v1/offers")))
    received = until(lambda: receivers.webhooks(stage.webhooks), lambda page: page["count"] >= sum(told.values()))
    log = until(lambda: _log(stage), lambda kept: all(one["state"] == "delivered" for one in kept))  # after arrival
    for message_type, count in told.items():
        yield Row("S8", f"signed webhooks: {message_type}", count, received["types"].get(message_type, 0))
    yield Row("S8", "webhooks received twice", 0, received["repeated"])
    yield Row("S8", "webhooks whose signature does not hold", 0, received["refused"] + received["unverified"])
    yield Row("S8", "deliveries in the log that did not arrive", 0, sum(one["state"] != "delivered" for one in log))
    at_the_end = sum(max(MILESTONES) in one["confirmed_months"] for one in hirings)
    yield Row("S8", "deliveries in the log of what was confirmed at 6 months", at_the_end, _of_the_last_month(log))


def _log(stage: Stage) -> list[Body]:
    """It goes back 90 days: of the season's six months only the end is left of it."""
    return list(stage.subscriber.each(f"/v1/subscriptions/{stage.ledger.subscription}/deliveries"))


def _of_the_last_month(log: list[Body]) -> int:
    confirmed = [
        datetime.fromisoformat(one["created_at"]) for one in log if one["type"] == "matching.hiring_confirmed.v1"
    ]
    return sum(at > max(confirmed) - timedelta(days=30) for at in confirmed)


def _steps(hirings: list[Body]) -> dict[str, int]:
    states = by_state(hirings)
    return {
        "matching.hiring_offered.v1": len(hirings),
        "matching.candidate_hired.v1": states["hired"],
        "matching.hiring_declined.v1": states["declined"],
        "matching.hiring_confirmed.v1": sum(len(hiring["confirmed_months"]) for hiring in hirings),
    }


def _offers(offers: list[Body]) -> dict[str, int]:
    return {
        "matching.offer_published.v1": len(offers),
        "matching.offer_filled.v1": by_state(offers)["filled"],
    }
