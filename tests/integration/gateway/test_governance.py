"""Shared governance through the door: each answer as promised, each change under its version, each tenant alone."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.gateway.test_answers import NAME, keep_promise

RULES = {"quorum": {"numerator": 1, "denominator": 2}, "notice_days": 0, "voting_rule": "absolute_majority"}
TEXT = {"fr": "Dix stages de plus.", "ar": "عشرة تداريب إضافية."}


@pytest.fixture(scope="module")
def committee(fes):
    institute = fes.made("/v1/organisations", {"kind": "institute", "name": NAME})["id"]
    body = {"institute_id": institute, "name": NAME, **RULES}
    return keep_promise(fes.post("/v1/committees", body), "/v1/committees", 201)


@pytest.fixture(scope="module")
def seats(fes, committee):
    return [held_seat(fes, committee["id"])["id"] for _ in range(3)]


def held_seat(api, committee):
    granted = api.post(f"/v1/committees/{committee}/seats", {"organisation_id": "directorate", "voting": True})
    seat = keep_promise(granted, "/v1/committees/{committee_id}/seats", 201)
    mandate = {"holder": "Amal Bennis", "deputy": "Driss Alami", "from_on": seat["from_on"]}
    path = "/v1/seats/{seat_id}/mandates"
    return keep_promise(api.post(f"/v1/seats/{seat['id']}/mandates", mandate), path, 201)


def called(api, committee):
    starts_at = (datetime.now(UTC) + timedelta(seconds=5)).isoformat()
    body = {"starts_at": starts_at, "place": "Fès", "agenda": [{"title": NAME}]}
    path = "/v1/committees/{committee_id}/meetings"
    return keep_promise(api.post(f"/v1/committees/{committee}/meetings", body), path, 201)


def step(api, meeting, name, body=None, status=200):
    answer = api.post(f"/v1/meetings/{meeting['id']}/{name}", body)
    return keep_promise(answer, f"/v1/meetings/{{meeting_id}}/{name}", status)


def in_session(api, committee, *seats):
    meeting = called(api, committee)
    step(api, meeting, "attendance", {"present": [{"seat_id": seat, "attends": "holder"} for seat in seats]})
    return step(api, meeting, "open")


def test_a_meeting_from_its_call_to_its_minutes(fes, committee, seats):
    own, other, away = seats
    meeting = called(fes, committee["id"])
    step(fes, meeting, "proxies", {"seat_id": away, "to_seat_id": own})
    present = {"present": [{"seat_id": own, "attends": "holder"}, {"seat_id": other, "attends": "deputy"}]}
    step(fes, meeting, "attendance", present)
    assert fes.delete(f"/v1/meetings/{meeting['id']}/proxies/{away}").status_code == 204
    step(fes, meeting, "proxies", {"seat_id": away, "to_seat_id": own})
    opened = step(fes, meeting, "open")
    assert opened["quorum"] == {"mandates": 3, "needed": 2, "present": 3, "reached": True}
    ballots = [{"seat_id": seat, "vote": "in_favour"} for seat in (own, away)]
    body = {"item_id": opened["agenda"][0]["id"], "text": TEXT, "ballots": ballots, "recusals": [other]}
    taken = step(fes, meeting, "decisions", {**body, "owner": "directorate"}, 201)
    assert (taken["outcome"], taken["recused_seats"]) == ("adopted", [other])
    draft = step(fes, meeting, "minutes", {"text": "Projet"})
    step(fes, meeting, "minutes/approve", {"digest": draft["versions"][0]["digest"]})
    assert step(fes, meeting, "close")["state"] == "held"
    complete = f"/v1/decisions/{taken['id']}/complete"
    keep_promise(fes.post(complete), "/v1/decisions/{decision_id}/complete", 200)
    keep_promise(fes.get(f"/v1/decisions/{taken['id']}"), "/v1/decisions/{decision_id}", 200)
    keep_promise(fes.get(f"/v1/meetings/{meeting['id']}"), "/v1/meetings/{meeting_id}", 200)
    keep_promise(fes.get(f"/v1/meetings/{meeting['id']}/minutes"), "/v1/meetings/{meeting_id}/minutes", 200)


def test_a_cancelled_meeting(fes, committee):
    assert step(fes, called(fes, committee["id"]), "cancel", {"reason": "Salle"})["state"] == "cancelled"


def test_the_end_of_a_mandate_and_of_a_seat(fes, committee):
    seat = held_seat(fes, committee["id"])
    mandate = f"/v1/seats/{seat['id']}/mandates/{seat['mandates'][0]['id']}/end"
    ended = keep_promise(fes.post(mandate), "/v1/seats/{seat_id}/mandates/{mandate_id}/end", 200)
    assert ended["state"] == "vacant"
    vacant = keep_promise(fes.get(f"/v1/vacant-seats?committee_id={committee['id']}"), "/v1/vacant-seats", 200)
    assert [one["id"] for one in vacant["items"]] == [seat["id"]]
    assert keep_promise(fes.post(f"/v1/seats/{seat['id']}/end"), "/v1/seats/{seat_id}/end", 200)["state"] == "ended"
    keep_promise(fes.get(f"/v1/seats/{seat['id']}"), "/v1/seats/{seat_id}", 200)


def test_lists(fes, committee, seats):
    path = f"/v1/committees/{committee['id']}"
    keep_promise(fes.get(path), "/v1/committees/{committee_id}", 200)
    keep_promise(fes.get(f"{path}/seats"), "/v1/committees/{committee_id}/seats", 200)
    for listed in ("/v1/committees", "/v1/meetings", "/v1/decisions", "/v1/vacant-seats"):
        keep_promise(fes.get(listed), listed, 200)


def test_a_change_is_made_to_the_version_that_was_read(fes):
    institute = fes.made("/v1/organisations", {"kind": "institute", "name": NAME})["id"]
    founded = fes.made("/v1/committees", {"institute_id": institute, "name": NAME, **RULES})
    path, rules = f"/v1/committees/{founded['id']}", "/v1/committees/{committee_id}/rules"
    tag = fes.get(path).headers["ETag"]
    fresh = fes.post(f"{path}/rules", {**RULES, "notice_days": 9}, headers={"If-Match": tag})
    stale = fes.post(f"{path}/rules", {**RULES, "notice_days": 3}, headers={"If-Match": tag})
    assert keep_promise(fresh, rules, 200)["notice_days"] == 9
    assert (stale.status_code, fes.get(path).json()["notice_days"]) == (412, 9)


@pytest.mark.parametrize(
    ("language", "text"),
    [("fr", "Un autre mandat de ce siège couvre une partie de cette période."),
     ("ar", "يغطي انتداب آخر لهذا المقعد جزءا من هذه المدة.")],
)  # fmt: skip
def test_overlapping_mandates_are_explained_by_field(fes, seats, language, text):
    mandate = {"holder": "Karim", "from_on": "2099-01-01", "until_on": "2099-12-31"}
    refused = fes.post(f"/v1/seats/{seats[0]}/mandates", mandate, headers={"Accept-Language": language})
    assert refused.status_code == 422
    named = [(error["pointer"], error["text"]) for error in refused.json()["errors"]]
    assert named == [("/from_on", text), ("/until_on", text)]


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/holder", "/from_on"]),
        ({"holder": "A", "from_on": "31/12/2026"}, ["/from_on"]),
        ({"holder": "A" * 161, "from_on": "2026-12-31"}, ["/holder"]),
        ({"holder": "A", "from_on": "2026-12-31", "until_on": "", "salary": 1}, ["/until_on", "/salary"]),
    ],
)
def test_a_malformed_mandate_is_refused_by_field(fes, seats, body, pointers):
    refused = fes.post(f"/v1/seats/{seats[0]}/mandates", body)
    assert refused.status_code == 422
    assert {error["pointer"] for error in refused.json()["errors"]} == set(pointers)


@pytest.mark.parametrize("role", ["partner", "portal", "door", "subscriber"])
def test_only_staff_governs(fes, committee, seats, role):
    stranger = fes.with_role(role)
    paths = ("/v1/committees", f"/v1/seats/{seats[0]}", "/v1/vacant-seats", "/v1/meetings", "/v1/decisions")
    assert [stranger.get(path).status_code for path in paths] == [403] * len(paths)
    assert stranger.post(f"/v1/committees/{committee['id']}/rules", RULES).status_code == 403


def test_another_tenant_finds_nothing(fes, rabat, committee, seats):
    meeting = in_session(fes, committee["id"], *seats)
    votes = {"in_favour": 3, "against": 0, "abstentions": 0}
    decision = {"item_id": meeting["agenda"][0]["id"], "text": TEXT, "votes": votes}
    asked = [
        rabat.get(f"/v1/committees/{committee['id']}"),
        rabat.get(f"/v1/committees/{committee['id']}/seats"),
        rabat.get(f"/v1/seats/{seats[0]}"),
        rabat.get(f"/v1/meetings/{meeting['id']}"),
        rabat.post(f"/v1/meetings/{meeting['id']}/decisions", decision),
        rabat.post(f"/v1/meetings/{meeting['id']}/close"),
        rabat.post(f"/v1/seats/{seats[0]}/end"),
        rabat.post(f"/v1/committees/{committee['id']}/rules", RULES),
    ]
    assert [answer.status_code for answer in asked] == [404] * len(asked)
    assert rabat.get("/v1/vacant-seats").json()["items"] == []
    assert fes.get(f"/v1/meetings/{meeting['id']}").json()["state"] == "in_session"
