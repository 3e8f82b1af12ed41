"""The page of whoever receives at a company's tables: both languages, two taps, and a name only where it is shared."""

import re
from pathlib import Path

import pytest

from gateway.handbook import WEB
from gateway.texts import texts
from multaqa.links import gone

TOKEN = "fes-meknes." + "s" * 43
ONE = {
    "id": "i1",
    "table": "A1-1",
    "starts_at": "2026-05-04T08:00:00+00:00",
    "ends_at": "2026-05-04T08:15:00+00:00",
    "state": "planned",
    "rating": None,
    "next_step": None,
    "offer_title": {"fr": "Carreleur", "ar": "مبلّط"},
    "job": None,
    "name": {"latin": "Hiba <b>", "arabic": "هبة"},
}
DAY = {
    "edition": {"id": "e1", "series_name": {"fr": "Forum", "ar": "الملتقى"}, "number": 2},
    "organisation_name": {"fr": "Atlas", "ar": "أطلس"},
    "day": "2026-05-04",
    "interviews": [ONE, {**ONE, "id": "i2", "name": None, "state": "held", "rating": 4, "next_step": "call"}],
}


def page(room, language="fr"):
    return room.client.get(f"/reception/{TOKEN}?language={language}")


def send(room, form, what="outcome"):
    return room.client.post(f"/reception/{TOKEN}/i1/{what}?language=fr", data={"once": "k-1", **form})


@pytest.mark.parametrize(("language", "direction", "name"), [("fr", "ltr", "Hiba"), ("ar", "rtl", "هبة")])
def test_it_shows_the_day_in_the_readers_language_and_nobody_by_name_who_does_not_share(
    browser, language, direction, name
):
    browser.service.answers = DAY
    shown = page(browser, language)
    assert (shown.status_code, shown.headers["Content-Language"]) == (200, language)
    assert shown.headers["Cache-Control"] == "no-store"
    for part in (f'dir="{direction}"', name, "09:00", "A1-1", texts(language)["reception_page.nameless"], "4/5"):
        assert part in shown.text
    assert "<b>" not in shown.text
    assert shown.text.count(texts(language)["reception_page.offer"]) == 1


@pytest.mark.parametrize(
    ("form", "facts"),
    [
        (
            {"outcome": "held", "rating": "4", "next_step": "call"},
            {"outcome": "held", "rating": 4, "next_step": "call"},
        ),
        ({"outcome": "held", "rating": "0"}, {"outcome": "held"}),
        ({"outcome": "not_held"}, {"outcome": "not_held"}),
    ],
)
def test_an_outcome_goes_the_way_of_the_api_and_comes_back_to_its_place(browser, form, facts):
    browser.service.answers = DAY
    sent = send(browser, form)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/reception/{TOKEN}?language=fr#i-i1")
    (command,) = browser.service.commands
    assert (command.procedure, command.arguments["interview_id"]) == ("note_outcome_by_link", "i1")
    assert {name: one for name, one in command.arguments["facts"].items() if one is not None} == facts


def test_a_job_goes_the_way_of_the_api(browser):
    browser.service.answers = DAY
    assert send(browser, {"starts_on": "2026-06-01"}, "job").status_code == 303
    (command,) = browser.service.commands
    assert (command.procedure, command.arguments["facts"]["starts_on"]) == ("offer_job_by_link", "2026-06-01")


@pytest.mark.parametrize(
    ("what", "form"), [("outcome", {"outcome": "perhaps"}), ("job", {}), ("outcome", {"rating": "9"})]
)
def test_what_is_not_said_rightly_is_refused_before_any_room_is_asked(browser, what, form):
    browser.service.answers = DAY
    answer = send(browser, form, what)
    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)
    assert [one.procedure for one in browser.service.commands] == ["read_reception"]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_link_that_opens_nothing_is_answered_in_words(browser, language):
    browser.service.error = gone()
    shown = page(browser, language)
    assert (shown.status_code, "<form" in shown.text) == (404, False)
    assert texts(language)["link.not_found"].replace("'", "&#39;") in shown.text


def test_the_template_speaks_words_that_both_languages_have():
    source = Path(WEB / "templates" / "reception.html").read_text(encoding="utf-8")
    asked = {code for code in re.findall(r'"(reception_page\.[a-z_]+)"', source) if not code.endswith("_")}
    asked |= {f"reception_page.state_{one}" for one in ("held", "not_held")}
    asked |= {f"reception_page.job_{one}" for one in ("offered", "hired", "declined", "withdrawn", "expired")}
    for language in ("fr", "ar"):
        assert {code for code in texts(language) if code.startswith("reception_page.")} == asked
