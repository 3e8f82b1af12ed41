"""The public verification page: JSON for programs, a page in French or Arabic for people, nothing for guessers."""

from hashlib import sha256

import pytest

from gateway.schemas.partners.agreements import AGREEMENT_STATES
from gateway.schemas.partners.documents import FOUND, LEVELS
from gateway.texts import texts
from multaqa.errors import NotFound

TOKEN = f"fes-meknes.{'s' * 43}"
ADDRESS = f"/verify/{TOKEN}"
DIGEST = "ab" * 32
TOLD = {
    "agreement_id": "a1",
    "kind": "framework",
    "title": {"fr": "Accord-cadre <b>BTP</b>", "ar": "اتفاقية إطار"},
    "text_version": 3,
    "digest": DIGEST,
    "state": "in_force",
    "in_force_at": "2026-05-04T09:30:00+00:00",
    "ended_at": None,
    "document_digest": "cd" * 32,
    "attached_digests": ["ef" * 32],
    "seal_fingerprint": "01" * 32,
    "parties": [
        {"name": {"fr": "FNBTP", "ar": "الجامعة"}, "signed_at": "2026-05-04T09:30:00+00:00", "level": "wet_ink"},
        {"name": {"fr": "Direction", "ar": "المديرية"}, "signed_at": None, "level": None},
    ],
    "checked": None,
}
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def room(browser):
    browser.service.answers = TOLD
    return browser


def opened(room, query="", **headers):
    return room.client.get(ADDRESS + query, headers={**BROWSER, **headers})


def test_a_program_gets_json(room):
    response = room.client.get(ADDRESS)
    assert response.content_type == "application/json"
    assert response.get_json() == TOLD


def test_the_room_is_asked_by_the_digest_of_the_secret_and_no_key_is_needed(room):
    room.client.get(f"{ADDRESS}?digest={DIGEST.upper()}")
    (command,) = room.service.commands
    assert command.arguments == {"link": sha256(b"s" * 43).hexdigest(), "digest": DIGEST.upper()}
    assert (command.context.tenant, command.context.role) == ("fes-meknes", "link")


@pytest.mark.parametrize(
    ("query", "accepted", "language", "direction"),
    [
        ("", "fr", "fr", "ltr"),
        ("", "ar", "ar", "rtl"),
        ("", "ar-MA,fr;q=0.5", "ar", "rtl"),
        ("?language=ar", "fr", "ar", "rtl"),
        ("?language=de", "ar", "ar", "rtl"),
        ("", "de", "fr", "ltr"),
    ],
)
def test_a_browser_gets_a_page_in_its_language(room, query, accepted, language, direction):
    response = opened(room, query, **{"Accept-Language": accepted})
    assert response.content_type == "text/html; charset=utf-8"
    assert f'<html lang="{language}" dir="{direction}">' in response.text
    assert response.headers["Content-Language"] == language


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_it_says_what_the_copy_says(room, language):
    page = opened(room, f"?language={language}").text
    for told in ("a1", DIGEST, "cd" * 32, "ef" * 32, "01" * 32, TOLD["parties"][0]["name"][language]):
        assert told in page
    assert "verification." not in page


def test_times_are_those_of_morocco(room):
    assert "4 mai 2026, 10:30 UTC+01:00" in opened(room, "?language=fr").text


def test_markup_in_a_title_is_text(room):
    assert "<b>" not in opened(room).text


@pytest.mark.parametrize("found", FOUND)
def test_the_page_says_what_a_digest_is_of(room, found):
    room.service.answers = {**TOLD, "checked": {"digest": "99" * 32, "found": found}}
    page = opened(room, "?language=fr&digest=" + "99" * 32).text
    assert texts("fr")[f"verification.found_{found}"].replace("'", "&#39;") in page
    assert "99" * 32 in page


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_state_and_level_has_its_word(language):
    names = [f"state_{state}" for state in AGREEMENT_STATES] + [f"level_{level}" for level in LEVELS]
    assert [name for name in names if f"verification.{name}" not in texts(language)] == []


def test_no_cache_and_no_search_engine_keeps_the_address(room):
    headers = opened(room).headers
    assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex")
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_an_address_nobody_printed_is_told_on_a_page(room, language):
    room.service.error = NotFound("verification.not_found", "No.")
    response = opened(room, f"?language={language}")
    assert response.status_code == 404
    assert texts(language)["verification.not_found"] in response.text


def test_what_is_no_digest_is_refused_on_a_page_and_to_programs(room):
    page = opened(room, "?digest=abc&language=fr")
    assert page.status_code == 422
    assert "64 chiffres hexadécimaux" in page.text
    refused = room.client.get(f"{ADDRESS}?digest=abc").get_json()
    assert refused["errors"][0]["parameter"] == "digest"


@pytest.mark.parametrize("token", ["fes-meknes", "a1", "fes-meknes.short", f"Fes.{'s' * 43}", f".{'s' * 43}"])
def test_an_id_is_no_address(room, token):
    assert room.client.get(f"/verify/{token}").status_code == 404
    assert room.service.commands == []
