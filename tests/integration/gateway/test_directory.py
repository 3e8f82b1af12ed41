"""Tenants, keys and persons, as the rooms hear of them and as people see them."""

import json

import pytest

from multaqa.errors import Forbidden, Invalid, Refused
from multaqa.tenancy import Context, platform_context

PERSON = {
    "name": {"latin": "Youssef Tazi", "arabic": "يوسف التازي"},
    "email": "famille.tazi@stagiaires.example",
    "phone": "+212 600-000000",
    "language": "ar",
    "consents": [{"purpose": "participation", "given": True}],
}


def told(running, type_: str) -> list[dict]:
    """The envelopes of a type that wait in the outbox: no relay runs here."""
    return [json.loads(row["body"]) for row in running.rows("outbox") if row["type"] == type_]


def test_a_tenant_is_opened_once_and_the_platform_is_told(running, fes):
    assert fes.get("/v1/tenant").json()["id"] == "fes-meknes"
    (message,) = [one for one in told(running, "directory.tenant_opened.v1") if one["subject"] == "fes-meknes"]
    assert (message["tenant"], message["data"]["lane"]) == ("platform", "fes-meknes")
    with pytest.raises(Refused, match="already_open"):
        running.open_tenant("fes-meknes")
    listed = running.platform.call("gateway", "list_tenants", platform_context("test"), {})
    assert "fes-meknes" in [tenant["id"] for tenant in listed["items"]]


def test_only_the_platform_opens_tenants_and_their_names_fit_the_wire(running):
    stranger = Context("fes-meknes", "somebody", role="administrator")
    names = {"name_fr": "X", "name_ar": "س"}
    with pytest.raises(Forbidden):
        running.platform.call("gateway", "open_tenant", stranger, {"slug": "marrakech-safi", **names})
    for slug in ("Fès", "a.b", "platform", "shared-1"):
        with pytest.raises(Invalid):
            running.platform.call("gateway", "open_tenant", platform_context("test"), {"slug": slug, **names})


def test_no_secret_is_kept_neither_in_the_key_nor_in_the_answer_of_its_making(running, fes):
    headers = {"Idempotency-Key": "a-key-made-twice"}
    made = fes.post("/v1/keys", {"role": "door", "label": "north door"}, headers=headers).json()
    again = fes.post("/v1/keys", {"role": "door", "label": "north door"}, headers=headers).json()
    assert again == made | {"key": None}
    secret = made["key"].split("_", 2)[2]  # which may hold the sign itself
    assert len(secret) > 40, "what is looked for is not the secret"
    for collection in ("api_keys", "commands", "audit", "outbox"):
        assert secret not in repr(running.rows(collection))
    assert made["key"] not in fes.get("/v1/keys").text


def test_two_of_a_family_share_an_address(fes):
    first, second = fes.made("/v1/persons", PERSON), fes.made("/v1/persons", PERSON)
    assert first["id"] != second["id"]


def test_a_consent_is_withdrawn_and_the_rooms_are_told(running, fes):
    person = fes.made("/v1/persons", PERSON)
    path = f"/v1/persons/{person['id']}/consents"
    stale = fes.post(path, {"purpose": "photo", "given": True}, headers={"If-Match": '"9"'})
    assert (stale.status_code, stale.json()["type"]) == (412, "/problems/precondition.stale_version")
    fresh = fes.post(path, {"purpose": "participation", "given": False}, headers={"If-Match": '"1"'})
    assert fresh.headers["ETag"] == '"2"'
    (message,) = [one for one in told(running, "directory.consent_changed.v1") if one["subject"] == person["id"]]
    assert [(one["purpose"], one["granted"]) for one in message["data"]["consents"]] == [("participation", False)]
    assert set(message["data"]) == {"person_id", "name_latin", "name_arabic", "email", "language", "consents"}
    assert [phone for phone in ("600-000000", "600000000") if phone in json.dumps(message)] == []


def test_an_erased_person_is_gone_and_the_rooms_are_told(running, fes):
    person = fes.made("/v1/persons", PERSON)
    assert fes.delete(f"/v1/persons/{person['id']}").status_code == 204
    assert fes.get(f"/v1/persons/{person['id']}").status_code == 404
    assert fes.delete(f"/v1/persons/{person['id']}").status_code == 404
    (message,) = [one for one in told(running, "directory.person_erased.v1") if one["subject"] == person["id"]]
    assert message["data"] == {"person_id": person["id"]}
    assert person["id"] not in [row["_id"] for row in running.rows("persons")]


def test_pages_follow_each_other_and_end(rabat):
    made = {rabat.made("/v1/persons", PERSON)["id"] for _ in range(5)}
    found, path = [], "/v1/persons?limit=2"
    while path:
        page = rabat.get(path)
        found += [person["id"] for person in page.json()["items"]]
        path = page.links["next"]["url"] if "next" in page.links else None
    assert len(found) == len(set(found)) == 5
    assert set(found) == made


def test_staff_may_not_make_keys_and_the_portal_only_registers(fes):
    assert fes.with_role("staff").post("/v1/keys", {"role": "staff", "label": "x"}).status_code == 403
    portal = fes.with_role("portal")
    assert portal.post("/v1/persons", PERSON).status_code == 201
    assert portal.get("/v1/persons").status_code == 403
