"""What the rooms really answer is what the description promises."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from gateway.openapi import describe
from gateway.routes import ROUTES
from multaqa.messages import catalogue
from multaqa.testing.waiting import eventually
from tests.integration.gateway.conftest import Api
from tests.integration.gateway.links import code_to, token_to
from tests.integration.gateway.planting import events_hear_of

NAME = {"fr": "Salon", "ar": "معرض"}
DOCUMENT = describe(ROUTES)


def promised(method: str, path: str, status: int) -> Draft202012Validator:
    answer = DOCUMENT["paths"][path][method]["responses"][str(status)]["content"]["application/json"]["schema"]
    return Draft202012Validator({**answer, "components": DOCUMENT["components"]})


def keep_promise(response, path: str, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    promised(response.request.method.lower(), path, status).validate(response.json())
    return response.json()


def test_the_directory(fes):
    keep_promise(fes.get("/v1/tenant"), "/v1/tenant", 200)
    keep_promise(fes.post("/v1/keys", {"role": "door", "label": "east door"}), "/v1/keys", 201)
    keep_promise(fes.get("/v1/keys"), "/v1/keys", 200)
    person = {"name": {"latin": "Rania Sqalli"}, "email": "rania@stagiaires.example", "language": "fr"}
    made = keep_promise(fes.post("/v1/persons", person), "/v1/persons", 201)
    keep_promise(fes.get(f"/v1/persons/{made['id']}/export"), "/v1/persons/{person_id}/export", 200)
    keep_promise(fes.get("/v1/persons"), "/v1/persons", 200)


def sign_by_link(running, stranger, email):
    link, described = f"/v1/links/{token_to(running, email)}", "/v1/links/{token}"
    read = keep_promise(stranger.get(f"{link}/agreement"), f"{described}/agreement", 200)
    keep_promise(stranger.post(f"{link}/consent", {"digest": read["digest"]}), f"{described}/consent", 200)
    keep_promise(stranger.post(f"{link}/code"), f"{described}/code", 200)
    signed = stranger.post(f"{link}/signature", {"code": code_to(running, email)})
    assert keep_promise(signed, f"{described}/signature", 200)["state"] == "signed"


def test_partners(running, fes):
    body = {"kind": "institution", "name": NAME, "sectors": ["digital"], "contacts": [{"name": "Accueil"}]}
    organisation = keep_promise(fes.post("/v1/organisations", body), "/v1/organisations", 201)
    parties = [{"organisation_id": "directorate"}, {"organisation_id": organisation["id"]}]
    promise = {"kind": "stands", "owner": "directorate", "quantity": 2, "unit": "stands", "due_on": "2030-01-01"}
    draft = {
        "kind": "convention",
        "title": NAME,
        "parties": parties,
        "commitments": [promise],
        "starts_on": "2029-01-01",
    }
    agreement = keep_promise(fes.post("/v1/agreements", draft), "/v1/agreements", 201)
    path = f"/v1/agreements/{agreement['id']}"
    keep_promise(fes.post(f"{path}/approve"), "/v1/agreements/{agreement_id}/approve", 200)
    keep_promise(fes.post(f"{path}/send", {"order": "free"}), "/v1/agreements/{agreement_id}/send", 200)
    for party in parties:
        asked = {**party, "name": "La direction", "email": f"{party['organisation_id']}@x.test", "language": "fr"}
        asking = fes.post(f"{path}/signature-requests", asked)
        keep_promise(asking, "/v1/agreements/{agreement_id}/signature-requests", 201)
        sign_by_link(running, Api(fes.address, key=None), asked["email"])
    requests = fes.get(f"{path}/signature-requests")
    keep_promise(requests, "/v1/agreements/{agreement_id}/signature-requests", 200)
    assert fes.get(path).json()["state"] == "in_force"
    need = {"organisation_id": organisation["id"], "skill": "digital.networks", "level": 3, "headcount": 4}
    keep_promise(fes.post("/v1/skill-needs", need | {"horizon": "2031-01-01"}), "/v1/skill-needs", 201)
    for path in ("/v1/organisations", "/v1/agreements", "/v1/skill-needs"):
        keep_promise(fes.get(path), path, 200)


def test_events(running, fes):
    series = keep_promise(fes.post("/v1/series", {"name": NAME}), "/v1/series", 201)
    planned = {
        "series_id": series["id"],
        "number": 7,
        "venue": "Meknès",
        "theme": NAME,
        "starts_at": "2030-05-01T09:00:00+01:00",
        "ends_at": "2030-05-01T18:00:00+01:00",
        "quotas": [{"category": "visitor", "capacity": 1}],
    }
    edition = keep_promise(fes.post("/v1/editions", planned), "/v1/editions", 201)
    path = f"/v1/editions/{edition['id']}"
    keep_promise(fes.post(f"{path}/open"), "/v1/editions/{edition_id}/open", 200)
    states = [
        keep_promise(
            fes.post(f"{path}/registrations", {"person_id": person, "category": "visitor"}),
            "/v1/editions/{edition_id}/registrations",
            201,
        )["state"]
        for person in ("first", "second")
    ]
    assert states == ["confirmed", "waitlisted"]
    counts = keep_promise(fes.get(f"{path}/counts"), "/v1/editions/{edition_id}/counts", 200)
    promised_count = {"$ref": "#/components/schemas/Count", "components": DOCUMENT["components"]}
    Draft202012Validator(promised_count).validate(counts["visitor"])
    ground = {"x": 0, "y": 0, "width": 90, "height": 60}
    plan = {"width": 90, "height": 60, "zones": [{"code": "hall", "name": NAME, **ground}]}
    keep_promise(fes.post(f"{path}/plan", plan), "/v1/editions/{edition_id}/plan", 200)
    company = fes.made("/v1/organisations", {"kind": "company", "name": NAME})["id"]
    asked = {"organisation_id": company, "label": "B2", "tables": 2, "place": {"zone": "hall", **ground}}
    events_hear_of(running, company)
    stand = keep_promise(fes.post(f"{path}/stands", asked), "/v1/editions/{edition_id}/stands", 201)["id"]
    for step, body in (("change", {"tables": 3}), ("equipment", {"equipment": [{"what": "Écran", "quantity": 1}]})):
        keep_promise(fes.post(f"/v1/stands/{stand}/{step}", body), f"/v1/stands/{{stand_id}}/{step}", 200)
    named = fes.post(f"/v1/stands/{stand}/representatives", {"name": "Salma"})
    representative = keep_promise(named, "/v1/stands/{stand_id}/representatives", 201)["id"]
    for step in ("link", "end"):
        stepped = fes.post(f"/v1/representatives/{representative}/{step}")
        keep_promise(stepped, f"/v1/representatives/{{representative_id}}/{step}", 200)
    for listed in ("registrations", "stands"):
        keep_promise(fes.get(f"{path}/{listed}"), f"/v1/editions/{{edition_id}}/{listed}", 200)


@pytest.mark.parametrize("path", ["/v1/offers", "/v1/hirings", "/v1/subscriptions", "/v1/mails"])
def test_lists_of_the_other_rooms(fes, path: str):
    keep_promise(fes.get(path), path, 200)


def test_the_catalogue_of_types_has_a_schema_that_its_sample_passes(fes):
    listed = keep_promise(fes.with_role("subscriber").get("/v1/catalogue"), "/v1/catalogue", 200)["items"]
    by_type = {one["type"]: one for one in listed}
    assert sorted(by_type) == sorted(name for name, message in catalogue().items() if message.public)
    for one in listed:
        Draft202012Validator.check_schema(one["schema"])
        Draft202012Validator(one["schema"]).validate(one["sample"])
        with pytest.raises(ValidationError):
            Draft202012Validator(one["schema"]).validate({**one["sample"], "data": {}})
    assert by_type["matching.candidate_hired.v1"]["filters"] == ["edition", "institute", "partner", "sector"]
    assert by_type["notifications.secret_rotated.v1"]["filters"] == []
    began, *added = by_type["matching.candidate_hired.v1"]["history"]
    assert (began["version"], began["since"]) == (1, "2026-11-23")
    assert added == [
        {"version": 1, "since": "2026-11-26", "added": ["answer_by"]},
        {"version": 1, "since": "2026-11-27", "added": ["institute_id"]},
    ]


def test_a_queue_of_ones_own(fes):
    body = {"kind": "queue", "types": ["matching.*"], "subscriber": "Agence"}
    made = keep_promise(fes.post("/v1/subscriptions", body), "/v1/subscriptions", 201)
    assert (made["url"], made["queue"]["overflow"]) == (None, "reject-publish")
    path, named = f"/v1/subscriptions/{made['id']}", "/v1/subscriptions/{subscription_id}"
    eventually(lambda: keep_promise(fes.get(path), named, 200)["state"] == "active")
    renewed = keep_promise(fes.post(f"{path}/secret", {}), f"{named}/secret", 200)
    assert renewed["secret"] != made["secret"]
    wrong = [fes.post(f"{path}/secret", {"overlap_hours": 1}), fes.post("/v1/subscriptions", {"types": ["matching.*"]})]
    assert [one.status_code for one in wrong] == [422, 422]
    assert [one.json()["errors"][0]["pointer"] for one in wrong] == ["/overlap_hours", "/url"]
    assert fes.delete(path).status_code == 204


def test_subscriptions(fes):
    body = {
        "url": "http://127.0.0.1:9/hirings",
        "types": ["matching.candidate_hired.v1"],
        "filters": {"sector": ["digital"]},
        "subscriber": "Agence",
        "description": "emploi",
    }
    made = keep_promise(fes.post("/v1/subscriptions", body), "/v1/subscriptions", 201)
    path, named = f"/v1/subscriptions/{made['id']}", "/v1/subscriptions/{subscription_id}"
    keep_promise(fes.get(path), named, 200)
    keep_promise(fes.get(f"{path}/deliveries"), f"{named}/deliveries", 200)
    renewed = keep_promise(fes.post(f"{path}/secret", {"overlap_hours": 1}), f"{named}/secret", 200)
    assert [key["ends_at"] is None for key in renewed["signing_keys"]] == [True, False]
    keep_promise(fes.post(f"{path}/enable"), f"{named}/enable", 200)
    keep_promise(fes.post(f"{path}/owner", {"key_id": "k1"}), f"{named}/owner", 200)
    assert fes.post(f"{path}/samples", {"type": "matching.candidate_hired.v1"}).status_code == 409
    assert fes.post(f"{path}/recover", {"since": "2026-05-04T12:00:00Z", "what": "all"}).status_code == 422
    assert fes.delete(path).status_code == 204
