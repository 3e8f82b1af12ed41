"""The page that tells whether minutes are genuine, and the shell of the juror's page."""

import pytest

from gateway.jury import OFFLINE, PARTS, PREFIX
from gateway.offline import TYPES
from gateway.texts import texts

TOKEN = f"fes-meknes.{'s' * 43}"
TOLD = {
    "contest_id": "c1",
    "title": {"fr": "Défilé <b>Amazigh</b>", "ar": "عرض الموضة"},
    "number": 2,
    "digest": "ab" * 32,
    "file_digest": "cd" * 32,
    "supersedes": "ef" * 32,
    "superseded_by": None,
    "state": "published",
    "frozen_at": "2026-05-20T16:00:00+00:00",
    "published_at": "2026-06-10T10:00:00+00:00",
    "signed": 3,
    "reserved": 1,
    "awaited": 0,
    "seal": {"key_id": "k1", "signature": "c2VhbA=="},
    "checked": {"digest": "ab" * 32, "found": "text"},
}
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(("language", "state"), [("fr", "Publié"), ("ar", "منشور")])
def test_minutes_are_verified_on_a_page_in_both_languages(browser, language, state):
    browser.service.answers = TOLD
    page = browser.client.get(f"/minutes/{TOKEN}?language={language}", headers=BROWSER).text
    assert state in page
    assert texts(language)["minutes.found_text"] in page.replace("&#39;", "'")
    assert "<b>Amazigh</b>" not in page
    assert all(TOLD[name] in page for name in ("digest", "file_digest", "supersedes"))


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl")])
def test_the_juror_s_page_asks_no_room_and_runs_only_its_own_script(browser, language, direction):
    response = browser.client.get(f"/jury/{TOKEN}?language={language}")
    assert f'<html lang="{language}" dir="{direction}">' in response.text
    assert browser.service.commands == []
    policies = response.headers.getlist("Content-Security-Policy")
    assert len(policies) == 1
    assert "script-src 'self'" in policies[0]
    assert "unsafe" not in policies[0]


@pytest.mark.parametrize("path", [*PARTS, OFFLINE.worker_path])
def test_its_parts_are_served_as_what_they_are(browser, path):
    response = browser.client.get(path)
    assert response.content_type == TYPES[path[path.rindex(".") :]]
    assert response.text


def test_every_word_of_it_is_there_in_both_languages():
    french, arabic = ({code for code in texts(one) if code.startswith(PREFIX)} for one in ("fr", "ar"))
    assert french == arabic
