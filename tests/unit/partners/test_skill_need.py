"""A skill need is for somebody, at a level that exists, not for yesterday, and says where it comes from."""

from datetime import UTC, datetime

import pytest

from multaqa.errors import Invalid, Refused
from services.partners.domain import SkillNeed

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def stated(**facts):
    tilers = {"organisation_id": "o1", "skill": "building.tiling", "level": 2, "headcount": 40, "horizon": "2026-12-31"}
    return SkillNeed.stated("n1", {**tilers, **facts}, at=NOON)


def test_is_told_as_it_was_stated():
    assert stated().facts()["horizon"] == "2026-12-31"


def test_today_is_not_too_late():
    assert stated(horizon="2026-05-04").horizon == NOON.date()


@pytest.mark.parametrize(
    ("facts", "source"),
    [
        ({}, "survey"),
        ({"agreement_id": "a1"}, "convention"),
        ({"source": "event", "edition_id": "e1"}, "event"),
        ({"source": "interview_feedback", "agreement_id": "a1"}, "interview_feedback"),
    ],
)
def test_its_source_is_named_or_follows_from_the_agreement(facts, source):
    assert stated(**facts).source == source


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"level": 0}, "skill_need.level_unknown"),
        ({"level": 5}, "skill_need.level_unknown"),
        ({"headcount": 0}, "skill_need.headcount_too_small"),
        ({"horizon": "2026-05-03"}, "skill_need.horizon_past"),
        ({"source": "rumour"}, "skill_need.source_unknown"),
        ({"source": "convention"}, "skill_need.without_agreement"),
        ({"source": "event"}, "skill_need.without_edition"),
    ],
)
def test_is_refused(wrong, code):
    with pytest.raises(Invalid) as refused:
        stated(**wrong)
    assert [fault["code"] for fault in refused.value.errors] == [code]


def test_is_withdrawn_once_with_a_reason():
    need = stated()
    need.withdraw("Chantier reporté", at=NOON)
    assert need.facts()["withdrawn_because"] == "Chantier reporté"
    with pytest.raises(Refused, match="withdrawn already"):
        need.withdraw("Encore", at=NOON)
