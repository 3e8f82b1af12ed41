"""An entrant's page: both languages, a form only while an appeal can be made, and an answer for each refusal."""

import re
from pathlib import Path

import pytest

from gateway.handbook import WEB
from gateway.texts import texts
from multaqa.links import gone

TOKEN = "fes-meknes." + "s" * 43
AT = "2026-05-18T12:00:00+00:00"
OWN = {
    "contest": {"title": {"fr": "Défilé <b>", "ar": "عرض"}, "state": "frozen", "cancelled_because": None},
    "entry": {"id": "e1", "title": {"fr": "Ma robe", "ar": "فستاني"}, "state": "submitted", "submitted_at": AT},
    "result": None,
    "appeals_until": AT,
    "appeals": [],
}
RESULT = {"rank": 2, "ranked": 9, "prize": {"fr": "Deuxième prix", "ar": "الجائزة الثانية"}}


def page(room, language="fr"):
    return room.client.get(f"/entry/{TOKEN}?language={language}")


@pytest.mark.parametrize(("language", "direction", "title"), [("fr", "ltr", "Ma robe"), ("ar", "rtl", "فستاني")])
def test_it_shows_the_entry_in_the_readers_language(browser, language, direction, title):
    browser.service.answers = OWN
    shown = page(browser, language)
    assert (shown.status_code, shown.headers["Content-Language"]) == (200, language)
    assert shown.headers["Cache-Control"] == "no-store"
    assert f'dir="{direction}"' in shown.text
    assert title in shown.text
    assert texts(language)["entry_page.state_frozen"].replace("'", "&#39;") in shown.text
    assert f'action="/entry/{TOKEN}/appeal?language={language}"' in shown.text
    assert "<b>" not in shown.text


def test_there_is_a_form_only_while_an_appeal_can_be_made(browser):
    browser.service.answers = {**OWN, "appeals_until": None}
    assert "<form" not in page(browser).text


def test_a_published_result_is_the_entrants_own(browser):
    browser.service.answers = {**OWN, "result": RESULT}
    shown = page(browser).text
    assert "Rang 2 sur 9" in shown
    assert "Deuxième prix" in shown
    browser.service.answers = {**OWN, "result": {**RESULT, "rank": None, "prize": None}}
    assert texts("fr")["entry_page.unranked"].replace("'", "&#39;") in page(browser).text


def test_why_a_contest_is_cancelled_is_said(browser):
    contest = {**OWN["contest"], "state": "cancelled", "cancelled_because": "Salle <b>fermée"}
    browser.service.answers = {**OWN, "contest": contest, "appeals_until": None}
    assert "Salle &lt;b&gt;fermée" in page(browser).text


def test_an_appeal_goes_the_way_of_the_api_and_comes_back_to_the_page(browser):
    browser.service.answers = OWN
    form = {"once": "k-1", "text": "Temps mal mesuré."}
    answer = browser.client.post(f"/entry/{TOKEN}/appeal?language=ar", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/entry/{TOKEN}?language=ar")
    (command,) = browser.service.commands
    assert (command.procedure, command.arguments["text"]) == ("appeal_by_link", "Temps mal mesuré.")


def test_an_empty_appeal_is_refused_before_any_room_is_asked(browser):
    browser.service.answers = OWN
    answer = browser.client.post(f"/entry/{TOKEN}/appeal?language=fr", data={"once": "k-1"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert [one.procedure for one in browser.service.commands] == ["read_entry_by_link"]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_link_that_opens_nothing_is_answered_in_words(browser, language):
    browser.service.error = gone()
    shown = page(browser, language)
    assert shown.status_code == 404
    assert texts(language)["link.not_found"].replace("'", "&#39;") in shown.text
    assert "<form" not in shown.text


def test_the_template_speaks_words_that_both_languages_have():
    source = Path(WEB / "templates" / "entry.html").read_text(encoding="utf-8")
    asked = {code for code in re.findall(r't\("(entry_page\.[a-z_]+)"', source) if not code.endswith("_")}
    states = ("planned", "open", "scoring", "deliberating", "frozen", "published", "cancelled")
    asked |= {f"entry_page.state_{one}" for one in states}
    asked |= {f"entry_page.appeal_{one}" for one in ("undecided", "upheld", "dismissed")}
    for language in ("fr", "ar"):
        assert asked - set(texts(language)) == set()
        assert {code for code in texts(language) if code.startswith("entry_page.")} == asked
