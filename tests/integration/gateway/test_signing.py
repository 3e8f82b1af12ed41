"""An agreement is signed by people who have a link and no key: by program and by hand, on a running house."""

from html.parser import HTMLParser

import httpx
import pytest

from tests.integration.gateway.conftest import HTTP, Api
from tests.integration.gateway.links import code_to, token_to

NAME = {"fr": "Fédération", "ar": "جامعة"}
CLAUSE = {"code": "object", "title": {"fr": "Objet", "ar": "الموضوع"}, "body": {"fr": "Former.", "ar": "التكوين."}}


class Form(HTMLParser):
    """The hidden fields of the form that is sent to a step, and where it is sent."""

    def __init__(self, html: str, step: str) -> None:
        super().__init__()
        self._step, self._inside = f"/{step}?", False
        self.action = ""
        self.fields: dict[str, str] = {}
        self.feed(html)
        assert self.action, f"no form for {step}"

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form":
            self._inside = self._step in told["action"]
            self.action = told["action"] if self._inside else self.action
        elif tag == "input" and self._inside and told.get("type") == "hidden":
            self.fields[told["name"]] = told["value"]


@pytest.fixture
def agreement(fes):
    organisation = fes.made("/v1/organisations", {"kind": "federation", "name": NAME})["id"]
    promise = {"kind": "hires", "owner": organisation, "quantity": 20, "unit": "postes", "due_on": "2030-01-01"}
    text = {
        "kind": "framework",
        "title": {"fr": "Accord-cadre", "ar": "اتفاقية إطار"},
        "parties": [{"organisation_id": "directorate"}, {"organisation_id": organisation}],
        "clauses": [CLAUSE],
        "commitments": [promise],
        "starts_on": "2026-05-04",
    }
    drafted = fes.made("/v1/agreements", text)["id"]
    assert fes.post(f"/v1/agreements/{drafted}/approve").status_code == 200
    return drafted, organisation


@pytest.fixture
def sent(fes, agreement):
    """Sent for signature: the agreement, and each party's address."""
    drafted, organisation = agreement
    named = [
        {
            "organisation_id": "directorate",
            "name": "La directrice",
            "email": f"dr-{drafted}@x.example",
            "language": "fr",
        },
        {"organisation_id": organisation, "name": "Amal", "email": f"a-{drafted}@x.test", "language": "ar"},
    ]
    response = fes.post(f"/v1/agreements/{drafted}/send", {"order": "free", "signatories": named})
    assert response.status_code == 200, response.text
    assert response.json()["state"] == "awaiting_signature"
    return drafted, [one["email"] for one in named]


def by_hand(address, path, form, **fields):
    return HTTP.post(address + path, data={**form.fields, **fields})


def test_an_agreement_is_signed_by_program_and_by_hand(running, fes, sent):
    agreement, (directorate, partner) = sent
    stranger = Api(running.address, key=None)

    link = f"/v1/links/{token_to(running, directorate)}"
    read = stranger.get(f"{link}/agreement").json()
    assert read["document"]["clauses"] == [CLAUSE]
    assert stranger.post(f"{link}/consent", {"digest": read["digest"]}).json()["consented"] is True
    assert stranger.post(f"{link}/code").status_code == 200
    signed = stranger.post(f"{link}/signature", {"code": code_to(running, directorate)})
    assert signed.json()["state"] == "signed"

    page = f"/sign/{token_to(running, partner)}"
    shown = HTTP.get(running.address + page)
    assert '<html lang="ar" dir="rtl">' in shown.text
    assert "Former." in shown.text
    assert read["digest"] in shown.text
    consent = Form(shown.text, "consent")
    answered = by_hand(running.address, consent.action, consent, agreed="yes")
    assert answered.status_code == 303
    asking = HTTP.get(running.address + answered.headers["Location"])
    form = Form(asking.text, "signature")
    wrong = by_hand(running.address, form.action, form, code=other_than(code_to(running, partner)))
    assert wrong.status_code == 409
    again = Form(wrong.text, "signature")
    code = code_to(running, partner)
    pressed_twice = [by_hand(running.address, again.action, again, code=code) for _ in range(2)]
    assert [one.status_code for one in pressed_twice] == [200, 200]
    assert "لقد وقعتم" in pressed_twice[1].text

    assert fes.get(f"/v1/agreements/{agreement}").json()["state"] == "in_force"
    assert HTTP.get(running.address + page).status_code == 404
    trails = fes.get(f"/v1/agreements/{agreement}/signature-requests").json()["items"]
    assert {one["state"] for one in trails} == {"signed"}


def other_than(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_who_holds_a_link_may_decline_by_hand(running, fes, sent):
    agreement, (_, partner) = sent
    shown = HTTP.get(f"{running.address}/sign/{token_to(running, partner)}?language=fr")
    form = Form(shown.text, "refusal")
    declined = by_hand(running.address, form.action, form, reason="Trop de places.")
    assert "Vous avez refusé" in declined.text
    read = fes.get(f"/v1/agreements/{agreement}").json()
    assert (read["state"], read["reason"]) == ("declined", "Trop de places.")


def links(running, token) -> list[httpx.Response]:
    stranger = Api(running.address, key=None)
    path = f"/v1/links/{token}"
    return [
        stranger.get(f"{path}/agreement"),
        stranger.post(f"{path}/consent", {"digest": "d" * 64}),
        stranger.post(f"{path}/code"),
        stranger.post(f"{path}/signature", {"code": "123456"}),
        stranger.post(f"{path}/delegation", {"name": "X", "email": "x@x.example", "language": "fr"}),
        stranger.post(f"{path}/refusal", {"reason": "Non."}),
    ]


@pytest.mark.parametrize("tenant", ["rabat-sale-kenitra", "nowhere"])
def test_a_token_of_another_tenant_opens_nothing_on_any_route(running, rabat, fes, sent, tenant):
    agreement, (_, partner) = sent
    secret = token_to(running, partner).partition(".")[2]
    refused = [*links(running, f"{tenant}.{secret}"), HTTP.get(f"{running.address}/sign/{tenant}.{secret}")]
    assert {response.status_code for response in refused} == {404}
    assert all("link.not_found" in response.text for response in refused[:-1])
    assert fes.get(f"/v1/agreements/{agreement}").json()["state"] == "awaiting_signature"


def test_a_made_up_secret_opens_nothing(running, sent):
    assert {response.status_code for response in links(running, f"fes-meknes.{'x' * 43}")} == {404}


def test_another_tenant_s_staff_neither_see_nor_change_a_request(rabat, fes, sent):
    agreement, _ = sent
    (one, _) = fes.get(f"/v1/agreements/{agreement}/signature-requests").json()["items"]
    assert rabat.get(f"/v1/agreements/{agreement}/signature-requests").status_code == 404
    withdrawn = rabat.post(f"/v1/signature-requests/{one['id']}/withdraw", {"reason": "Non."})
    assert withdrawn.status_code == 404
    assert fes.get(f"/v1/agreements/{agreement}/signature-requests").json()["items"][0] == one


def test_staff_are_shown_no_link_and_no_code(running, fes, sent):
    agreement, (_, partner) = sent
    secret = token_to(running, partner).partition(".")[2]
    assert secret not in fes.get(f"/v1/agreements/{agreement}/signature-requests").text
    assert secret not in fes.get(f"/v1/agreements/{agreement}").text
