"""Plays the reference season through the HTTP API, and reads back what the product made of it.

    rows = play(Addresses(gateway="http://127.0.0.1:8000", ...))

The same seed gives the same season; every command carries a key that follows from seed and step, so a play goes on
through the death of any process.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from multaqa import clock
from multaqa.cli.tenants import open_tenant
from multaqa.settings import GATEWAY, load
from scenarios import checks
from scenarios.acts.announcement import season_opens
from scenarios.acts.classes import class_registers, trainees_change_their_minds
from scenarios.acts.creators import agendas_are_printed, companies_come_to_show, meetings_are_held, meetings_are_planned
from scenarios.acts.door import door_opens
from scenarios.acts.foresight import (
    adaptation_is_decided,
    adaptation_is_proposed,
    ceremony_is_held,
    talk_is_given,
)
from scenarios.acts.forum import companies_come, interviews_are_held, timetable_is_made
from scenarios.acts.governance import committee_is_called, committee_meets
from scenarios.acts.hiring import MILESTONES, jobs_are_offered, months_pass
from scenarios.acts.juries import juries_judge
from scenarios.acts.observatory import enrolment_is_stated, supply_is_observed
from scenarios.acts.partnership import partners_sign
from scenarios.acts.registration import candidates_register, waitlist_moves_up
from scenarios.acts.replanning import day_is_replanned
from scenarios.acts.stands import candidates_visit_stands, companies_arrive
from scenarios.acts.subscriber import system_subscribes
from scenarios.api import Api
from scenarios.calendar import Calendar
from scenarios.generator import cast
from scenarios.progress import Narrator
from scenarios.report import Row
from scenarios.script import Tenant, read_script, size_of
from scenarios.stage import Progress, Stage

SEED = 2026


@dataclass(frozen=True)
class Addresses:
    """Where the product and the two receivers of the season are; `mails` and `webhooks` are the sinks' pages."""

    gateway: str
    amqp_uri: str
    mongo_uri: str
    mails: str
    webhooks: str


def play(
    addresses: Addresses,
    *,
    seed: int = SEED,
    candidates: int | None = None,
    companies: int | None = None,
    progress: Progress | None = None,
) -> list[Row]:
    """Open both tenants, play the season in the first, and return every row as read back through the API.

    `candidates` and `companies` shrink the season for tests; without them it has the public figures. The product must
    run in development, with nothing of these tenants in it. Raises what `scenarios.api` raises when the product
    answers what the season does not know.
    """
    narrator = progress or Narrator()
    with ExitStack() as stack:
        narrator.act("Two directorates open")
        script = read_script()
        season = stack.enter_context(_tenant(addresses, script.season, seed))
        beside = stack.enter_context(_tenant(addresses, script.beside, seed))
        portal, door, subscriber = (
            stack.enter_context(_with_role(addresses, season, role, seed)) for role in ("portal", "door", "subscriber")
        )
        size = size_of(script, candidates, companies)
        stage = Stage(
            api=season,
            public=stack.enter_context(Api(addresses.gateway, None, seed)),
            portal=portal,
            door=door,
            subscriber=subscriber,
            script=script,
            size=size,
            cast=cast(seed, size),
            seed=seed,
            calendar=_calendar(addresses, season),
            progress=narrator,
            mails=addresses.mails,
            webhooks=addresses.webhooks,
        )
        for title, acts in ACTS.items():
            narrator.act(title)
            for act in acts:
                act(stage)
        for months in MILESTONES:
            narrator.act(f"{months} months later")
            months_pass(stage, months)
        narrator.act("Reading the season back")
        return checks.rows(stage, beside)


ACTS = {
    "The season is announced": (season_opens,),
    "Partners sign": (partners_sign, committee_is_called),
    "The industry day and the digital day": (
        ceremony_is_held,
        talk_is_given,
        adaptation_is_proposed,
        enrolment_is_stated,
    ),
    "An external system subscribes": (system_subscribes,),
    "A class registers": (class_registers, trainees_change_their_minds),
    "Candidates register": (candidates_register, waitlist_moves_up),
    "Juries judge": (juries_judge,),
    "Creators meet companies": (companies_come_to_show, meetings_are_planned, agendas_are_printed, meetings_are_held),
    "Companies come to the forum": (companies_come, timetable_is_made),
    "The day of the forum": (
        door_opens,
        companies_arrive,
        candidates_visit_stands,
        day_is_replanned,
        interviews_are_held,
    ),
    "The committee meets": (committee_meets, adaptation_is_decided),
    "Jobs are offered": (supply_is_observed, jobs_are_offered),
}


@contextmanager
def _tenant(addresses: Addresses, tenant: Tenant, seed: int) -> Iterator[Api]:
    settings = replace(load(GATEWAY), amqp_uri=addresses.amqp_uri)
    key = open_tenant(settings, tenant.slug, tenant.name_fr, tenant.name_ar)
    with Api(addresses.gateway, key, seed) as api:
        yield api


def _with_role(addresses: Addresses, season: Api, role: str, seed: int) -> Api:
    return Api(addresses.gateway, make_key(season, role), seed)


def _calendar(addresses: Addresses, season: Api) -> Calendar:
    opened_at = datetime.fromisoformat(season.get("/v1/tenant")["opened_at"])
    return Calendar(opened_at, lambda seconds: clock.move(addresses.mongo_uri, seconds=seconds))


def make_key(season: Api, role: str) -> str:
    """A key is shown once; where the answer that showed it was lost, another is made."""
    for attempt in range(1, 10):
        made = season.post("/v1/keys", {"role": role, "label": f"season, {role}"}, step=f"key:{role}:{attempt}")
        if made["key"]:
            return str(made["key"])
    raise RuntimeError(f"no key for the role {role}")
