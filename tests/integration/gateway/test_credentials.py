"""A credential's way through the real door: issued with a key, then read, checked and verified by strangers without."""

import re
from datetime import timedelta

import pytest
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

from multaqa.clock import SystemClock
from tests.integration.gateway.conftest import HTTP, Api
from tests.integration.gateway.test_answers import events_hear_of, keep_promise

NAME = {"fr": "Caravane des délices", "ar": "قافلة المأكولات"}
SKILL = "hospitality.cooking"
CREDENTIALS = "/v1/credentials"


@pytest.fixture(scope="module")
def stranger(fes):
    return Api(fes.address, key=None)


@pytest.fixture(scope="module")
def skill(fes):
    return fes.get("/v1/skills").json()["items"][0]


@pytest.fixture(scope="module")
def person(fes):
    told = {"name": {"latin": "Rania Sqalli"}, "email": "rania@stagiaires.example", "language": "fr"}
    return fes.made("/v1/persons", told)["id"]


@pytest.fixture(scope="module")
def jury(running, fes):
    company = fes.made("/v1/organisations", {"kind": "company", "name": {"fr": "Atlas", "ar": "أطلس"}})["id"]
    events_hear_of(running, company)
    return company


@pytest.fixture(scope="module")
def edition(fes, person):
    series = fes.made("/v1/series", {"name": NAME})["id"]
    now = SystemClock().now()
    told = {
        "series_id": series, "number": 1, "venue": "Fès", "starts_at": now.isoformat(),
        "ends_at": (now + timedelta(days=3)).isoformat(), "quotas": [{"category": "candidate", "capacity": 5}],
    }  # fmt: skip
    edition = fes.made("/v1/editions", told)["id"]
    assert fes.post(f"/v1/editions/{edition}/open").status_code == 200
    place = fes.made(f"/v1/editions/{edition}/registrations", {"person_id": person, "category": "candidate"})["id"]
    assert fes.post(f"/v1/registrations/{place}/check-in").status_code == 200
    return edition


def issue(api, edition, person, jury, *codes):
    told = {
        "person_id": person, "edition_id": edition, "title": NAME, "criteria": {"fr": "Plat noté.", "ar": "تقييم طبق."},
        "skills": [{"code": code, "level": 3} for code in codes], "assessors": [jury], "earned_on": "2026-01-05",
    }  # fmt: skip
    return api.post(CREDENTIALS, told)


@pytest.fixture(scope="module")
def credential(fes, edition, person, jury, skill):
    return keep_promise(issue(fes, edition, person, jury, skill["code"]), CREDENTIALS, 201)


def here(address, fes):
    """The address as this test's door has it: it listens where the system let it."""
    return fes.address + re.sub(r"^https?://[^/]+", "", address)


def verified(token, fes):
    def download(url):
        response = HTTP.get(here(url, fes))
        assert response.status_code == 200, response.text
        return response.content

    did = "did:web:127.0.0.1%3A8000:v1:tenants:fes-meknes"
    return OB3Verifier.for_issuer_did(did, download=download).verify(token, check_status=True, download=download)


def test_a_holder_downloads_what_any_verifier_believes(fes, credential, person, skill):
    portal = fes.with_role("portal")
    path = f"/v1/persons/{person}/credentials"
    (held,) = keep_promise(portal.get(path), "/v1/persons/{person_id}/credentials", 200)["items"]
    keep_promise(portal.get(f"{CREDENTIALS}/{held['id']}"), CREDENTIALS + "/{credential_id}", 200)
    response = portal.get(f"{CREDENTIALS}/{held['id']}/token")
    assert response.headers["Content-Type"] == "application/vc+jwt"
    read = verified(response.text, fes)
    assert read.id == credential["address"]
    (alignment,) = read.achievement.alignments
    assert HTTP.get(here(alignment.target_url, fes)).json()["label"] == skill["label"]


def test_a_stranger_reads_its_page_and_its_facts(fes, stranger, credential):
    address = here(credential["address"], fes)
    shown = HTTP.get(address)
    assert shown.json()["state"] == "valid"
    page = HTTP.get(address, headers={"Accept": "text/html", "Accept-Language": "ar"})
    assert 'dir="rtl"' in page.text
    assert "Rania" not in page.text
    assert verified(HTTP.get(f"{address}/token").text, fes)


