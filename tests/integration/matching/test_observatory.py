"""Supply, demand, gap, trend and training places, counted from what the room heard and did; closed month by month."""

from base64 import b64decode
from datetime import timedelta
from random import Random

import pytest

from multaqa import clock
from multaqa.clock import SystemClock
from multaqa.errors import Invalid
from multaqa.tenancy import Context
from multaqa.testing.waiting import eventually
from multaqa.zone import CASABLANCA
from tests.integration.matching.conftest import TILER, TILING_JOB, Forum
from tests.integration.matching.test_credentials import told as credential_told
from tests.integration.matching.test_reference import ENROLMENT, skill
from tests.integration.matching.test_reference import tell as tell_skills
from tests.integration.running import FES, RABAT, running
from tests.integration.told import sampled

TODAY = SystemClock().now().astimezone(CASABLANCA).date()
NEED, WITHDRAWN = "partners.skill_need_stated.v1", "partners.skill_need_withdrawn.v1"
GAP = "matching.demand_gap_found.v1"


def needs(forum, need, organisation="g1", version=1, type=NEED, **facts):
    asked = {"skill": "tiling", "level": 2, "headcount": 12, "horizon": (TODAY + timedelta(days=300)).isoformat()}
    told = sampled(type, id=need, organisation_id=organisation, **{**asked, **facts})
    return forum.hear(type, need, told, version=version)


def teaches(forum, programme="t1", enrolled=3, skills=(("tiling", 2),), **facts):
    taught = [{"skill": code, "level": level, "since": TODAY.year - 1, "until": None} for code, level in skills]
    begun = {"year": TODAY.year, "enrolled": enrolled}
    offered = {"id": programme, "code": programme.upper(), "sector": "building", "taught": taught, "year": TODAY.year}
    told = {**offered, "enrolled": enrolled, "enrolments": [{**begun, "places": 30}], "level": "technicien"}
    forum.hear(ENROLMENT, programme, sampled(ENROLMENT, **{**told, **facts}), version=2)


@pytest.fixture
def market(hall):
    """Twelve tilers are needed and a candidate and three trainees are there; nobody needs the one who knows mosaics."""
    tell_skills(hall, skill("tiling", french="Carrelage"), skill("mosaic"), skill("welding", sector="industry"))
    needs(hall, "n1")
    teaches(hall)
    hall.ask("complete_profile", candidate_id="p1", facts=TILER)
    hall.ask("complete_profile", candidate_id="p2", facts={**TILER, "skills": [{"code": "mosaic", "level": 1}]})
    hall.settle()
    return hall


@pytest.fixture
def elsewhere(market):
    return Forum(market.room, tenant=RABAT)


def row(forum, code="tiling", **asked):
    return next(one for one in forum.ask("observatory", **asked)["skills"] if one["skill"] == code)


def figures(forum, code="tiling"):
    return {name: row(forum, code)[name] for name in ("available", "supply", "demand", "gap", "tension")}


def as_partner(forum, method, **arguments):
    context = Context(FES, "key:partner", role="partner", route=method)
    return forum.room.client.call("matching", method, context, arguments, timeout_s=20)


def test_each_skill_and_sector_has_its_balance(market):
    told = market.ask("observatory")
    assert [(one["skill"], one["gap"]) for one in told["skills"]] == [("tiling", 8), ("mosaic", 0)]
    tiling, mosaic = told["skills"]
    assert tiling["label"] == {"fr": "Carrelage", "ar": "ع tiling"}
    assert (tiling["available"], tiling["coming"], tiling["needed"]) == (
        1,
        [{"year": TODAY.year + 2, "people": 3}],
        12,
    )
    assert (tiling["supply"], tiling["demand"], tiling["tension"], tiling["trend"]) == (4, 12, 0.5, None)
    assert (mosaic["supply"], mosaic["demand"], mosaic["tension"]) == (1, 0, -1.0)
    (building,) = told["sectors"]
    assert {name: building[name] for name in ("sector", "skills", "available", "trained", "demand", "gap")} == {
        "sector": "building",
        "skills": 2,
        "available": 2,
        "trained": 3,
        "demand": 12,
        "gap": 8,
    }
    assert market.ask("observatory", sector="industry")["skills"] == []


