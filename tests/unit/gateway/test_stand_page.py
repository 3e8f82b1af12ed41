"""The pages of stands speak both languages, work without script, and let every stand be reached by keyboard."""

import re
from pathlib import Path

import pytest

from gateway.handbook import page
from gateway.stand_page import OFFLINE, PARTS
from gateway.texts import say, texts

TEMPLATES = Path(__file__).parents[3] / "gateway/web/templates"
NAME = {"fr": "<Sotherma>", "ar": "سوطيرما"}
EDITION = {"series_name": NAME, "number": 2, "venue": "Fès", "starts_at": "2026-06-08T08:00:00Z"}
LEAD = {
    "person": {"name_latin": "Hiba Naciri", "name_arabic": "هبة الناصري"},
    "rating": 4,
    "next_step": "call",
    "notes": [{"text": "<b>Solide</b>"}],
}
STAND = {
    "edition": EDITION,
    "stand": {"id": "t1", "label": "A1", "organisation_name": NAME},
    "people": {"met": 4, "named": 1},
}
PLACED = {
    "id": "t1",
    "label": "A1",
    "tables": 1,
    "place": {"zone": "hall", "x": 10, "y": 10, "width": 30, "height": 40},
    "table_places": [{"table": "A1-1", "x": 25, "y": 30}],
    "organisation_name": NAME,
    "zone_name": {"fr": "Hall", "ar": "القاعة"},
}
HALL = {"code": "hall", "name": {"fr": "Hall", "ar": "القاعة"}, "x": 0, "y": 0, "width": 90, "height": 60}
PLAN = {"width": 90, "height": 60, "zones": [HALL]}


def stand_page(language, **shown):
    told = {"stand": STAND, "leads": [LEAD], "is_kept": False, "notices": [], "done": None}
    told |= {"token": "fes.x", "once": "o1", **shown}
    form = dict.fromkeys(("badge", "consent", "rating", "next_step", "note"), "")
    helpers = {"t": lambda code, **more: say(code, language, **more), "next_steps": ("none", "call"), "words": {}}
    return page("stand.html", language=language, form=form, **helpers, **told)


def test_what_a_phone_keeps_names_nobody():
    assert "Hiba" not in stand_page("fr", leads=[], is_kept=True)


def test_all_that_the_worker_keeps_is_served_here(browser):
    text = browser.client.get(OFFLINE.worker_path).text
    assert (f'"stand-{OFFLINE.version}"' in text, "{{" in text) == (True, False)
    for path in PARTS:
        assert f'"{path}"' in text
        assert browser.client.get(path).status_code == 200


def plan_page(language, **told):
    direction = "rtl" if language == "ar" else "ltr"
    shown = {"edition": EDITION, "plan": PLAN, "stands": [PLACED, {**PLACED, "id": "t2", "place": None}], **told}
    helpers = {"say": lambda code, facts=None: say(code, language, facts), "moment": str}
    return page("plan.html", language=language, direction=direction, told=shown, **helpers)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_word_of_the_pages_is_known(language):
    asked = set(re.findall(r'"((?:stand|plan)_page\.[a-z_]+[a-z])"', "".join(map(read, ("stand.html", "plan.html")))))
    asked |= {f"stand_page.step_{step}" for step in ("none", "call", "interview", "test", "internship", "offer")}
    assert len(asked) > 15
    assert sorted(asked - set(texts(language))) == []


@pytest.mark.parametrize(
    ("language", "direction", "name"), [("fr", "ltr", "Hiba Naciri"), ("ar", "rtl", "هبة الناصري")]
)
def test_a_representative_reads_it_in_their_language(language, direction, name):
    text = stand_page(language)
    assert f'dir="{direction}"' in text
    assert name in text


def test_what_people_wrote_is_never_markup():
    text = stand_page("fr") + plan_page("fr")
    assert "<b>Solide</b>" not in text
    assert "<Sotherma>" not in text


def test_a_link_that_shows_nothing_shows_why():
    text = stand_page("fr", stand=None, notices=["Non."])
    assert ("Non." in text, "<form" in text) == (True, False)


def test_every_stand_on_the_plan_can_be_reached_and_is_in_the_list():
    text = plan_page("ar")
    svg = text[text.index("<svg") : text.index("</svg>")]
    assert ('role="list"' in svg, svg.count('role="listitem"'), svg.count('<a href="#stand-')) == (True, 1, 1)
    assert re.findall(r"<title[^>]*>", svg)
    assert "<desc" in svg
    assert re.findall(r'<li id="(stand-t\d)"', text) == ["stand-t1", "stand-t2"]


def test_an_edition_without_a_plan_has_its_list():
    text = plan_page("fr", plan=None)
    assert ("<svg" in text, text.count("<li id=")) == (False, 2)


def test_the_pages_have_no_script_in_them_and_the_stand_one_beside_it():
    assert "<script" not in read("plan.html")
    own = ['type="application/json" id="words"', 'type="module" src="/stand/page.js"']
    assert re.findall(r"<script ([^>]*)>", read("stand.html")) == own
    for name in ("stand.html", "plan.html"):
        assert re.findall(r"\son[a-z]+=|\sstyle=", read(name)) == []


def read(name):
    return (TEMPLATES / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_word_of_the_script_has_its_text(language):
    script = PARTS["/stand/page.js"].read_text(encoding="utf-8")
    named = set(re.findall(r'"(js_[a-z_]+)"', script))
    assert len(named) > 6
    assert {f"stand_page.{name}" for name in named} <= set(texts(language))
