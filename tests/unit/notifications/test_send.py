"""A mail is sent once, tried again when the server says later, and never sent to who may not be written to."""

from datetime import UTC, datetime, timedelta

import pytest

from multaqa.errors import Refused
from services.notifications.domain import Contact, Posting, Preferences, Recipient, Report, Schedule, Send, SendPolicy

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
KEPT = timedelta(days=400)
POLICY = SendPolicy(Schedule.of_milliseconds([1_000, 2_000]), timedelta(seconds=3), timedelta(hours=1), kept=KEPT)


@pytest.fixture
def send():
    return Send("n1", "p1", "m1", "events.registration_confirmed.v1", {"edition_id": "e1"}, created_at=NOON)


AMAL = Contact("Amal", "amal@fnbtp.example", "fr")


def record(send, outcome, at=NOON, **more):
    return send.record(Posting(outcome, **more), POLICY, at=at, luck=0.5)


def test_is_told_by_the_template_of_its_message(send):
    assert send.name == "registration_confirmed"


def test_is_sent(send):
    assert record(send, "sent", language="ar") is None
    assert (send.state, send.sent_at, send.language) == ("sent", NOON, "ar")


def test_is_tried_again_later_and_then_given_up(send):
    again = [record(send, "deferred", reason="421 busy") for _ in range(3)]
    assert again == [NOON + timedelta(seconds=1), NOON + timedelta(seconds=2), None]
    assert (send.state, send.attempts, send.reason) == ("given_up", 3, "421 busy")


def test_is_given_up_at_once_when_refused_for_good(send):
    assert record(send, "rejected", reason="550 no such user") is None
    assert send.state == "given_up"


def test_waits_for_who_is_not_known_yet(send):
    assert record(send, "waiting") == NOON + timedelta(seconds=3)
    assert (send.state, send.attempts) == ("due", 0)


def test_what_is_told_no_more_is_withdrawn_or_does_not_go_out_again_after_a_server_refused_it(send):
    send.begin("1/1", None, prepared=0, address=None)
    send.tell_instead(None, NOON)
    assert (send.state, send.is_too_late(NOON)) == ("sending", True)
    assert record(send, "deferred") == NOON + timedelta(seconds=1)
    assert (send.state, send.is_too_late(NOON)) == ("due", True)
    send.tell_instead(None, NOON)
    assert (send.state, send.reason) == ("withdrawn", "its interviews changed")


def test_does_not_wait_for_ever(send):
    assert record(send, "waiting", at=NOON + timedelta(hours=1), reason="person not told yet") is None
    assert (send.state, send.reason) == ("given_up", "person not told yet")


def test_is_withdrawn_when_the_person_may_not_be_written_to(send):
    assert record(send, "withdrawn", reason="person erased") is None
    assert send.state == "withdrawn"


def test_what_was_sent_stays_sent(send):
    record(send, "sent")
    record(send, "rejected", reason="too late")
    assert (send.state, send.reason, send.attempts) == ("sent", None, 1)


def test_forgets_a_person_and_what_is_due_to_them(send):
    send.forget_person()
    assert (send.state, send.person_id, send.told) == ("withdrawn", "erased-n1", {})


def test_forgets_a_person_it_has_written_to(send):
    record(send, "sent")
    send.forget_person()
    assert (send.state, send.person_id) == ("sent", "erased-n1")


@pytest.mark.parametrize(
    ("circumstances", "objection"),
    [
        ({}, None),
        ({"takes_part": False}, "consent to participation withdrawn"),
        ({"erased": True}, "person erased"),
    ],
)
def test_a_recipient_may_object(circumstances, objection):
    assert Recipient("p1", "Salma", "سلمى", "salma@example.org", "fr", **circumstances).objection == objection


@pytest.mark.parametrize(
    ("language", "arabic", "name"), [("fr", "سلمى", "Salma"), ("ar", "سلمى", "سلمى"), ("ar", None, "Salma")]
)
def test_a_recipient_is_called_in_their_language(language, arabic, name):
    assert Recipient("p1", "Salma", arabic, "salma@example.org", language).name == name


