"""The page that asks whether somebody is still in their job: two taps, two languages, and reading records nothing."""

import re
from pathlib import Path

import pytest

from gateway.handbook import WEB
from gateway.texts import texts
from multaqa.links import gone

TOKEN = "fes-meknes." + "s" * 43
JOB = {
    "organisation_name": {"fr": "Atlas <b>", "ar": "أطلس"},
    "offer_title": {"fr": "Carreleur", "ar": "مبلّط"},
    "starts_on": "2026-05-14",
    "months": 3,
    "still": None,
}


def page(room, language="fr", more=""):
    return room.client.get(f"/job/{TOKEN}?language={language}{more}")


def written(text):
    return text.replace("'", "&#39;")


@pytest.mark.parametrize(("language", "direction", "title"), [("fr", "ltr", "Carreleur"), ("ar", "rtl", "مبلّط")])
def test_the_first_tap_shows_the_answer_and_the_second_sends_it(browser, language, direction, title):
    browser.service.answers = JOB
    shown = page(browser, language)
    assert (shown.status_code, shown.headers["Content-Language"]) == (200, language)
    assert shown.headers["Cache-Control"] == "no-store"
    for part in (f'dir="{direction}"', title, written(texts(language)["job_page.yes"])):
        assert part in shown.text
    assert "<form" not in shown.text
    assert "<b>" not in shown.text
    chosen = page(browser, language, "&still=no").text
    assert 'name="still" value="no"' in chosen
    assert written(texts(language)["job_page.said_no"]) in chosen
    assert {one.procedure for one in browser.service.commands} == {"read_job_by_link"}
    once = re.search(r'name="once" value="(\w+)"', chosen)[1]
    sent = browser.client.post(f"/job/{TOKEN}/answer?language={language}", data={"once": once, "still": "no"})
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/job/{TOKEN}?language={language}")
    command = browser.service.commands[-1]
    assert (command.procedure, command.arguments["still"]) == ("answer_job_by_link", False)


@pytest.mark.parametrize(("still", "said"), [(True, "job_page.said_yes"), (False, "job_page.said_no")])
def test_an_answer_that_was_given_is_shown_and_asked_no_more(browser, still, said):
    browser.service.answers = {**JOB, "still": still}
    shown = page(browser, more="&still=yes").text
    assert written(texts("fr")[said]) in shown
    assert "<form" not in shown


def test_an_answer_that_says_nothing_is_refused_before_any_room_is_asked(browser):
    browser.service.answers = JOB
    answer = browser.client.post(f"/job/{TOKEN}/answer?language=fr", data={"once": "k-1", "still": "perhaps"})
    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)
    assert [one.procedure for one in browser.service.commands] == ["read_job_by_link"]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_link_that_opens_nothing_is_answered_in_words(browser, language):
    browser.service.error = gone()
    shown = page(browser, language)
    assert shown.status_code == 404
    assert written(texts(language)["link.not_found"]) in shown.text


def test_the_template_speaks_words_that_both_languages_have():
    source = Path(WEB / "templates" / "job.html").read_text(encoding="utf-8")
    asked = set(re.findall(r'"(job_page\.[a-z_]+)"', source))
    for language in ("fr", "ar"):
        assert {code for code in texts(language) if code.startswith("job_page.")} == asked
