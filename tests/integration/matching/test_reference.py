"""Matching knows the skills reference and the training offer as partners told them, in any order, tenant by tenant."""

import pytest

from multaqa.errors import Invalid
from services.matching import store
from services.matching.service import offers
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


ASKED = {"required": [{"code": "tiling", "level": 2}, {"code": "mosaic", "level": 1}], "languages": ["fr", "ber", "xx"]}


@pytest.fixture
def explained(hall):
    """A tiler who speaks Amazigh, and two offers that ask for mosaic and French, too."""
    hall.candidate_comes("p1")
    hall.settle()
    hall.ask("complete_profile", candidate_id="p1", facts={**TILER, "languages": ["ber"]})
    hall.offer("g1", **ASKED)
    hall.offer("g2", **ASKED)
    return hall


def texts(match):
    return {reason["code"]: reason["text"] for reason in match["reasons"]}


def everywhere(forum):
    """The texts of the same two pairs, as whoever asks for matches or for the cause is told."""
    first, second = sorted(one["id"] for one in forum.ask("list_offers")["items"])
    both = forum.ask("matches_of_candidate", candidate_id="p1")["items"]
    (one,) = forum.ask("matches_of_offer", offer_id=first)["items"]
    return [texts(match) for match in (*both, one, forum.ask("why", candidate_id="p1", offer_id=second)["match"])]


@pytest.mark.parametrize("few", [200, 0])
def test_reasons_name_skills_and_languages_wherever_they_are_told(explained, few, monkeypatch):
    monkeypatch.setattr(offers, "FEW", few)
    tell(explained, skill("tiling", french="Carrelage", links=()), skill("welding"))
    for told in everywhere(explained):
        assert told["required.partly"] == {
            "fr": "Acquis : Carrelage 2/2. Manque : mosaic.",
            "ar": "متوفر: ع tiling 2/2. ناقص: mosaic.",
        }
        assert told["languages.partly"] == {
            "fr": "Acquis : amazighe. Manque : français, xx.",
            "ar": "متوفر: الأمازيغية. ناقص: الفرنسية، xx.",
        }


def test_what_is_near_is_named_though_no_offer_asks_for_it(hall):
    hall.candidate_comes("p1")
    hall.settle()
    offer = hall.offer("g1", required=[{"code": "mosaic", "level": 2}])
    tell(hall, skill("tiling", french="Carrelage"), skill("mosaic", french="Mosaïque"))
    (match,) = hall.ask("matches_of_offer", offer_id=offer)["items"]
    assert texts(match)["required.partly"] == {
        "fr": "À renforcer : Mosaïque 2/2 (proche : Carrelage).",
        "ar": "يحتاج إلى تعزيز: ع mosaic 2/2 (قريب: ع tiling).",
    }


def test_names_are_read_once_for_an_answer_and_only_those_it_may_need(explained, monkeypatch):
    tell(explained, skill("tiling"), skill("mosaic", links=()), skill("paving"), skill("welding", links=()))
    asked, labels = [], store.Skills.labels
    monkeypatch.setattr(store.Skills, "labels", lambda rows, codes: asked.append(codes) or labels(rows, codes))
    explained.ask("matches_of_candidate", candidate_id="p1")
    assert asked == [{"tiling", "mosaic", "paving"}]


def test_a_skill_that_is_called_otherwise_leaves_a_run_as_it_is(explained):
    tell(explained, skill("tiling", 1, "Carrelage"))
    first = explained.timetable()["id"]
    tell(explained, skill("tiling", 2, "Pose de carrelage"))
    assert everywhere(explained)[0]["required.partly"]["fr"].startswith("Acquis : Pose de carrelage 2/2.")
    second = explained.timetable()["id"]
    before, after = (explained.ask("get_run_record", run_id=run) for run in (first, second))
    for digest in ("inputs_digest", "outcome_digest"):
        assert before[digest] == after[digest]
    assert explained.ask("rerun_timetable", run_id=first)["same"]


def test_another_tenants_names_are_in_nobodys_reasons(explained, elsewhere):
    tell(elsewhere, skill("tiling", french="Theirs"))
    assert everywhere(explained)[0]["required.partly"]["fr"] == "Acquis : tiling 2/2. Manque : mosaic."


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
