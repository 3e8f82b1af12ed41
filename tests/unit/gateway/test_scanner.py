"""The scanner's page is the same for every link, in both languages, and made of what this address serves."""

import json
import re
from hashlib import sha256

import pytest

from gateway.scanner import OFFLINE, PARTS, VENDOR
from gateway.texts import texts

TOKEN = f"fes-meknes.{'s' * 43}"


@pytest.fixture
def shown(browser):
    return lambda language: browser.get(f"/door/{TOKEN}?language={language}")


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl")])
def test_it_speaks_both_languages(shown, language, direction):
    answer = shown(language)
    assert f'lang="{language}" dir="{direction}"' in answer.text
    words = json.loads(re.search(r'id="texts">(.*?)</script>', answer.text, re.DOTALL)[1])
    assert words["door.accepted"] == texts(language)["door.accepted"]


def test_it_asks_nobody_and_runs_its_own_script_only(shown, browser):
    answer = shown("fr")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers.getlist("Content-Security-Policy") == [policy]
    assert browser.service.commands == []


def test_all_it_is_made_of_is_served_here(shown, browser):
    named = set(re.findall(r'(?:src|href)="(/[^"?]+)', shown("fr").text))
    assert named - {f"/door/{TOKEN}/app.webmanifest"} <= set(PARTS)
    for path in (*PARTS, OFFLINE.worker_path, f"/door/{TOKEN}/app.webmanifest"):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert not re.findall(r"(?:fetch|import|src|href)[^\n]{0,20}https?://", answer.text) or "vendor" in path


def test_the_worker_keeps_every_part_under_the_version_of_all(browser):
    text = browser.get(OFFLINE.worker_path).text
    assert all(f'"{path}"' in text for path in PARTS)
    assert f"door-{OFFLINE.version}" in text


def test_every_word_of_the_script_has_its_text(browser):
    script = browser.get("/door/page.js").text
    named = set(re.findall(r'say\("([a-z_]+)"\)', script)) | set(re.findall(r'verdict: "([a-z_]+)"', script))
    assert {f"door.{name}" for name in named} <= set(texts("fr"))
    assert len(named) > 10


def test_the_vendored_reader_is_the_one_that_was_looked_at():
    noted = (VENDOR / "VERSION.md").read_text(encoding="utf-8")
    for name in ("decode.js", "index.js"):
        assert sha256((VENDOR / name).read_bytes()).hexdigest() in noted


@pytest.mark.parametrize("path", ["/door/fes-meknes.short", "/door/x.js", "/door/"])
def test_nothing_else_is_there(browser, path):
    assert browser.get(path).status_code == 404
