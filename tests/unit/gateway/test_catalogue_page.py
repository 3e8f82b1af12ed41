"""The catalogue as pages: every public type in French and Arabic, and nothing that is not public."""

import json
from html import unescape

import pytest

from gateway.catalogue import described, public_types
from gateway.texts import texts
from multaqa.filters import FIELDS
from multaqa.messages import catalogue

every_type = pytest.mark.parametrize("kind", public_types())


def said(language, code):
    return texts(language)[code]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_each_public_type_has_its_sentence_and_no_other(language):
    known = texts(language)
    assert sorted(code for code in known if code.startswith("message.")) == [
        f"message.{kind}" for kind in public_types()
    ]
    rooms = {kind.partition(".")[0] for kind in public_types()}
    assert {code.rpartition(".")[2] for code in known if code.startswith("catalogue.room.")} == rooms
    assert {code.rpartition(".")[2] for code in known if code.startswith("catalogue.filter.")} == set(FIELDS)


def test_all_are_listed_with_a_link_and_what_is_not_public_is_not(browser):
    page = browser.get("/catalogue").text
    for kind in catalogue():
        assert (f'href="/catalogue/{kind}?language=fr"' in page) == (kind in public_types())


@every_type
def test_a_type_is_shown_with_its_sentence_fields_filters_sample_schema_and_history(browser, kind):
    page = unescape(browser.get(f"/catalogue/{kind}").text)
    told = described(kind)
    assert f"<h1>{said('fr', f'message.{kind}')}</h1>" in page
    assert all(f'<th scope="row"><code>{field}</code></th>' in page for field in catalogue()[kind]().fields)
    assert all(f"(<code>{name}</code>)" in page for name in told["filters"])
    assert json.dumps(told["sample"], ensure_ascii=False, indent=2) in page
    assert json.dumps(told["schema"], ensure_ascii=False, indent=2) in page
    assert f"""-d '{{"type": "{kind}"}}'""" in page
    assert page.count("<dt>") == 2 + len(told["history"])


def test_what_was_added_later_is_named_with_its_day(browser):
    page = browser.get("/catalogue/matching.candidate_hired.v1").text
    assert "<dt>26 novembre 2026</dt>" in page
    assert "champs ajoutés : <code>answer_by</code>" in page


def test_types_are_spelled_as_json_has_them(browser):
    page = unescape(browser.get("/catalogue/matching.offer_published.v1").text)
    assert "<code>string(date-time) | null</code>" in page
    assert '<code><a href="#shape-SoughtSkill">SoughtSkill</a>[]</code>' in page
    assert '<code>"interview" | "creators_meeting"</code>' in page
    hired = unescape(browser.get("/catalogue/matching.candidate_hired.v1").text)
    assert "<code>(3 | 6)[]</code>" in hired


@pytest.mark.parametrize("path", ["/catalogue", "/catalogue/matching.candidate_hired.v1"])
def test_it_speaks_the_language_of_whoever_reads(browser, path):
    arabic = browser.get(path, headers={"Accept-Language": "ar,fr;q=0.5"})
    assert '<html lang="ar" dir="rtl">' in arabic.text
    assert said("ar", "message.matching.candidate_hired.v1") in arabic.text
    assert (arabic.headers["Content-Language"], arabic.headers["Vary"]) == ("ar", "Accept-Language")
    asked = browser.get(f"{path}?language=fr", headers={"Accept-Language": "ar"})
    assert '<html lang="fr" dir="ltr">' in asked.text


def test_it_need_not_be_sent_twice(browser):
    response = browser.get("/catalogue")
    again = browser.get("/catalogue", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = browser.get("/catalogue?language=ar", headers={"If-None-Match": response.headers["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize("kind", ["directory.person_registered.v1", "matching.no_such.v1", "matching.*"])
def test_what_is_not_public_has_no_page(browser, kind):
    assert browser.get(f"/catalogue/{kind}").status_code == 404


def test_the_sample_is_what_a_subscriber_gets():
    assert all("causationid" not in described(kind)["sample"] for kind in public_types())
