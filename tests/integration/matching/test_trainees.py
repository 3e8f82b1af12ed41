"""A trainee who registers to find a job has a profile made of messages, in whatever order they come."""

from datetime import date

import pytest

from multaqa.errors import NotFound
from tests.integration.matching.conftest import MORNING, Forum
from tests.integration.matching.test_reference import PROGRAMME
from tests.integration.running import RABAT
from tests.integration.told import sampled

BEGAN = date.fromisoformat(MORNING[:10]).year - 2
PROFILED = "matching.candidate_profiled.v1"


def registers(forum, person="p7", version=1, **facts):
    asked = {"institute_id": "i1", "sector": "building", "level": "technicien", "category": "candidate"}
    told = {
        "id": f"r-{person}",
        "edition_id": "e1",
        "person_id": person,
        "registered_at": MORNING,
        "state": "confirmed",
    }
    facts = sampled("events.registration_confirmed.v1", **{**told, **asked, **facts})
    forum.hear("events.registration_confirmed.v1", told["id"], facts, version=version)


def teaches(forum, programme="t1", version=1, since=BEGAN, **skills):
    taught = [{"skill": code, "level": level, "since": since, "until": None} for code, level in skills.items()]
    offered = {"id": programme, "institute_id": "i1", "sector": "building", "level": "technicien", "since": since}
    forum.hear(PROGRAMME, programme, sampled(PROGRAMME, **offered, taught=taught), version=version)


def skills(forum, person="p7"):
    told = forum.ask("get_profile", candidate_id=person)["skills"]
    return {one["code"]: (one["level"], one["source"]) for one in told}


@pytest.mark.parametrize("programme_first", [True, False])
def test_a_trainee_is_known_with_what_they_were_taught(hall, programme_first):
    first, then = (teaches, registers) if programme_first else (registers, teaches)
    told = {teaches: {"tiling": 3}, registers: {}}
    first(hall, **told[first])
    hall.settle()
    then(hall, **told[then])
    hall.settle()
    profile = hall.ask("get_profile", candidate_id="p7")
    assert (profile["training_level"], profile["sectors"]) == ("technicien", ["building"])
    assert skills(hall) == {"tiling": (3, "taught")}
    (profiled,) = hall.room.told(PROFILED)
    assert "p7" not in profiled.encode().decode().split('"')
    hall.offer("g1")
    assert hall.ask("matches_of_candidate", candidate_id="p7")["items"][0]["score"] > 0.5


def test_what_is_stated_goes_before_what_was_taught(hall):
    teaches(hall, tiling=3, masonry=2)
    registers(hall)
    hall.settle()
    stated = {"training_level": "technicien_specialise", "skills": [{"code": "tiling", "level": 4}]}
    hall.ask("complete_profile", candidate_id="p7", facts=stated)
    assert skills(hall) == {"tiling": (4, "declared"), "masonry": (2, "taught")}
    registers(hall, version=2)
    hall.settle()
    assert hall.ask("get_profile", candidate_id="p7")["training_level"] == "technicien_specialise"
    assert len(hall.room.told(PROFILED)) == 2


def test_whose_a_pseudonym_is_is_told_by_a_message_of_its_own(hall):
    teaches(hall, tiling=3)
    hall.settle()
    registers(hall)
    hall.settle()
    (named,) = [one for one in hall.room.told("matching.pseudonym_given.v1") if one.facts["person_id"] == "p7"]
    (profiled,) = [one for one in hall.room.told(PROFILED) if one.subject == named.subject]
    assert profiled.facts["pseudonym"] == named.facts["pseudonym"] == named.subject
    assert "p7" not in str(profiled.facts)


def test_of_several_programmes_only_what_all_of_them_teach_is_certain(hall):
    teaches(hall, tiling=3, masonry=2)
    teaches(hall, "t2", tiling=2, plumbing=2)
    teaches(hall, "t3", since=BEGAN, welding=1)
    hall.settle()
    registers(hall)
    hall.settle()
    assert skills(hall) == {}
    teaches(hall, "t3", version=2, tiling=4)
    hall.settle()
    assert skills(hall) == {"tiling": (2, "taught")}


def test_what_is_taught_later_was_not_taught_to_them(hall):
    registers(hall)
    taught = [{"skill": "tiling", "level": 2, "since": BEGAN, "until": None}]
    taught += [{"skill": "bim", "level": 2, "since": BEGAN + 1, "until": None}]
    offered = {"id": "t1", "institute_id": "i1", "sector": "building", "level": "technicien", "since": BEGAN}
    hall.hear(PROGRAMME, "t1", sampled(PROGRAMME, **offered, taught=taught))
    hall.settle()
    assert skills(hall) == {"tiling": (2, "taught")}


UNFIT = [{"category": "visitor"}, {"state": "cancelled"}, {"level": None}, {"level": "unheard"}]


@pytest.mark.parametrize("facts", UNFIT)
def test_who_looks_for_no_job_or_says_no_level_has_no_profile(hall, facts):
    registers(hall, **facts)
    hall.settle()
    with pytest.raises(NotFound):
        hall.ask("get_profile", candidate_id="p7")


def test_another_tenant_is_taught_nothing_of_it(hall):
    elsewhere = Forum(hall.room, tenant=RABAT)
    teaches(hall, tiling=3)
    registers(elsewhere)
    hall.settle()
    elsewhere.settle()
    assert skills(elsewhere) == {}
    with pytest.raises(NotFound):
        hall.ask("get_profile", candidate_id="p7")


def test_an_erased_trainee_does_not_come_back(hall):
    registers(hall)
    hall.settle()
    hall.hear("directory.person_erased.v1", "p7", {"person_id": "p7"}, version=9)
    hall.settle()
    registers(hall, version=3)
    hall.settle()
    with pytest.raises(NotFound):
        hall.ask("get_profile", candidate_id="p7")
