"""Nothing is sent to an address that is gone, and nothing that is not mandatory to one whose reader complained."""

from datetime import UTC, datetime, timedelta

import pytest

from multaqa.errors import Refused
from services.notifications.domain import BouncePolicy, MailAddress, Report

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
POLICY = BouncePolicy(3, 10 * DAY)


@pytest.fixture
def address():
    return MailAddress("a1", "digest")


def hears(address, kind, at=NOON):
    status = {"hard": "5.1.1", "soft": "4.2.2"}.get(kind)
    address.take(Report(kind, f"n-{at}", status, "said", at), POLICY)


def test_a_hard_bounce_ends_what_is_sent_there(address):
    hears(address, "hard")
    assert (address.state, address.reason, address.suppressed_at) == ("suppressed", "hard bounce, 5.1.1", NOON)
    assert address.objection(mandatory=True) == address.objection(mandatory=False) == "address bounced"


def test_soft_bounces_end_it_when_there_are_many_within_a_time(address):
    for days in (0, 1):
        hears(address, "soft", NOON + days * DAY)
        assert address.objection(mandatory=False) is None
    hears(address, "soft", NOON + 9 * DAY)
    assert (address.state, address.reason) == ("suppressed", "3 soft bounces, 4.2.2")


def test_soft_bounces_far_from_each_other_do_not(address):
    for days in range(0, 40, 5):
        hears(address, "soft", NOON + days * DAY)
    assert address.state == "watched"
    assert address.expires_at == NOON + 45 * DAY


def test_a_complaint_leaves_what_is_mandatory(address):
    hears(address, "complaint")
    assert address.state == "complained"
    assert address.objection(mandatory=True) is None
    assert address.objection(mandatory=False) == "its reader complained"
    assert address.expires_at is None


def test_it_is_lifted_for_one_cause_and_counted_anew(address):
    hears(address, "complaint")
    for _ in range(3):
        hears(address, "soft")
    assert (address.state, address.expires_at) == ("suppressed", None)
    address.lift("bounces", POLICY, NOON)
    assert (address.state, address.reason, address.expires_at) == ("complained", None, None)
    hears(address, "soft")
    address.lift("complaint", POLICY, NOON)
    assert (address.state, [one.kind for one in address.reports]) == ("watched", ["soft"])
    assert address.expires_at == NOON + 10 * DAY


@pytest.mark.parametrize("cause", ["bounces", "complaint"])
def test_what_keeps_no_mail_is_not_lifted(address, cause):
    hears(address, "soft")
    with pytest.raises(Refused, match=r"address\.nothing_to_lift"):
        address.lift(cause, POLICY, NOON)


def test_the_newest_reports_are_kept(address):
    for days in range(30):
        hears(address, "complaint", NOON + days * DAY)
    assert [len(address.reports), address.reports[-1].at] == [20, NOON + 29 * DAY]
