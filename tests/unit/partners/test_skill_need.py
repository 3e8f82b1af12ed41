"""A skill need is for somebody, at a level that exists, and not for yesterday."""

from datetime import UTC, datetime

import pytest

from multaqa.errors import Invalid
from services.partners.domain import SkillNeed

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def stated(**facts):
    tilers = {"organisation_id": "o1", "skill": "tiling", "level": 2, "headcount": 40, "horizon": "2026-12-31"}
    return SkillNeed.stated("n1", {**tilers, **facts}, at=NOON)


def test_is_told_as_it_was_stated():
    assert stated().facts()["horizon"] == "2026-12-31"


def test_today_is_not_too_late():
    assert stated(horizon="2026-05-04").horizon == NOON.date()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"level": 0}, "skill_need.level_unknown"),
        ({"level": 5}, "skill_need.level_unknown"),
        ({"headcount": 0}, "skill_need.headcount_too_small"),
        ({"horizon": "2026-05-03"}, "skill_need.horizon_past"),
    ],
)
def test_is_refused(wrong, code):
    with pytest.raises(Invalid) as refused:
        stated(**wrong)
    assert [fault["code"] for fault in refused.value.errors] == [code]
