"""A calendar program reads deadlines by an address alone: no key, no account, and nothing for whoever guesses."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from pymongo import MongoClient

from services.partners.domain import LocalText
from services.partners.domain.deadline import Deadline
from services.partners.store import Deadlines

NOW = datetime.now(UTC).replace(microsecond=0)
ON = NOW.date() + timedelta(days=60)
TITLE = LocalText("Accord-cadre", "اتفاقية إطار")


@pytest.fixture(scope="module")
def deadline(running) -> str:
    """As the partners' room writes it when an agreement comes into force."""
    deadline = Deadline("deadline-1", "expiry", "agreement-9", ON, TITLE, ("directorate", "organisation-9"), NOW, NOW)
    with MongoClient[dict[str, Any]](running.mongo_uri, tz_aware=True) as client:
        Deadlines(client[f"{running.databases}_partners"], "fes-meknes").save(deadline)
    return deadline.id


def read(running, path: str, accept: str = "*/*") -> httpx.Response:
    return httpx.get(running.address + path, headers={"Accept": accept}, timeout=20)


def days(response: httpx.Response) -> list[date]:
    return [event["dtstart"].dt for event in Calendar.from_ical(response.content).walk("VEVENT")]


@pytest.mark.parametrize("accept", ["*/*", "text/calendar", "text/calendar, text/plain;q=0.5"])
def test_it_is_read_without_a_key(running, fes, deadline, accept):
    feed = fes.made("/v1/calendars", {"language": "fr"})
    response = read(running, feed["path"], accept)
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"].startswith("text/calendar")
    assert ON in days(response)


def test_an_ended_one_is_as_unknown_as_one_that_never_was(running, fes, deadline):
    feed = fes.made("/v1/calendars", {"language": "ar"})
    assert fes.delete(f"/v1/calendars/{feed['id']}").status_code == 204
    ended = read(running, feed["path"])
    never = read(running, feed["path"][: -len("/calendar") - 4] + "AAAA/calendar")
    assert (ended.status_code, never.status_code) == (404, 404)
    assert ended.json()["type"] == never.json()["type"] == "/problems/link.not_found"


def test_under_another_tenants_name_it_leads_nowhere(running, fes, rabat, deadline):
    feed = fes.made("/v1/calendars", {"language": "fr"})
    assert read(running, feed["path"].replace("fes-meknes", "rabat-sale-kenitra")).status_code == 404
    assert days(read(running, rabat.made("/v1/calendars", {"language": "fr"})["path"])) == []


def test_deadlines_are_listed_for_staff_of_their_tenant_only(fes, rabat, deadline):
    asked = f"/v1/deadlines?before={ON.isoformat()}&kind=expiry"
    assert [one["id"] for one in fes.get(asked).json()["items"]] == [deadline]
    assert fes.get(f"/v1/deadlines?before={(ON - timedelta(days=1)).isoformat()}").json()["items"] == []
    assert rabat.get(asked).json()["items"] == []
    assert fes.with_role("partner").get(asked).status_code == 403
