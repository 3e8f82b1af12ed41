"""The signing page, drawn from what the room answers: both languages, plain forms, nothing kept by a browser."""

import json
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from multaqa.errors import NotFound, Refused, Unavailable

TOKEN = f"fes-meknes.{'s' * 43}"
DOCUMENT = {
    "id": "a1",
    "kind": "framework",
    "parent_id": None,
    "languages": ["fr", "ar"],
    "text_version": 2,
    "title": {"fr": "Accord-cadre <b>BTP</b>", "ar": "اتفاقية إطار"},
    "parties": [{"organisation_id": "directorate", "signatory": None, "mandate": None}],
    "clauses": [
        {
            "code": "object",
            "title": {"fr": "Objet", "ar": "الموضوع"},
            "body": {"fr": "Former.", "ar": "التكوين."},
        }
    ],
    "template": None,
    "commitments": [{"kind": "hires", "owner": "o1", "quantity": 20, "unit": "postes", "due_on": "2027-05-04"}],
    "seats": [{"committee_id": "c1", "organisation_id": "o1", "voting": True}],
    "sectors": ["building"],
    "institutes": [],
    "territory": [],
    "starts_on": "2026-05-04",
    "ends_on": None,
    "renewal_months": 12,
    "notice_days": 30,
}
DIGEST = sha256(json.dumps(DOCUMENT, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
READ = {
    "state": "open",
    "consented": False,
    "code_expires_at": None,
    "attempts_left": None,
    "settled_at": None,
    "agreement_id": "a1",
    "organisation_id": "o1",
    "signatory": {"name": "Amal Bennis", "email": "amal@fnbtp.example", "language": "fr"},
    "on_behalf_of": None,
    "expires_at": "2026-05-18T22:59:00+00:00",
    "level": "simple",
    "digest": DIGEST,
    "document": DOCUMENT,
    "parties": [
        {"organisation_id": "directorate", "name": None, "signatory": None, "signed_at": "2026-05-04T12:00:00+00:00"},
        {"organisation_id": "o1", "name": {"fr": "FNBTP", "ar": "الجامعة"}, "signatory": None, "signed_at": None},
    ],
}
WITH_CODE = {**READ, "consented": True, "code_expires_at": "2026-05-04T12:10:00+00:00", "attempts_left": 5}


class Elements(HTMLParser):
    """Every start tag with its attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture
def room(browser):
    browser.service.answers = READ
    return browser


def opened(room, language="fr"):
    response = room.get(f"/sign/{TOKEN}?language={language}")
    assert response.status_code == 200, response.text
    return Elements(response.text)


def sent(room, step, once="k1", **fields):
    return room.client.post(f"/sign/{TOKEN}/{step}", data={"once": once, **fields})


def asked(room):
    return [(command.procedure, command.arguments) for command in room.service.commands]


# what is shown


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl")])
def test_the_document_is_shown_clause_by_clause_in_both_languages(room, language, direction):
    page = opened(room, language)
    (html,) = page.all("html")
    assert (html["lang"], html["dir"]) == (language, direction)
    for words in ("Objet", "Former.", "الموضوع", "التكوين.", DIGEST, "20 postes"):
        assert words in page.text
    sections = {(one["lang"], one["dir"]) for one in page.all("section")}
    assert sections == {("fr", "ltr"), ("ar", "rtl")}


def test_it_opens_in_the_signatory_s_language(room):
    room.service.answers = {**READ, "signatory": {**READ["signatory"], "language": "ar"}}
    assert Elements(room.get(f"/sign/{TOKEN}").text).all("html")[0]["lang"] == "ar"


def test_the_exact_text_on_the_page_has_the_digest_on_the_page(room):
    page = room.get(f"/sign/{TOKEN}").text.partition("<pre")[2].partition("</pre>")[0]
    assert sha256(Elements(f"<pre{page}").text.encode()).hexdigest() == DIGEST


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("answer", [READ, WITH_CODE], ids=["reading", "with a code"])
def test_no_label_is_missing_and_no_script_is_needed(room, language, answer):
    room.service.answers = answer
    page = opened(room, language)
    assert "sign." not in page.text
    assert page.all("script") == []
    assert all(name != "style" and not name.startswith("on") for _, told in page.tags for name in told)


def test_every_field_has_a_label_and_every_form_its_own_key(room):
    page = opened(room)
    labelled = {label.get("for") for label in page.all("label")}
    fields = [one for tag in ("input", "select", "textarea") for one in page.all(tag)]
    assert all(one.get("id") in labelled for one in fields if one.get("type") not in ("hidden", "checkbox"))
    keys = [one["value"] for one in fields if one.get("name") == "once"]
    assert len(keys) == len(page.all("form"))
    assert keys[0] != next(one["value"] for one in opened(room).all("input") if one.get("name") == "once")


def test_markup_in_a_text_is_text(room):
    page = room.get(f"/sign/{TOKEN}").text
    assert "<b>" not in page
    assert "Accord-cadre <b>BTP</b>" in Elements(page).text


def test_neither_browser_nor_search_engine_nor_next_site_keeps_the_link(room):
    response = room.get(f"/sign/{TOKEN}")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "form-action 'self'" in response.headers["Content-Security-Policy"]
    assert room.get("/sign/style.css").content_type.startswith("text/css")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_dead_link_says_so_kindly(room, language):
    room.service.error = NotFound("link.not_found", "No.")
    response = room.get(f"/sign/{TOKEN}?language={language}")
    assert response.status_code == 404
    assert 'role="alert"' in response.text
    assert "<form" not in response.text


# what a form does


def test_consent_is_kept_and_the_code_sent_by_one_press(room):
    response = sent(room, "consent", digest=DIGEST, agreed="yes")
    assert (response.status_code, response.headers["Location"]) == (303, f"/sign/{TOKEN}?language=fr")
    link = sha256(b"s" * 43).hexdigest()
    consent = ("consent_to_sign", {"link": link, "digest": DIGEST})
    assert asked(room) == [consent, ("send_signature_code", {"link": link})]
    assert [command.context.command_id for command in room.service.commands] == ["k1", "k1-code"]


def test_without_the_tick_there_is_no_consent(room):
    response = sent(room, "consent", digest=DIGEST)
    assert response.status_code == 409
    assert [procedure for procedure, _ in asked(room)] == ["read_to_sign"]


def test_the_code_signs(room):
    room.service.answers = {**WITH_CODE, "state": "signed"}
    response = sent(room, "signature", code="042 917")
    assert "Vous avez signé" in response.text
    assert asked(room)[0][1]["code"] == "042917"


def test_a_wrong_code_says_how_many_attempts_are_left(room):
    room.service.answers = {**WITH_CODE, "attempts_left": 2}
    response = sent(room, "signature", code="000000")
    assert response.status_code == 409
    assert "Essais restants : 2" in response.text
    assert "/signature?" in response.text


def test_what_is_no_code_is_told_by_its_field(room):
    response = sent(room, "signature", code="abc")
    assert response.status_code == 422
    assert "six chiffres" in response.text


@pytest.mark.parametrize(
    ("step", "fields", "procedure", "arguments"),
    [
        ("code", {}, "send_signature_code", {}),
        (
            "delegation",
            {"name": "Driss", "email": "d@x.example", "language": "ar"},
            "delegate_signature",
            {"facts": {"name": "Driss", "email": "d@x.example", "language": "ar"}},
        ),
        ("refusal", {"reason": "Trop\r\nde places"}, "decline_signature", {"reason": "Trop\nde places"}),
    ],
)
def test_each_form_asks_the_route_that_programs_ask(room, step, fields, procedure, arguments):
    assert sent(room, step, **fields).status_code in (200, 303)
    asked_for, given = asked(room)[0]
    assert asked_for == procedure
    assert {name: value for name, value in given.items() if name != "link"} == arguments


def test_a_form_without_its_key_does_nothing(room):
    response = room.client.post(f"/sign/{TOKEN}/code", data={"agreed": "yes"})
    assert response.status_code == 400
    assert [procedure for procedure, _ in asked(room)] == ["read_to_sign"]


def test_what_is_no_form_is_refused(room):
    response = room.client.post(f"/sign/{TOKEN}/code", json={"once": "k1"})
    assert response.status_code == 415


def test_a_form_too_large_is_refused(room):
    assert sent(room, "refusal", reason="a" * 40_000).status_code == 413


def test_a_refusal_is_told_on_the_page_in_its_language(room):
    def refuse_codes(incoming):
        if incoming.route.procedure == "send_signature_code":
            raise Refused("signature.codes_exhausted", "No.")
        return READ

    room.service.ask = refuse_codes
    response = room.client.post(f"/sign/{TOKEN}/code?language=ar", data={"once": "k1"})
    assert response.status_code == 409
    assert "طلبت رموز كثيرة" in response.text


def test_a_room_that_is_away_is_told_on_a_page(room):
    room.service.error = Unavailable("room.unavailable", "Away.", retry_after=1.0)
    response = room.get(f"/sign/{TOKEN}")
    assert response.status_code == 503
    assert 'role="alert"' in response.text