def test_offers_credentials_hires_and_withdrawals_move_it(market):
    before = figures(market)
    market.offer("g1", headcount=5)
    market.offer("g2", headcount=2)
    assert figures(market)["demand"] == before["demand"] + 2
    credential_told(market, "p9")
    credential_told(market, "p1")
    market.settle()
    assert (row(market)["available"], row(market)["awarded"]) == (2, 2)
    needs(market, "n1", version=2, type=WITHDRAWN, withdrawn_at=f"{TODAY}T08:00:00+00:00", withdrawn_because="?")
    needs(market, "n2", horizon=(TODAY - timedelta(days=1)).isoformat())
    market.settle()
    assert (row(market)["needed"], figures(market)["demand"]) == (0, 7)


def test_a_hire_is_no_supply_any_more_and_one_position_less(market):
    for person in ("p1", "p2"):
        market.registers(person)
        market.registers(person, state="checked_in", version=2)
    market.settle()
    market.offer("g1", headcount=3)
    market.timetable()
    market.ask("accept_hiring", hiring_id=market.hiring()["id"])
    hired = row(market)
    assert (hired["hired"], hired["available"], hired["offered"], hired["demand"]) == (1, 0, 2, 11)


def test_messages_late_and_repeated_change_nothing(market):
    before = market.ask("observatory")
    told = list(market.heard)
    Random(5).shuffle(told)
    for one in told:
        again = market.room.hear(one.type, one.subject, one.facts, version=one.version, id=one.id)
        market.room.hear(one.type, one.subject, one.facts, version=one.version)
        market.heard.append(again)
    market.settle()
    assert market.ask("observatory") == before


def test_an_erased_person_is_no_supply(market):
    market.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=9)
    market.settle()
    assert figures(market)["available"] == 0


def test_another_tenant_sees_counts_and_tells_nothing_of_it(market, elsewhere):
    market.ask("observe")
    assert elsewhere.ask("observatory")["skills"] == elsewhere.ask("observatory")["sectors"] == []
    assert elsewhere.ask("observed_months", skill="tiling")["items"] == []
    assert elsewhere.ask("training_places")["gap_before"] == 0
    assert b64decode(elsewhere.ask("export_observatory")["content"]).decode().count("\n") == 1
    before = market.ask("observatory")
    assert elsewhere.ask("observe")["skills"] == 0
    needs(elsewhere, "n9", headcount=90)
    elsewhere.ask("complete_profile", candidate_id="p1", facts=TILER)
    elsewhere.settle()
    assert market.ask("observatory") == before
    assert {one.tenant for one in market.room.told(GAP)} <= {FES}


def test_a_partner_names_a_sector_and_sees_no_small_count(market):
    with pytest.raises(Invalid) as refused:
        as_partner(market, "observatory")
    assert refused.value.code == "observatory.sector_needed"
    told = as_partner(market, "observatory", sector="building")
    assert told["hidden_below"] == 5
    for one in (*told["skills"], *told["sectors"]):
        assert [one[name] for name in ("available", "supply", "gap", "tension", "trend")] == [None] * 5
    assert told["skills"][0]["demand"] in (0, 12)
    table = b64decode(as_partner(market, "export_observatory", sector="building")["content"]).decode()
    assert "building;tiling;Carrelage;ع tiling;<5;3;<5;;12;0;<5;12;;" in table
    for person in range(6):
        market.ask("complete_profile", candidate_id=f"more-{person}", facts=TILER)
    shown = {one["skill"]: one for one in as_partner(market, "observatory", sector="building")["skills"]}
    assert shown["tiling"]["available"] is None, "it is the sector's total less the one that is hidden"


