"""A company's day and a job asked after, through the real door: names from the directory, taps on real pages."""

from datetime import timedelta
from uuid import uuid4

import pytest
from pymongo import MongoClient

from multaqa.clock import SystemClock
from multaqa.links import new_link
from multaqa.zone import day_of, start_of
from services.matching import store
from services.matching.domain import (
    Candidate,
    ConfirmationLink,
    Hiring,
    Interview,
    LocalText,
    Offer,
    Profile,
    SoughtSkill,
)
from tests.integration.gateway.conftest import HTTP
from tests.integration.gateway.planting import NAME
from tests.integration.gateway.test_answers import keep_promise

PROFILE = Profile(training_level="technicien")


@pytest.fixture
def place(running, fes):
    """What the matching room would have heard and planned: two candidates at a table, of whom one shares.

    Both meet on one day in Morocco, at whatever hour the test runs: a company is shown a day.
    """
    morning = start_of(day_of(SystemClock().now()))
    ids = {name: f"{name}-{uuid4().hex}" for name in ("edition", "organisation", "offer", "first", "second", "hiring")}
    people = [_person(fes, name) for name in ("Hiba Naciri", "Omar Tazi")]
    with MongoClient(running.mongo_uri, tz_aware=True) as client:
        database = client[f"{running.databases}_matching"]

        def rows(name):
            return getattr(store, name)(database, "fes-meknes")

        times = {"series_name": NAME, "number": 2, "starts_at": morning, "ends_at": morning + timedelta(days=2)}
        rows("Editions").put_if_newer(ids["edition"], 1, times)
        rows("Organisations").put_if_newer(ids["organisation"], 1, {"name": NAME, "sectors": []})
        said = [{"purpose": "share_cv", "granted": True, "at": morning}]
        rows("Persons").put_if_newer(people[0], 1, {"language": "fr", "consents": said})
        sought = (SoughtSkill("textile.sewing", 2),)
        title = LocalText("Couture", "خياطة")
        rows("Offers").save(
            Offer(ids["offer"], ids["organisation"], ids["edition"], title, "textile", sought, 2, "Fès", "permanent")
        )
        for number, name in enumerate(("first", "second")):
            at = morning + timedelta(minutes=20 * number)
            rows("Candidates").save(Candidate(f"pseudonym-{ids[name]}", people[number], PROFILE))
            rows("Interviews").save(
                Interview(
                    ids[name],
                    ids["edition"],
                    "run-1",
                    people[number],
                    ids["offer"],
                    ids["organisation"],
                    "textile",
                    "t1",
                    "A1-1",
                    number,
                    at,
                    at + timedelta(minutes=15),
                    0.9,
                )
            )
        yield {**ids, "rows": rows, "people": people}


def _person(fes, name):
    address = f"{uuid4().hex}@stagiaires.example"
    return fes.made("/v1/persons", {"name": {"latin": name}, "email": address, "language": "fr"})["id"]


def test_a_company_sees_its_day_by_name_only_of_those_who_share_and_taps_an_outcome_and_a_job(fes, rabat, place):
    opened = f"/v1/editions/{place['edition']}/receptions"
    assert rabat.post(opened, {"organisation_id": place["organisation"]}).status_code == 404
    for role in ("door", "portal", "partner", "subscriber"):
        assert fes.with_role(role).post(opened, {"organisation_id": place["organisation"]}).status_code == 403
    made = keep_promise(
        fes.post(opened, {"organisation_id": place["organisation"]}), "/v1/editions/{edition_id}/receptions", 201
    )
    token = made["token"]
    told = HTTP.get(f"{fes.address}/v1/links/{token}/reception")
    day = keep_promise(told, "/v1/links/{token}/reception", 200)
    assert [one["name"] and one["name"]["latin"] for one in day["interviews"]] == ["Hiba Naciri", None]
    assert not any(person in told.text for person in place["people"])
    page = f"{fes.address}/reception/{token}"
    form = {"once": "k-1", "outcome": "held", "rating": "4", "next_step": "call"}
    for _ in range(2):
        assert HTTP.post(f"{page}/{place['first']}/outcome?language=ar", data=form).status_code == 303
    sent = HTTP.post(f"{page}/{place['first']}/job?language=ar", data={"once": "k-2", "starts_on": "2090-01-01"})
    assert sent.status_code == 303
    shown = HTTP.get(f"{page}?language=ar").text
    assert all(part in shown for part in ('dir="rtl"', "4/5", "اقتُرح منصب", "Hiba Naciri"))
    assert "Omar" not in shown
    late = HTTP.post(f"{page}/{place['first']}/outcome?language=fr", data={**form, "once": "k-3"})
    assert (late.status_code, "ne change plus" in late.text) == (409, True)
    foreign = f"rabat-sale-kenitra.{token.partition('.')[2]}"
    assert HTTP.get(f"{fes.address}/reception/{foreign}?language=fr").status_code == 404
    assert HTTP.post(f"{fes.address}/reception/{foreign}/{place['second']}/outcome", data=form).status_code == 404


def test_whoever_was_hired_answers_in_two_taps_and_no_other_directorate_by_their_link(fes, place):
    link, now = new_link("fes-meknes"), SystemClock().now()
    months_ago = day_of(now - timedelta(days=120))
    hiring = Hiring(
        place["hiring"], place["first"], place["people"][0], "pseudonym-1", place["organisation"], place["offer"],
        place["edition"], "textile", "permanent", months_ago, now, state="hired", answered_at=now,
    )  # fmt: skip
    place["rows"]("Hirings").save(hiring)
    place["rows"]("ConfirmationLinks").save(ConfirmationLink(link.digest, hiring.id, hiring.candidate_id, 3, now))
    foreign = f"rabat-sale-kenitra.{link.token.partition('.')[2]}"
    answer = {"once": "k-1", "still": "yes"}
    assert HTTP.post(f"{fes.address}/job/{foreign}/answer?language=fr", data=answer).status_code == 404
    page = f"{fes.address}/job/{link.token}"
    assert "Couture" in HTTP.get(f"{page}?language=fr").text
    assert 'value="yes"' in HTTP.get(f"{page}?language=fr&still=yes").text
    asked = HTTP.get(f"{fes.address}/v1/links/{link.token}/job")
    assert keep_promise(asked, "/v1/links/{token}/job", 200)["still"] is None
    for once in ("k-1", "k-1", "k-2"):
        assert HTTP.post(f"{page}/answer?language=fr", data={**answer, "once": once}).status_code == 303
    assert "toujours en poste" in HTTP.get(f"{page}?language=fr").text
    (kept,) = [one for one in fes.get("/v1/hirings").json()["items"] if one["id"] == hiring.id]
    assert kept["confirmed_months"] == [3]
    contradicted = HTTP.post(f"{page}/answer?language=fr", data={"once": "k-3", "still": "no"})
    assert contradicted.status_code == 409
