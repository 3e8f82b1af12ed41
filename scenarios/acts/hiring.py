"""From interviews to jobs: offered, answered, and confirmed while the months pass."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from scenarios import bodies
from scenarios.api import Body
from scenarios.calendar import months_after
from scenarios.stage import Stage

STARTS_AFTER_DAYS = 10
MILESTONES = (3, 6)


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
    body = bodies.hiring(interview["id"], stage.contract_of(interview["offer_id"]), first_day(stage))
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


def _stays(seed: int, key: str) -> float:
    return random.Random(f"{seed}:stays:{key}").random()


def months_pass(stage: Stage, months: int) -> None:
    stage.calendar.move_to(months_after(first_day(stage), months))
    body = {"months": months}
    stage.together(
        f"confirmed after {months} months",
        stage.ledger.confirmed[months],
        lambda each: stage.api.post(f"/v1/hirings/{each}/confirmations", body, step=f"confirm:{months}:{each}"),
    )
