"""People with names, their badges, and devices that scan them."""

from datetime import timedelta

from multaqa.clock import SystemClock
from tests.integration.events.forum import register

FES = "fes-meknes"


def known(events, *persons, tenant=FES):
    heard = [
        events.hear("directory.person_registered.v1", person, {
            "person_id": person, "name_latin": f"Prénom{person} Nom{person}", "name_arabic": f"الاسم{person}",
            "email": f"{person}@example.ma", "language": "fr", "consents": [],
        }, tenant=tenant)
        for person in persons
    ]  # fmt: skip
    events.has_handled(*heard)


def seated(events, edition, *persons, **circumstances):
    return [register(events, edition, person, **circumstances)["id"] for person in persons]


def token_of(events, registration, **circumstances):
    return events.ask("badge_of", registration_id=registration, **circumstances)["token"]


def scanned(nonce, token, minutes_ago=0.0, kind="entry", off=timedelta()):
    at = SystemClock().now() - timedelta(minutes=minutes_ago) + off
    return {"nonce": nonce, "token": token, "kind": kind, "at": at.isoformat(timespec="milliseconds")}


def device_at(events, edition, name="Porte", **circumstances):
    return events.ask("register_device", edition_id=edition, name=name, **circumstances)


def tell(events, edition, device, scans, off=timedelta(), **circumstances):
    told = {"device_id": device["id"], "device_now": (SystemClock().now() + off).isoformat(), "scans": scans}
    return events.ask("tell_scans", edition_id=edition, **told, **circumstances)["scans"]


def verdicts(answers):
    return [answer["verdict"] for answer in answers]


def scans_of(events, edition, **asked):
    return events.ask("list_scans", edition_id=edition, limit=200, **asked)["items"]