# told before and after it is handed over


def test_what_was_begun_and_not_recorded_was_interrupted_and_is_not_sent_again(send):
    send.begin("1/1", "digest", 0, "a1")
    assert not send.was_interrupted("1/1")
    assert send.was_interrupted("1/2")
    assert record(send, "unconfirmed", reason="interrupted") is None
    assert (send.state, send.is_due) == ("unconfirmed", False)


def test_a_run_begins_what_is_due_or_what_it_began_itself_and_nothing_else(send):
    send.begin("1/1", "digest", 0, "a1")
    send.begin("1/1", "digest", 0, "a1")
    with pytest.raises(Refused, match="mail.overtaken"):
        send.begin("1/2", "other", 0, "a1")
    assert (send.run, send.link) == ("1/1", "digest")
    record(send, "sent")
    with pytest.raises(Refused, match="mail.overtaken"):
        send.begin("1/1", "digest", 0, "a1")


def test_a_letter_that_was_written_before_a_change_is_not_begun(send):
    send.version = 3
    with pytest.raises(Refused, match="mail.overtaken"):
        send.begin("1/1", "digest", 2, "a1")
    assert send.state == "due"


def test_what_the_server_put_off_is_due_again_and_was_not_interrupted(send):
    send.begin("1/1", "digest", 0, "a1")
    assert record(send, "deferred") is not None
    assert (send.state, send.was_interrupted("1/2")) == ("due", False)


def test_an_erased_person_s_link_is_gone_and_a_mail_under_way_stays_so_until_it_is_known_what_became_of_it(send):
    send.begin("1/1", "digest", 0, "a1")
    send.forget_person()
    assert (send.state, send.link) == ("sending", None)
    record(send, "sent")
    assert (send.state, send.person_id) == ("sent", "erased-n1")


# what cannot be switched off

TODAY, TOMORROW = NOON + timedelta(hours=3), NOON + timedelta(days=1)


def agenda_changed(starts_at, from_starts_at=None):
    changes = [{"change": "moved", "interview": {"starts_at": starts_at}, "from_starts_at": from_starts_at}]
    return Send("n3", "p1", "m3", "matching.agenda_changed.v1", {"changes": changes}, created_at=NOON)


@pytest.mark.parametrize(
    ("starts_at", "from_starts_at", "mandatory"),
    [
        (TODAY, None, True),
        (TOMORROW, TODAY, True),
        (TODAY, TOMORROW, True),
        (TOMORROW, None, False),
        (TOMORROW, TOMORROW + timedelta(hours=1), False),
    ],
)
def test_an_interview_of_today_that_moves_is_told_to_who_switched_its_category_off(
    starts_at, from_starts_at, mandatory
):
    opposed = Preferences("f1", "p1", opposes=True)
    moved = agenda_changed(starts_at, from_starts_at)
    assert moved.is_mandatory(NOON) is mandatory
    assert (moved.objection(opposed, NOON) is None) is mandatory


def test_today_is_the_day_it_is_in_morocco():
    late = datetime(2026, 5, 4, 23, 30, tzinfo=UTC)
    assert agenda_changed(datetime(2026, 5, 5, 9, tzinfo=UTC)).is_mandatory(late)
    assert not agenda_changed(datetime(2026, 5, 4, 9, tzinfo=UTC)).is_mandatory(late)


# to a contact


@pytest.fixture
def letter():
    told = {"code": "042917", "expires_at": NOON + timedelta(minutes=10)}
    return Send("n2", None, "m1", "partners.signature_code.v1", told, created_at=NOON, contact=AMAL)


@pytest.mark.parametrize("outcome", ["sent", "rejected", "withdrawn"])
def test_a_settled_letter_to_a_contact_keeps_nothing_of_what_it_told(letter, outcome):
    assert record(letter, outcome) is None
    assert letter.told == {}


