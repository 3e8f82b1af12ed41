"""A mail is sent once, tried again when the server says later, and never sent to who may not be written to."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notifications.domain import Contact, Posting, Recipient, Schedule, Send, SendPolicy

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
POLICY = SendPolicy(Schedule.of_milliseconds([1_000, 2_000]), timedelta(seconds=3), patience=timedelta(hours=1))


@pytest.fixture
def send():
    return Send("n1", "p1", "m1", "events.registration_confirmed.v1", {"edition_id": "e1"}, created_at=NOON)


def record(send, outcome, at=NOON, **more):
    return send.record(Posting(outcome, **more), POLICY, at=at, luck=0.5)


def test_is_told_by_the_template_of_its_message(send):
    assert send.template == "registration_confirmed"


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


# to a contact


@pytest.fixture
def letter():
    told = {"code": "042917", "expires_at": NOON + timedelta(minutes=10)}
    contact = Contact("Amal", "amal@fnbtp.example", "fr")
    return Send("n2", None, "m1", "partners.signature_code.v1", told, created_at=NOON, contact=contact)


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
