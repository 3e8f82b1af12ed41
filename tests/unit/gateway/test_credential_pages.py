"""The pages of credentials: what a stranger reads, checks and endorses, in French and in Arabic, without a key."""

import json
import re
from base64 import urlsafe_b64encode

import pytest
from markupsafe import escape

from gateway.checking import ISSUER
from gateway.schemas.events.credentials import KINDS, STATES, VERDICTS
from gateway.texts import texts
from multaqa.errors import NotFound

SECRET = "s" * 43
TOKEN = f"fes-meknes.{SECRET}"
ADDRESS = f"/credentials/{TOKEN}"
EARNED = {
    "kind": "award",
    "title": {"fr": "Premier prix <b>Zellige</b>", "ar": "الجائزة الأولى"},
    "criteria": {"fr": "Classé premier.", "ar": "الرتبة الأولى."},
    "skills": [{"code": "tiling", "level": 3, "label": {"fr": "Carrelage", "ar": "التبليط"}}],
    "rank": 1,
    "evidence_digest": "ab" * 32,
    "earned_at": "2026-05-04T23:30:00+00:00",
    "issued_at": "2026-05-04T23:30:00+00:00",
    "address": f"https://multaqa.example{ADDRESS}",
    "edition": {"series_name": {"fr": "Caravane", "ar": "القافلة"}, "number": 2},
    "holder": {"latin": "Salma Idrissi", "arabic": "سلمى الإدريسي"},
    "assessors": [{"fr": "Atlas", "ar": "أطلس"}],
    "endorsements": [
        {
            "organisation_name": {"fr": "FNBTP", "ar": "الجامعة"},
            "comment": "Bravo",
            "given_at": "2026-05-06T10:00:00+00:00",
            "token": "a.b.c",
        }
    ],
}
TOLD = {
    "state": "valid",
    "revoked_at": None,
    "issuer": {
        "id": "did:web:multaqa.example:v1:tenants:fes-meknes",
        "name": {"fr": "Direction Fès-Meknès", "ar": "مديرية فاس مكناس"},
    },
    "earned": EARNED,
}
REVOKED = {**TOLD, "state": "revoked", "revoked_at": "2026-06-01T10:00:00+00:00"}
ERASED = {**REVOKED, "earned": None}
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def room(browser):
    browser.service.answers = TOLD
    return browser


def page(room, path=ADDRESS, language="fr"):
    response = room.client.get(f"{path}?language={language}", headers=BROWSER)
    assert response.status_code == 200
    return response.text


def vc(iss):
    payload = urlsafe_b64encode(json.dumps({"iss": iss}).encode()).decode().rstrip("=")
    return f"e30.{payload}.c2ln"


def word(code, language="fr"):
    """A text as a page spells it."""
    return str(escape(texts(language)[code]))


# the page of a credential


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_it_says_what_was_earned_by_whom_and_before_whom(room, language):
    shown = page(room, language=language)
    for told in ("title", "criteria"):
        assert EARNED[told]["ar"] in shown or EARNED[told][language] in shown
    named = (TOLD["issuer"]["name"], EARNED["skills"][0]["label"], EARNED["edition"]["series_name"])
    for told in ("Salma Idrissi", "tiling", "ab" * 32, "Bravo", *(one[language] for one in named)):
        assert told in shown
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in shown
    assert "credential." not in shown
    assert "<svg" in shown
    assert f"{ADDRESS}/token" in shown


def test_the_day_is_that_of_morocco(room):
    assert "5 mai 2026" in page(room)


def test_without_consent_no_name_is_shown_and_the_page_says_why(room):
    room.service.answers = {**TOLD, "earned": {**EARNED, "holder": None}}
    shown = page(room)
    assert "Salma" not in shown
    assert "Le nom n&#39;est montré" in shown


def test_a_revoked_one_says_so_and_is_not_offered_for_download(room):
    room.service.answers = REVOKED
    shown = page(room)
    assert word("credential.state_revoked") in shown
    assert "1 juin 2026" in shown
    assert f"{ADDRESS}/token" not in shown


def test_of_an_erased_holder_only_the_state_is_left(room):
    room.service.answers = ERASED
    shown = page(room)
    assert word("credential.erased") in shown
    assert "Zellige" not in shown


def test_an_unknown_address_is_a_page_that_says_so(room):
    room.service.error = NotFound("credential.unknown", "No credential.")
    response = room.client.get(ADDRESS, headers=BROWSER)
    assert response.status_code == 404
    assert word("credential.unknown") in response.text


