"""The public address of a programme: for everybody once the edition is announced, for nobody before."""

from base64 import b64decode
from datetime import timedelta
from hashlib import sha256

import pytest
from icalendar import Calendar

from multaqa.errors import NotFound
from tests.integration.events.forum import planned, talk
from tests.integration.running import FES, RABAT


def digest_in(path):
    return sha256(path.split("/")[3].partition(".")[2].encode()).hexdigest()


def opened_address(events, edition, key=None):
    return events.ask("open_public_address", key=key, edition_id=edition)


def test_the_programme_is_read_once_the_edition_is_announced(events):
    edition = planned(events)
    activity = talk(events, edition, timedelta(hours=1), speakers=[{"name": "Amal Benali", "person_id": "p1"}])
    link = digest_in(opened_address(events, edition)["programme"])
    for method in ("read_public_programme", "read_programme_calendar"):
        with pytest.raises(NotFound, match=r"link\.not_found"):
            events.ask(method, link=link)
    events.ask("announce_edition", edition_id=edition)
    read = events.ask("read_public_programme", link=link)
    assert [one["title"] for one in read["activities"]] == [activity["title"]]
    assert read["activities"][0]["speakers"] == [{"name": "Amal Benali", "organisation": None, "title": None}]
    assert (read["state"], read["takes_registrations"], read["register"]) == ("announced", False, None)
    events.ask("open_edition", edition_id=edition)
    page = events.ask("read_public_programme", link=link)["register"]
    assert page == f"/editions/{FES}/{edition}/register"
    calendar = Calendar.from_ical(b64decode(events.ask("read_programme_calendar", link=link)["content"]))
    assert [str(one["uid"]) for one in calendar.walk("VEVENT")] == [f"{activity['id']}@multaqa"]
    for method in ("read_public_programme", "read_programme_calendar"):
        with pytest.raises(NotFound, match=r"link\.not_found"):
            events.ask(method, link=link, tenant=RABAT)


def test_an_address_ends_with_the_next_one_and_is_kept_nowhere(events):
    edition = planned(events)
    events.ask("announce_edition", edition_id=edition)
    first = opened_address(events, edition)["programme"]
    second = opened_address(events, edition, key="k1")
    assert opened_address(events, edition, key="k1")["programme"] is None
    with pytest.raises(NotFound):
        events.ask("read_public_programme", link=digest_in(first))
    assert events.ask("read_public_programme", link=digest_in(second["programme"]))["number"] == 2
    secret = second["programme"].split("/")[3].partition(".")[2]
    rows = [row for name in events.database.list_collection_names() for row in events.database[name].find()]
    assert secret not in str(rows)
    with pytest.raises(NotFound, match=r"edition\.not_found"):
        events.ask("open_public_address", edition_id=edition, tenant=RABAT)
