"""A forum to register for, and ways to ask for a place in it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from multaqa.clock import SystemClock
from multaqa.errors import MultaqaError

NAME = {"fr": "Forum régional de l'emploi", "ar": "الملتقى الجهوي للتشغيل"}


def planned(events, capacity=2, number=2, lasts=timedelta(days=40), began=timedelta(), reentry=False, **circumstances):
    series = events.ask("create_series", facts={"name": NAME}, **circumstances)
    now = SystemClock().now()
    facts = {
        "series_id": series["id"],
        "number": number,
        "theme": {"fr": "L'insertion", "ar": "الإدماج"},
        "sectors": ["industry"],
        "venue": "Fès",
        "reentry": reentry,
        "starts_at": (now - began).isoformat(),
        "ends_at": (now + lasts).isoformat(),
        "quotas": [{"category": "candidate", "capacity": capacity}, {"category": "visitor", "capacity": 3}],
    }
    return events.ask("plan_edition", facts=facts, **circumstances)["id"]


def opened(events, capacity=2, **more):
    edition = planned(events, capacity, **more)
    circumstances = {"tenant": more["tenant"]} if "tenant" in more else {}
    events.ask("open_edition", edition_id=edition, **circumstances)
    return edition


def talk(events, edition, starts_in=timedelta(), lasts=timedelta(hours=1), **facts):
    """An activity of a planned edition, so long after its start."""
    starts_at = datetime.fromisoformat(events.ask("get_edition", edition_id=edition)["starts_at"]) + starts_in
    told = {
        "kind": "talk",
        "title": {"fr": "L'IA au service de la cybersécurité", "ar": "الذكاء الاصطناعي في خدمة الأمن السيبراني"},
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + lasts).isoformat(),
    }
    return events.ask("plan_activity", edition_id=edition, facts={**told, **facts})


def register(events, edition, person, category="candidate", **circumstances):
    arguments = {"edition_id": edition, "person_id": person, "category": category}
    return events.ask("register", **arguments, **circumstances)


def register_at_once(events, edition, persons, clients=64):
    """Everybody asks at the same time; an answer or the refusal each, in the order of the persons."""
    with ThreadPoolExecutor(clients) as queue:
        return list(queue.map(lambda person: answer_of(register, events, edition, person), persons))


def answer_of(ask, *arguments, **more):
    try:
        return ask(*arguments, **more)
    except MultaqaError as refusal:
        return refusal


def counts(events, edition, category="candidate"):
    return events.ask("count_registrations", edition_id=edition)[category]
