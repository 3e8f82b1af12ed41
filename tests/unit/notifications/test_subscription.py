"""A subscription says which public types it wants, by name or by room."""

from datetime import UTC, datetime

import pytest

from multaqa.errors import Invalid
from services.notifications.domain import Subscription

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
PUBLIC = ("matching.candidate_hired.v1", "matching.hiring_offered.v1")


def created(*types):
    facts = {"url": "https://agency.example/", "types": list(types)}
    return Subscription.created("s1", facts, "whsec_AAAA", PUBLIC, at=NOON)


def test_wants_the_types_it_names():
    subscription = created("matching.candidate_hired.v1")
    assert [subscription.wants(one) for one in PUBLIC] == [True, False]


def test_wants_all_of_a_room():
    subscription = created("matching.*")
    assert [subscription.wants(one) for one in (*PUBLIC, "matchingother.hired.v1")] == [True, True, False]


def test_wants_nothing_once_it_has_ended():
    subscription = created("matching.*")
    subscription.end("asked for", at=NOON)
    assert not subscription.wants(PUBLIC[0])


def test_does_not_tell_its_secret():
    assert "whsec" not in str(created("matching.*").facts())


@pytest.mark.parametrize(
    "types", [[], ["partners.agreement_signed.v1"], ["partners.*"], ["matching.candidate_hired"], ["*"]]
)
def test_is_refused_when_nothing_would_ever_be_delivered(types):
    with pytest.raises(Invalid):
        created(*types)