def test_a_table_has_a_line_per_skill(market):
    told = market.ask("export_observatory")
    lines = b64decode(told["content"]).decode("utf-8-sig").splitlines()
    assert lines[1].endswith("building;tiling;Carrelage;ع tiling;1;3;0;4;12;0;0;12;8;0.5;;;")
    assert market.ask("export_observatory", format="xlsx")["filename"].endswith(".xlsx")


def test_places_go_where_they_close_most_and_say_why(market):
    teaches(market, "t2", enrolled=0, skills=(("tiling", 1), ("welding", 3)))
    needs(market, "n3", skill="welding", headcount=2, level=3)
    needs(market, "n4", skill="mosaic", headcount=4, level=4)
    market.settle()
    plan = market.ask("training_places", places=11)
    assert {(one["programme_id"], one["skill"]): one["places"] for one in plan["given"]} == {
        ("t1", "tiling"): 8,
        ("t2", "welding"): 2,
    }
    assert (plan["gap_before"], plan["closed"], plan["gap_after"]) == (14, 10, 4)
    assert [(one["skill"], one["gap"]) for one in plan["untaught"]] == [("mosaic", 4)]
    assert "Carrelage" in plan["given"][0]["text"]["fr"]
    assert "ع tiling" in plan["given"][0]["text"]["ar"]
    assert market.ask("training_places", places=11, most=3)["closed"] == 5


def test_a_gap_worth_telling_is_told_once_a_month_without_a_count_of_persons(market):
    needs(market, "n2", headcount=20, organisation="g2")
    market.settle()
    period = market.ask("observe")["period"]
    assert market.ask("observe") == {"period": period, "skills": 2}
    (found,) = market.room.told(GAP)
    facts = {name: fact for name, fact in found.facts.items() if name != "id"}
    label = {"fr": "Carrelage", "ar": "ع tiling"}
    assert facts == {"period": period, "skill": "tiling", "label": label, "sector": "building", "gap": 28}
    (month,) = market.ask("observed_months", skill="tiling")["items"]
    assert (month["period"], month["supply"], month["demand"], month["gap"]) == (period, 4, 32, 28)


def test_each_month_is_closed_by_itself_and_the_next_is_held_against_it(
    amqp_uri, mongo_uri, mongo_database, monkeypatch
):
    monkeypatch.setattr(clock, "DEVELOPMENT_DATABASE", f"{mongo_database}_clock")
    with running("matching", amqp_uri, mongo_uri, mongo_database, development=True) as room:
        forum = Forum(room)
        tell_skills(forum, skill("tiling"))
        needs(forum, "n1", headcount=12)
        forum.settle()
        clock.move(mongo_uri, days=32)
        eventually(lambda: months_of(forum))
        needs(forum, "n2", headcount=3)
        forum.settle()
        moved = row(forum)["trend"]
        assert (moved["gap"], moved["since"], moved["direction"]) == (3, months_of(forum)[0], "steady")
        clock.move(mongo_uri, days=95)
        eventually(lambda: len(months_of(forum)) > 1)
        newest = forum.ask("observed_months", skill="tiling")["items"]
        assert [one["gap"] for one in newest] == [15, 12]
        assert [one.facts["gap"] for one in room.told(GAP)] == [12, 15]


def months_of(forum):
    return [one["period"] for one in forum.ask("observed_months", skill="tiling")["items"]]


def test_the_offer_of_a_skill_asks_for_every_skill_it_requires(market):
    asked = [{"code": "tiling", "level": 2}, {"code": "mosaic", "level": 1}]
    market.ask("publish_offer", facts={**TILING_JOB, "organisation_id": "g2", "required": asked, "headcount": 3})
    assert (figures(market)["demand"], figures(market, "mosaic")["demand"]) == (15, 3)