@pytest.mark.parametrize("outcome", ["deferred", "waiting"])
def test_a_letter_still_due_keeps_what_it_tells(letter, outcome):
    assert record(letter, outcome) is not None
    assert letter.told["code"] == "042917"


def test_a_letter_is_too_late_when_what_it_tells_has_run_out(letter, send):
    assert not letter.is_too_late(NOON + timedelta(minutes=9))
    assert letter.is_too_late(NOON + timedelta(minutes=10))
    assert not send.is_too_late(NOON + timedelta(days=900))


def test_is_deleted_some_time_after_it_is_settled_and_not_before(send):
    record(send, "deferred")
    assert send.expires_at is None
    record(send, "sent")
    record(send, "sent", at=NOON + timedelta(days=1))
    assert send.expires_at == NOON + KEPT


def test_what_an_erasure_withdrew_is_deleted_some_time_after_its_turn(send):
    send.forget_person()
    assert send.expires_at is None
    record(send, "withdrawn")
    assert send.expires_at == NOON + KEPT


def test_what_came_to_nothing_is_tried_again_with_all_its_attempts_before_it(send):
    record(send, "rejected", reason="554 not now")
    send.resend()
    assert (send.state, send.attempts, send.reason, send.expires_at) == ("due", 0, None, None)
    assert record(send, "deferred") == NOON + timedelta(seconds=1)


@pytest.mark.parametrize("outcome", ["sent", "unconfirmed", "withdrawn", "deferred"])
def test_what_may_have_come_or_may_not_come_is_not_sent_again(send, outcome):
    record(send, outcome)
    with pytest.raises(Refused, match=r"mail\.not_to_resend"):
        send.resend()


def test_what_is_no_longer_kept_is_not_sent_again(send, letter):
    send.told["token"] = "t.s"
    for one in (send, letter):
        record(one, "rejected")
        with pytest.raises(Refused, match=r"mail\.told_dropped"):
            one.resend()


# what is reported of it


def report(kind, status="5.1.1"):
    return Report(kind, "n1", status, "said", NOON)


@pytest.mark.parametrize("outcome", ["sent", "unconfirmed", "rejected"])
def test_what_was_handed_over_may_come_back_once(send, outcome):
    record(send, outcome)
    assert send.take_report(report("hard"))
    assert (send.state, send.reason) == ("bounced", "hard bounce, 5.1.1")
    assert not send.take_report(report("hard"))
    assert send.facts()["report"]["text"] == "said"


def test_what_comes_back_while_it_is_handed_over_stays_so(send):
    send.begin("1/1", "digest", 0, "a1")
    send.take_report(report("soft", "4.2.2"))
    assert record(send, "sent") is None
    assert (send.state, send.expires_at) == ("bounced", NOON + KEPT)


def test_a_complaint_is_noted_of_what_was_sent_and_a_notice_is_not(send):
    record(send, "sent")
    assert not send.take_report(report("notice"))
    assert send.take_report(report("complaint", None))
    assert not send.take_report(report("complaint", None))
    assert (send.state, send.report.kind) == ("sent", "complaint")


@pytest.mark.parametrize("outcome", ["deferred", "withdrawn"])
def test_what_was_not_handed_over_cannot_have_come_back(send, outcome):
    record(send, outcome)
    with pytest.raises(Refused, match=r"report\.mail_not_sent"):
        send.take_report(report("hard"))


def test_what_came_back_and_what_the_address_withdrew_is_sent_again_on_demand(send):
    record(send, "sent")
    send.take_report(report("hard"))
    send.resend()
    record(send, "withdrawn", reason="address bounced")
    send.resend()
    assert (send.state, send.sent_at) == ("due", None)


def test_an_erased_person_s_mail_keeps_nothing_of_where_it_went_and_what_was_said(send):
    record(send, "sent", address="a1")
    send.take_report(report("hard"))
    send.forget_person()
    assert (send.address, send.report) == (None, None)
