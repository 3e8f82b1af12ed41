"""What other rooms would have told: no relay runs here, so it is written as the hearing room would have written it."""

from typing import Any

from pymongo import MongoClient

from services.events.store import Organisations


def events_hear_of(running: Any, *organisations: str, tenant: str = "fes-meknes") -> None:
    known = {"kind": "company", "name": {"fr": "Sotherma", "ar": "سوطيرما"}, "sectors": ["industry"]}
    with MongoClient[dict[str, Any]](running.mongo_uri, tz_aware=True) as client:
        rows = Organisations(client[f"{running.databases}_events"], tenant)
        for organisation in organisations:
            rows.put_if_newer(organisation, 1, known)
