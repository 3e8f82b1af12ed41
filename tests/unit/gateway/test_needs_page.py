"""The page on which a partner states its needs says everything in both languages, and hides nothing in a script."""

import re
from pathlib import Path

import pytest

from gateway.handbook import page
from gateway.texts import say, texts

TEMPLATE = (Path(__file__).parents[3] / "gateway/web/templates/needs.html").read_text(encoding="utf-8")
TILING = {"code": "building.tiling", "label": {"fr": "Carrelage", "ar": "زليج"}, "level": 2}
NEED = {"id": "n1", "label": TILING["label"], "level": 2, "headcount": 4, "horizon": "2031-01-01"}
READ = {
    "organisation_name": {"fr": "<Sotherma>", "ar": "سوطيرما"},
    "expires_at": "2026-06-01T00:00:00Z",
    "items": [NEED],
}


def drawn(language, **shown):
    told = {"read": READ, "asked": "carlage", "found": [TILING], "notices": ["Non."], "token": "fes.x", **shown}
    helpers = {"t": lambda code, **more: say(code, language, **more), "day": str, "once": lambda: "o1"}
    return page("needs.html", language=language, **helpers, **told)


def test_every_word_of_the_page_is_known_in_both_languages():
    asked = set(re.findall(r't\("(needs\.[a-z_.]+[a-z])"', TEMPLATE))
    asked |= {f"needs.level.{level}" for level in ("one", "two", "three", "four")}
    assert len(asked) > 15
    assert [code for code in sorted(asked) for language in ("fr", "ar") if code not in texts(language)] == []


@pytest.mark.parametrize(("language", "direction", "label"), [("fr", "ltr", "Carrelage"), ("ar", "rtl", "زليج")])
def test_the_page_shows_what_was_stated_and_what_was_found(language, direction, label):
    text = drawn(language)
    assert f'<html lang="{language}" dir="{direction}">' in text
    assert text.count(f"<summary>{label}") == 2
    assert "needs." not in re.sub(r"/needs/", "", text)


def test_a_name_is_never_markup():
    assert "<Sotherma>" not in drawn("fr")
    assert "&lt;Sotherma&gt;" in drawn("fr")


def test_a_link_that_shows_nothing_shows_why():
    text = drawn("fr", read=None, found=[])
    assert ("Non." in text, "<form" in text) == (True, False)


def test_the_page_needs_no_script():
    assert "<script" not in TEMPLATE
    assert re.findall(r"\son[a-z]+=", TEMPLATE) == []
