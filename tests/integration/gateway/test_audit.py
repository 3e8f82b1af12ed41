"""The audit trail through the door: one list over all rooms, checkpoints on demand, and another tenant's nowhere."""

import pytest

from multaqa.store import audit
from multaqa.store.audit.checkpoint import read_checkpoint
from multaqa.store.audit.keyring import parse_keyring
from multaqa.store.client import connect, database_of
from tests.integration.gateway.conftest import HTTP, ROOMS

SUBSCRIPTION = {"url": "http://127.0.0.1:9/hirings", "types": ["matching.*"]}


@pytest.fixture(scope="module")
def linked(running, fes, rabat):
    """Rows of both tenants in two rooms, linked as the relays would."""
    made = {}
    for name, api in (("fes", fes), ("rabat", rabat)):
        made[name] = api.made("/v1/keys", {"role": "door", "label": "audited"})["id"]
        made[f"{name} subscription"] = api.made("/v1/subscriptions", SUBSCRIPTION)["id"]
    link(running)
    return made


def link(running) -> None:
    client = connect(running.mongo_uri, "test")
    for room in ROOMS:
        database = database_of(client, f"{running.databases}_{room}")
        with client.start_session():
            audit.chain(client, database, now())
    client.close()


def now():
    from multaqa.clock import SystemClock

    return SystemClock().now()


def found(api, **sought) -> list[dict]:
    response = api.get("/v1/audit", params=sought)
    assert response.status_code == 200, response.text
    return response.json()["items"]


def test_rows_of_all_rooms_stand_in_one_list_newest_first(fes, linked):
    rows = found(fes)
    assert {"gateway", "notifications"} <= {row["room"] for row in rows}
    assert [row["id"] for row in rows] == sorted((row["id"] for row in rows), reverse=True)


def test_a_subject_finds_its_rows(fes, linked):
    (row,) = found(fes, subject=linked["fes"])
    assert (row["action"], row["room"], row["facts"]) == ("key.made", "gateway", {"role": "door"})
    assert row["sequence"] >= 1


def test_an_action_and_a_room_narrow_the_list(fes, linked):
    assert {row["action"] for row in found(fes, action="subscription.created")} == {"subscription.created"}
    assert {row["room"] for row in found(fes, room="gateway")} == {"gateway"}
    assert found(fes, room="events", action="subscription.created") == []


def test_pages_follow_each_other_over_all_rooms(fes, linked):
    whole, paged, after = found(fes, limit=200), [], {}
    while True:
        page = fes.get("/v1/audit", params={"limit": 2, **after}).json()
        paged += page["items"]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert [row["id"] for row in paged] == [row["id"] for row in whole]


@pytest.mark.parametrize("named", ["rabat", "rabat subscription"])
def test_another_tenants_rows_are_not_found(fes, rabat, linked, named):
    assert found(fes, subject=linked[named]) == []
    assert len(found(rabat, subject=linked[named])) == 1


def test_another_tenants_checkpoints_are_not_found(fes, rabat, linked):
    made = rabat.post("/v1/audit/checkpoints").json()["items"]
    assert {one["tenant"] for one in made} == {"rabat-sale-kenitra"}
    seen = fes.get("/v1/audit/checkpoints", params={"limit": 200}).json()["items"]
    assert "rabat-sale-kenitra" not in {one["tenant"] for one in seen}


def test_checkpoints_are_made_on_demand_listed_and_signed_by_the_published_key(running, fes, linked):
    made = fes.post("/v1/audit/checkpoints")
    assert made.status_code == 201, made.text
    assert {"gateway", "notifications"} <= {one["room"] for one in made.json()["items"]}
    listed = fes.get("/v1/audit/checkpoints", params={"room": "gateway"}).json()["items"]
    assert listed[0]["line"] in [one["line"] for one in made.json()["items"]]
    keys = HTTP.get(f"{running.address}/.well-known/multaqa-audit-keys")
    keyring = parse_keyring(keys.content)
    assert [keyring.objection(read_checkpoint(one["line"])) for one in made.json()["items"] if one] == [
        None for _ in made.json()["items"]
    ]


def test_nothing_new_answers_the_newest_again(fes, linked):
    first, second = (fes.post("/v1/audit/checkpoints", params={}).json()["items"] for _ in range(2))
    assert first == second


@pytest.mark.parametrize("role", ["partner", "portal", "door", "subscriber"])
def test_the_trail_is_for_staff(fes, role):
    assert fes.with_role(role).get("/v1/audit").status_code == 403


def test_only_an_administrator_makes_checkpoints(fes):
    staff = fes.with_role("staff")
    assert staff.get("/v1/audit/checkpoints").status_code == 200
    assert staff.post("/v1/audit/checkpoints").status_code == 403


@pytest.mark.parametrize("query", [{"room": "kitchen"}, {"after": "!"}, {"limit": 0}, {"tenant": "rabat"}])
def test_bad_questions_are_refused(fes, query):
    assert fes.get("/v1/audit", params=query).status_code == 422
