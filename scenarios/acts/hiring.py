"""From interviews to jobs: offered, answered, and asked after while the months pass."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from scenarios import bodies, receivers
from scenarios.api import Body, until
from scenarios.calendar import months_after
from scenarios.stage import Stage

STARTS_AFTER_DAYS = 10
MILESTONES = (3, 6)
BY_LINK = 0.15  # share of those still there who answer by the link of their mail; for the others their employer does
SILENT = 0.5  # share of those no longer there of whom nobody hears
LINK = re.compile(r"/job/([^\s?]+)")
ASKED = "matching.confirmation_asked.v1"


@dataclass(frozen=True)
class Hiring:
    """A hiring of the play: `key` is the same in every play of a seed."""

    id: str
    key: str
    accepted: bool


def jobs_are_offered(stage: Stage) -> None:
    hirings = stage.together("hirings offered", list(chosen(stage)), lambda each: propose(stage, each))
    stage.together("answers of the candidates", hirings, lambda each: answer(stage, each))
    stage.ledger.hirings = {hiring.id: hiring.accepted for hiring in hirings}
    stage.ledger.confirmed = {months: confirmed_at(stage, hirings, months) for months in MILESTONES}
    stage.ledger.left = {months: left_at(stage, hirings, months) for months in MILESTONES}
    stage.ledger.hired_by_key = {hiring.id: hiring.key for hiring in hirings if hiring.accepted}


def chosen(stage: Stage) -> Iterator[Body]:
    """The best rated of each offer, as many as it has positions, each candidate once."""
    left = {stage.ledger.offers[offer.key]: offer.headcount for offer in stage.cast.offers}
    taken: set[str] = set()
    for interview in sorted(stage.ledger.interviews, key=lambda each: (-rating(stage, each), stage.key_of(each))):
        wanted = rating(stage, interview) >= stage.script.play.rating_to_hire
        if wanted and left[interview["offer_id"]] and interview["candidate_id"] not in taken:
            left[interview["offer_id"]] -= 1
            taken.add(interview["candidate_id"])
            yield interview


def rating(stage: Stage, interview: Body) -> int:
    """What the recruiter thinks, 1 to 5, or 0 where the two did not meet: a seed gives the same in every play."""
    draw = random.Random(f"{stage.seed}:rating:{stage.key_of(interview)}")
    if draw.random() > stage.script.play.interviews_held:
        return 0
    return draw.choice((1, 2, 3, 3, 4, 4, 5))


def propose(stage: Stage, interview: Body) -> Hiring:
    key = stage.key_of(interview)
    body = bodies.hiring(interview["id"], stage.offer_of(interview["offer_id"]).contract, first_day(stage))
    made = stage.api.post("/v1/hirings", body, step=f"hiring:{key}")
    declines = random.Random(f"{stage.seed}:answer:{key}").random() < stage.script.play.declined
    return Hiring(made["id"], key, accepted=not declines)


def first_day(stage: Stage) -> date:
    return stage.forum_day + timedelta(days=STARTS_AFTER_DAYS)


def answer(stage: Stage, hiring: Hiring) -> None:
    verb = "accept" if hiring.accepted else "decline"
    stage.api.post(f"/v1/hirings/{hiring.id}/{verb}", step=f"answer:{hiring.key}")


def confirmed_at(stage: Stage, hirings: list[Hiring], months: int) -> list[str]:
    """Who is still there: whoever is at six months was at three."""
    kept = stage.script.play.kept[months]
    return [each.id for each in hirings if each.accepted and _stays(stage.seed, each.key) < kept]


def left_at(stage: Stage, hirings: list[Hiring], months: int) -> list[str]:
    """Who says that they are gone: whoever did at three months has at six."""
    kept = stage.script.play.kept[months]
    gone = [each for each in hirings if each.accepted and _stays(stage.seed, each.key) >= kept]
    return [each.id for each in gone if _voice(stage.seed, each.key) >= SILENT]


def _stays(seed: int, key: str) -> float:
    return random.Random(f"{seed}:stays:{key}").random()


def _voice(seed: int, key: str) -> float:
    return random.Random(f"{seed}:voice:{key}").random()


def asked_until(stage: Stage, months: int) -> int:
    """How many were asked by mail up to this milestone: who was gone at the one before is not asked again."""
    accepted = sum(stage.ledger.hirings.values())
    earlier = [other for other in MILESTONES if other < months]
    return accepted * (len(earlier) + 1) - sum(len(stage.ledger.left[other]) for other in earlier)


def _let_webhooks_arrive(stage: Stage) -> None:
    """Months do not leap outside of a play: what waits for so long to be posted is kept no longer, and given up."""
    told = ("matching.candidate_hired.v1", "matching.hiring_declined.v1")
    until(
        lambda: receivers.webhooks(stage.webhooks)["types"],
        lambda types: sum(types.get(one, 0) for one in told) >= len(stage.ledger.hirings),
        within_s=120,
    )
    path = f"/v1/subscriptions/{stage.ledger.subscription}/deliveries"
    until(lambda: stage.subscriber.get(path, state="pending", limit=1)["items"], lambda items: not items, within_s=30)


def months_pass(stage: Stage, months: int) -> None:
    """All are asked by mail on the day; then some answer by their links, and employers say it of the others."""
    _let_webhooks_arrive(stage)
    stage.calendar.move_to(months_after(first_day(stage), months))
    until(lambda: _mails_sent(stage), lambda count: count >= asked_until(stage, months), within_s=120)
    confirmed, left = stage.ledger.confirmed[months], stage.ledger.left[months]
    said_before = {each for other in MILESTONES if other < months for each in stage.ledger.left[other]}
    by_link = {each for each in confirmed if _voice(stage.seed, stage.ledger.hired_by_key[each]) < BY_LINK}
    answers = [(each, True) for each in confirmed if each in by_link]
    answers += [(each, False) for each in left if each not in said_before]
    links = receivers.found_in_newest(stage.mails, {_email(stage, each) for each, _ in answers}, LINK)
    stage.together(
        f"answers by link after {months} months",
        answers,
        lambda each: _answer_by_link(stage, months, links[_email(stage, each[0])], each),
    )
    body = {"months": months}
    stage.together(
        f"confirmed by employers after {months} months",
        [each for each in confirmed if each not in by_link],
        lambda each: stage.api.post(f"/v1/hirings/{each}/confirmations", body, step=f"confirm:{months}:{each}"),
    )


def _mails_sent(stage: Stage) -> int:
    mails = stage.api.each("/v1/mails")
    return sum(mail["type"] == ASKED and mail["state"] == "sent" for mail in mails)


def _email(stage: Stage, hiring_id: str) -> str:
    return stage.email_of(stage.ledger.hired_by_key[hiring_id])


def _answer_by_link(stage: Stage, months: int, token: str, answer: tuple[str, bool]) -> Body:
    """As a phone would: read what is asked, then answer."""
    hiring_id, still = answer
    asked = stage.public.get(f"/v1/links/{token}/job")
    if asked["months"] != months:
        raise RuntimeError(f"the newest mail asks about {asked['months']} months, not about {months}")
    path = f"/v1/links/{token}/job/answer"
    return stage.public.post(path, {"still": still}, step=f"answer by link:{months}:{hiring_id}")
