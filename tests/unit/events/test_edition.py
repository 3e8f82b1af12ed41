"""An edition has a future, a room for each category, and opens once."""

from datetime import UTC, datetime, timedelta

import pytest

from multaqa.errors import Invalid, Refused
from services.events.domain import Edition, LocalText, Series

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
FORUM = Series("s1", LocalText("Forum régional de l'emploi", "الملتقى الجهوي للتشغيل"))


def planned(**facts):
    forum = {
        "series_id": "s1",
        "number": 2,
        "theme": {"fr": "L'insertion", "ar": "الإدماج"},
        "sectors": ["industry"],
        "venue": "Fès",
        "starts_at": "2026-06-08T09:00:00+01:00",
        "ends_at": "2026-06-08T16:00:00+01:00",
        "quotas": [{"category": "candidate", "capacity": 1500}],
    }
    return Edition.planned("e1", {**forum, **facts}, FORUM, at=NOON)


def code_of(refusal):
    return refusal.value.code


def test_tells_the_name_of_its_series():
    assert planned().facts()["series_name"]["fr"] == "Forum régional de l'emploi"


def test_tells_its_times_as_clocks_in_morocco_show_them():
    assert planned(starts_at="2026-06-08T08:00:00Z").facts()["starts_at"] == "2026-06-08T09:00:00+01:00"


def test_clocks_in_morocco_go_back_in_ramadan():
    edition = planned(starts_at="2027-02-15T09:00:00Z", ends_at="2027-02-15T16:00:00Z")
    assert edition.facts()["starts_at"] == "2027-02-15T09:00:00+00:00"


def test_has_an_empty_quota_for_each_category():
    rooms = [{"category": "candidate", "capacity": 3}, {"category": "visitor", "capacity": 5}]
    quotas = planned(quotas=rooms).quotas()
    assert [(quota.id, quota.capacity, quota.taken) for quota in quotas] == [
        ("e1/candidate", 3, 0),
        ("e1/visitor", 5, 0),
    ]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"ends_at": "2026-06-08T09:00:00+01:00"}, "edition.ends_before_start"),
        ({"starts_at": "2026-05-01T09:00:00Z", "ends_at": "2026-05-04T12:00:00Z"}, "edition.in_the_past"),
        ({"starts_at": "2026-06-08T09:00:00"}, "edition.time_without_offset"),
        ({"quotas": []}, "edition.without_quota"),
        ({"quotas": [{"category": "candidate", "capacity": 0}]}, "quota.capacity_too_small"),
        ({"quotas": [{"category": "c", "capacity": 1}, {"category": "c", "capacity": 2}]}, "quota.category_twice"),
    ],
)
def test_is_not_planned(wrong, code):
    with pytest.raises(Invalid) as refused:
        planned(**wrong)
    assert [fault["code"] for fault in refused.value.errors] == [code]


def test_a_number_is_given_once_in_a_series():
    with pytest.raises(Refused) as refused:
        planned().refuse_taken_number(by=planned())
    assert code_of(refused) == "edition.number_taken"


def test_opens():
    edition = planned()
    edition.open(at=NOON)
    assert edition.takes_registrations(at=NOON)
    assert edition.facts()["opened_at"] == NOON.isoformat()


def test_opens_once():
    edition = planned()
    edition.open(at=NOON)
    with pytest.raises(Refused) as refused:
        edition.open(at=NOON)
    assert code_of(refused) == "edition.not_planned"


def test_does_not_open_when_it_is_over():
    with pytest.raises(Refused) as refused:
        planned().open(at=NOON + timedelta(days=60))
    assert code_of(refused) == "edition.over"


def test_takes_nobody_before_it_is_open():
    with pytest.raises(Refused) as refused:
        planned().require_open(at=NOON)
    assert code_of(refused) == "edition.not_open"


def test_takes_nobody_once_it_is_over():
    edition = planned()
    edition.open(at=NOON)
    with pytest.raises(Refused) as refused:
        edition.require_open(at=edition.ends_at)
    assert code_of(refused) == "edition.over"


def test_takes_nobody_once_it_is_closed():
    edition = planned()
    edition.open(at=NOON)
    edition.close(at=NOON)
    with pytest.raises(Refused) as refused:
        edition.require_open(at=NOON)
    assert code_of(refused) == "edition.over"