def test_the_image_is_public_and_may_be_kept_a_while_and_the_page_shows_it(fes, rabat, credential):
    address = here(credential["address"], fes)
    token = address.rpartition("/")[2]
    image = HTTP.get(f"{address}/image")
    assert image.headers["Content-Type"] == "image/svg+xml"
    assert image.headers["Cache-Control"] == "public, max-age=300"
    assert image.headers["Access-Control-Allow-Origin"] == "*"
    assert "Caravane des délices" in image.text
    assert "Rania" not in image.text
    page = HTTP.get(address, headers={"Accept": "text/html"})
    assert f'src="{token}/image"' in page.text
    assert "img-src 'self'" in page.headers["Content-Security-Policy"]
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    foreign = token.replace("fes-meknes", "rabat-sale-kenitra")
    for wrong in (forged, foreign):
        assert HTTP.get(f"{fes.address}/credentials/{wrong}/image").status_code == 404


def test_a_stranger_checks_a_text_through_the_api_and_by_hand(fes, stranger, credential):
    token = HTTP.get(here(credential["address"], fes) + "/token").text
    path = "/v1/tenants/fes-meknes/credential-checks"
    said = keep_promise(stranger.post(path, {"token": token}), "/v1/tenants/{tenant}/credential-checks", 200)
    assert said["verdict"] == "valid"
    assert stranger.post(path, {"token": token[:-9] + "A" * 9}).json()["verdict"] == "not_genuine"
    page = HTTP.post(f"{fes.address}/credentials?language=fr", data={"token": token, "once": "k-1"})
    assert "Authentique et valable" in page.text


def test_the_documents_for_verifiers_are_public_and_described(stranger, credential):
    response = stranger.get("/v1/tenants/fes-meknes/did.json")
    document = keep_promise(response, "/v1/tenants/{tenant}/did.json", 200)
    assert document["id"].endswith(":v1:tenants:fes-meknes")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert stranger.get("/v1/tenants/fes-meknes/status-lists/1").status_code == 200
    for nothing in ("/v1/tenants/nowhere/did.json", "/v1/tenants/fes-meknes/status-lists/99",
                    "/v1/tenants/fes-meknes/organisations/g9/did.json"):  # fmt: skip
        assert stranger.get(nothing).status_code == 404


def test_another_directorate_sees_nothing_of_it(rabat, credential, person):
    for path in (f"{CREDENTIALS}/{credential['id']}", f"{CREDENTIALS}/{credential['id']}/token"):
        assert rabat.get(path).status_code == 404
    assert rabat.post(f"{CREDENTIALS}/{credential['id']}/revoke", {"reason": "x"}).status_code == 404
    assert rabat.get(f"/v1/persons/{person}/credentials").json()["items"] == []
    assert rabat.get(CREDENTIALS).json()["items"] == []


@pytest.mark.parametrize("role", ["door", "subscriber", "partner", "portal"])
def test_only_staff_issue_and_revoke(fes, credential, role):
    other = fes.with_role(role)
    assert other.post(CREDENTIALS, {}).status_code == 403
    assert other.post(f"{CREDENTIALS}/{credential['id']}/revoke", {"reason": "x"}).status_code == 403
    assert other.get(CREDENTIALS).status_code == 403


def test_a_revoked_one_is_refused_everywhere_at_once(fes, edition, person, jury):
    void = issue(fes, edition, person, jury, "x.void").json()
    token = fes.get(f"{CREDENTIALS}/{void['id']}/token").text
    path = f"{CREDENTIALS}/{void['id']}/revoke"
    told = keep_promise(fes.post(path, {"reason": "Erreur."}), CREDENTIALS + "/{credential_id}/revoke", 200)
    assert told["state"] == "revoked"
    with pytest.raises(OB3VerificationError, match="revocation"):
        verified(token, fes)
    assert HTTP.get(here(void["address"], fes)).json()["state"] == "revoked"
    assert HTTP.get(here(void["address"], fes) + "/token").status_code == 409
