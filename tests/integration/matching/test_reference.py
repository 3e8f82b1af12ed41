"""Matching knows the skills reference and the training offer as partners told them, in any order, tenant by tenant."""

import pytest

from multaqa.errors import Invalid
from services.matching import store
from tests.integration.matching.conftest import TILER, TILING_JOB, Forum
from tests.integration.running import FES, RABAT
from tests.integration.told import sampled

SKILLS, PROGRAMME, ENROLMENT = (
    "partners.skills_changed.v1",
    "partners.programme_changed.v1",
    "partners.enrolment_stated.v1",
)
ROME = {"scheme": "rome", "uri": "https://example.org/F1608", "match": "broad"}


def skill(code, version=0, french=None, links=(ROME,), **facts):
    label = {"fr": french or code, "ar": f"ع {code}"}
    told = {"code": code, "label": label, "sector": "building", "level": 2, "links": list(links), "retired_at": None}
    return {**told, "version": version, **facts}


def tell(forum, *skills):
    forum.hear(SKILLS, f"s{len(forum.heard)}", {"id": "s", "skills": list(skills)})
    forum.settle()


def skills_of(forum, tenant=FES):
    return store.Skills(forum.room.database, tenant)


def programmes_of(forum, tenant=FES):
    return {row["_id"]: row for row in store.Programmes(forum.room.database, tenant).offered()}


def offered(forum, version, type=PROGRAMME, **facts):
    forum.hear(type, "g1", sampled(type, id="g1", **facts), version=version)
    forum.settle()


@pytest.fixture
def elsewhere(hall):
    return Forum(hall.room, tenant=RABAT)


def test_labels_and_nearness_are_those_of_the_reference(hall):
    tell(hall, skill("tiling", french="Carrelage"), skill("mosaic"), skill("welding", links=()))
    assert skills_of(hall).labels(["tiling", "nobody"]) == {"tiling": {"fr": "Carrelage", "ar": "ع tiling"}}
    assert skills_of(hall).nearness() == {"tiling": {"mosaic": 0.3}, "mosaic": {"tiling": 0.3}}


def test_what_is_told_late_or_again_turns_nothing_back(hall):
    tell(hall, skill("tiling", 2, "Newest"))
    tell(hall, skill("tiling", 1, "Old"), skill("mosaic"))
    tell(hall, skill("tiling", 0, "First"), skill("mosaic"))
    told = skills_of(hall).labels(["tiling", "mosaic"])
    assert (told["tiling"]["fr"], told["mosaic"]["fr"]) == ("Newest", "mosaic")
    tell(hall, skill("tiling", 3, "Retired", retired_at="2026-05-04T12:00:00+00:00"))
    assert skills_of(hall).nearness() == {}
    assert skills_of(hall).labels(["tiling"])["tiling"]["fr"] == "Retired"


def test_an_unknown_skill_is_refused_by_its_field_once_the_reference_is_known(hall):
    hall.ask("complete_profile", candidate_id="p1", facts=TILER)
    tell(hall, skill("mosaic"))
    with pytest.raises(Invalid) as refused:
        hall.ask("complete_profile", candidate_id="p1", facts=TILER)
    assert [(one["pointer"], one["code"]) for one in refused.value.facts["errors"]] == [
        ("/skills/0/code", "skill.not_in_reference")
    ]
    asked = {**TILING_JOB, "organisation_id": "g1", "required": [{"code": "mosaic", "level": 2}]}
    hall.ask("publish_offer", facts=asked)
    with pytest.raises(Invalid) as refused:
        hall.ask("publish_offer", facts={**asked, "wished": [{"code": "tiling", "level": 1}]})
    assert [one["pointer"] for one in refused.value.facts["errors"]] == ["/wished/0/code"]


def test_a_programme_is_known_as_it_was_told_last(hall):
    offered(hall, 3, places=90)
    offered(hall, 2, places=60)
    assert programmes_of(hall)["g1"]["places"] == 90
    enrolments = [{"year": 2026, "enrolled": 30, "places": 90}]
    offered(hall, 4, ENROLMENT, places=90, enrolments=enrolments)
    offered(hall, 3, places=90)
    assert programmes_of(hall)["g1"]["enrolments"] == enrolments


def test_another_tenant_knows_nothing_of_it(hall, elsewhere):
    tell(hall, skill("tiling"))
    offered(hall, 1)
    assert skills_of(hall, RABAT).labels(["tiling"]) == {} == programmes_of(hall, RABAT)
    assert skills_of(hall, RABAT).nearness() == {}
    elsewhere.ask("complete_profile", candidate_id="p1", facts={**TILER, "skills": [{"code": "unheard", "level": 1}]})
    tell(elsewhere, skill("tiling", 9, "Theirs"))
    assert skills_of(hall).labels(["tiling"])["tiling"]["fr"] == "tiling"
