"""An entrant's way through the real door: a link by mail, a page, an appeal; and a contest that staff cancel."""

from datetime import UTC, datetime, timedelta

import pytest
from pymongo import MongoClient

from multaqa.bus.envelope import Envelope
from services.events import store
from services.events.domain.contest import Minutes
from services.events.domain.wording import LocalText
from tests.integration.gateway.conftest import HTTP
from tests.integration.gateway.planting import CONTEST, NAME
from tests.integration.gateway.test_answers import keep_promise
from tests.integration.gateway.test_tenants import edition_of

ENTRY = {"title": {"fr": "Robe d'Imilchil", "ar": "فستان"}, "person_ids": ["salma"]}
RIGHTS = [{"person_id": "salma", "given": True, "on": "2026-01-01"}]
PAGE = {"Accept": "text/html"}


@pytest.fixture
def contest(fes):
    series = fes.made("/v1/series", {"name": NAME})["id"]
    edition = fes.made("/v1/editions", edition_of(series))["id"]
    contest = fes.made(f"/v1/editions/{edition}/contests", CONTEST)["id"]
    assert fes.post(f"/v1/contests/{contest}/open").status_code == 200
    return contest


@pytest.fixture
def entry(fes, contest):
    return fes.made(f"/v1/contests/{contest}/entries", {**ENTRY, "image_rights": RIGHTS})["id"]


@pytest.fixture
def token(running, entry):
    """What the mail would bring: no relay runs here."""
    with MongoClient(running.mongo_uri) as client:
        rows = client[f"{running.databases}_events"].outbox.find({"type": "events.entrant_link_sent.v1"})
        letters = [Envelope.parse(row["body"]).facts for row in rows]
    return next(one["token"] for one in letters if one["id"] == entry)


@pytest.fixture
def appealable(running, contest, entry):
    """Minutes that all have signed, as a jury brings them about."""
    now = datetime.now(UTC)
    with MongoClient(running.mongo_uri, tz_aware=True) as client:
        database = client[f"{running.databases}_events"]
        contests = store.Contests(database, "fes-meknes")
        judged = contests.get(contest)
        judged.state = "frozen"
        contests.save(judged)
        minutes = Minutes(
            f"minutes-{contest}", contest, 1, LocalText(**NAME), {"entries": []}, "d" * 64, None, (), now, "s" * 43,
            "e" * 64, {"key_id": "k", "signature": "s"}, signed_at=now, appeals_until=now + timedelta(days=7),
        )  # fmt: skip
        store.JuryMinutes(database, "fes-meknes").save(minutes)


def test_an_entrant_sees_their_entry_and_appeals_on_the_page(fes, contest, entry, appealable, token):
    told = keep_promise(HTTP.get(f"{fes.address}/v1/links/{token}/entry"), "/v1/links/{token}/entry", 200)
    assert (told["entry"]["id"], told["result"]) == (entry, None)
    assert told["appeals_until"]
    address = f"{fes.address}/entry/{token}"
    assert "Robe d&#39;Imilchil" in HTTP.get(f"{address}?language=fr").text
    sent = HTTP.post(f"{address}/appeal?language=ar", data={"once": "k-1", "text": "Temps mal mesuré."})
    assert sent.status_code == 303
    again = HTTP.post(f"{address}/appeal?language=ar", data={"once": "k-1", "text": "Temps mal mesuré."})
    assert again.status_code == 303
    (appeal,) = fes.get(f"/v1/contests/{contest}/appeals").json()["items"]
    assert (appeal["entry_id"], appeal["text"]) == (entry, "Temps mal mesuré.")
    shown = HTTP.get(f"{address}?language=ar")
    assert 'dir="rtl"' in shown.text
    assert "قيد النظر" in shown.text
    second = HTTP.post(f"{address}/appeal?language=fr", data={"once": "k-2", "text": "Encore."})
    assert (second.status_code, "déjà à l&#39;examen" in second.text) == (409, True)


@pytest.mark.parametrize("wrong", ["forged", "foreign"])
def test_a_link_that_is_not_this_directorates_opens_nothing_and_says_so(fes, rabat, appealable, token, wrong):
    tenant, _, secret = token.partition(".")
    other = f"{tenant}.{'A' * 43}" if wrong == "forged" else f"rabat-sale-kenitra.{secret}"
    assert HTTP.get(f"{fes.address}/v1/links/{other}/entry").json()["type"].endswith("/problems/link.not_found")
    page = HTTP.get(f"{fes.address}/entry/{other}?language=fr")
    assert (page.status_code, "Robe" in page.text, 'role="alert"' in page.text) == (404, False, True)
    sent = HTTP.post(f"{fes.address}/entry/{other}/appeal?language=fr", data={"once": "k-3", "text": "x"})
    assert sent.status_code == 404


def test_staff_cancel_a_contest_and_its_entrant_reads_why(fes, rabat, contest, token):
    path = f"/v1/contests/{contest}/cancel"
    for role in ("door", "subscriber", "partner", "portal"):
        assert fes.with_role(role).post(path, {"reason": "x"}).status_code == 403
    assert rabat.post(path, {"reason": "x"}).status_code == 404
    assert fes.post(path, {}).status_code == 422
    told = keep_promise(fes.post(path, {"reason": "Salle fermée."}), "/v1/contests/{contest_id}/cancel", 200)
    assert (told["state"], told["cancelled_because"]) == ("cancelled", "Salle fermée.")
    assert "Salle fermée." in HTTP.get(f"{fes.address}/entry/{token}?language=fr").text
    assert fes.post(path, {"reason": "Encore."}).json()["type"].endswith("/problems/contest.cancelled")