def test_a_program_gets_json_and_no_cache_keeps_it(room):
    response = room.client.get(ADDRESS)
    assert response.get_json() == TOLD
    assert "no-" in response.headers["Cache-Control"]
    assert "no-store" in room.client.get(ADDRESS, headers=BROWSER).headers["Cache-Control"]


def test_markup_is_text_and_nothing_is_fetched_from_elsewhere(room):
    shown = page(room)
    assert "<b>Zellige" not in shown
    assert "<script" not in shown
    assert re.findall(r'src="([^"]*)"', shown) == [f"{TOKEN}/image"]


# the page that checks what is pasted


def pasted(room, token, **headers):
    return room.client.post("/credentials?language=fr", data={"token": token, "once": "k"}, headers={**FORM, **headers})


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_pasted_credential_is_checked_by_the_tenant_it_names(room, verdict):
    room.service.answers = {"verdict": verdict, "credential": TOLD if verdict == "valid" else None}
    token = vc("did:web:multaqa.example:v1:tenants:fes-meknes")
    shown = pasted(room, f" {token[:9]}\n{token[9:]} ").text
    assert word(f"credential.verdict_{verdict}") in shown
    assert ("Salma Idrissi" in shown) == (verdict == "valid")
    (command,) = room.service.commands
    assert (command.context.tenant, command.context.role, command.arguments) == (
        "fes-meknes",
        "public",
        {"token": token},
    )


@pytest.mark.parametrize("text", ["x", "a.b.c", vc("https://evil.example"), vc(None), "e30.W10.c2ln"])
def test_what_names_no_tenant_is_not_genuine_and_asks_nobody(room, text):
    shown = pasted(room, text).text
    assert word("credential.verdict_not_genuine") in shown
    assert room.service.commands == []


def test_the_empty_page_is_there_in_both_languages(room):
    for language in ("fr", "ar"):
        assert word("credential.check_title", language) in page(room, "/credentials", language)


def test_a_did_of_another_method_names_no_tenant():
    assert ISSUER.fullmatch("did:web:h:v1:tenants:fes-meknes:organisations:g1") is None


# the page to endorse on


LINK = f"/endorse/{TOKEN}"
TO_ENDORSE = {
    "organisation_name": {"fr": "FNBTP", "ar": "الجامعة"},
    "expires_at": "2026-06-03T12:00:00+00:00",
    "credential": TOLD,
}


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_whoever_is_asked_reads_what_they_would_endorse(room, language):
    room.service.answers = TO_ENDORSE
    shown = page(room, LINK, language)
    assert TO_ENDORSE["organisation_name"][language] in shown
    assert word("endorsement.means", language) in shown


@pytest.mark.parametrize(("path", "end", "arguments"), [
    ("", "given", {"comment": "Bravo"}),
    ("/refusal", "declined", {}),
])  # fmt: skip
def test_an_answer_is_sent_once_and_acknowledged(room, path, end, arguments):
    response = room.client.post(f"{LINK}{path}?language=fr", data={"comment": "Bravo", "once": "k1"}, headers=FORM)
    assert word(f"endorsement.end_{end}") in response.text
    (command,) = room.service.commands
    assert (command.context.command_id, command.context.role) == ("k1", "link")
    assert arguments.items() <= command.arguments.items()


def test_a_link_that_is_used_up_says_so(room):
    room.service.error = NotFound("link.not_found", "This link is not valid.")
    response = room.client.get(LINK, headers=BROWSER)
    assert response.status_code == 404
    assert word("link.not_found") in response.text


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_state_kind_and_verdict_has_its_word(language):
    names = [f"credential.state_{one}" for one in STATES] + [f"credential.verdict_{one}" for one in VERDICTS]
    names += [f"credential.jury_{one}" for one in KINDS]
    assert [name for name in names if name not in texts(language)] == []


# what is public


def test_what_anybody_may_keep_says_for_how_long_and_other_sites_may_read_it(room):
    room.service.answers = {"@context": [], "id": "x"}
    response = room.client.get("/v1/tenants/fes-meknes/did.json")
    assert response.headers["Cache-Control"] == "public, max-age=600"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert room.service.commands[0].context.tenant == "fes-meknes"


def test_nothing_else_may_be_read_by_other_sites(room):
    assert "Access-Control-Allow-Origin" not in room.client.get(ADDRESS).headers
