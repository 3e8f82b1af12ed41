"""Each channel hands over what it made: a letter that is signed, an item that stands, a line that a provider takes."""

import base64
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from icalendar import Calendar

from services.notifications.channels import Inbox, Phone
from services.notifications.domain import Contact, Posting, Recipient, Send, TemplateVersion, followed
from services.notifications.domain_key import DomainKey
from services.notifications.letters import Letters
from services.notifications.shapes import sample_of
from services.notifications.writing import Known, Writer
from tests.provider import provider

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
CONFIRMED, CANCELLED = "events.registration_confirmed.v1", "events.registration_cancelled.v1"
TIMETABLE, CHANGED = "matching.timetable_published.v1", "matching.agenda_changed.v1"
PROMOTED = "events.registration_promoted.v1"
SALMA = Recipient("p1", "Salma", "سلمى", "salma@example.org", "fr", phone="+212 6 11 22 33 44")
TOKEN = "fes-meknes." + "s" * 43


@pytest.fixture(scope="module")
def writer():
    return Writer("https://multaqa.example")


@pytest.fixture(scope="module")
def letters(writer):
    return Letters(writer, "ne-pas-repondre@multaqa.example")


def edition(**changed):
    return {**sample_of(CONFIRMED)["edition"], "_id": "e1", "source_version": 4, **changed}


def known(**circumstances):
    return Known(SALMA, edition(), link=TOKEN, **circumstances)


def told(type, **changed):
    return Send("n1", "p1", "m1", type, {**sample_of(type)["told"], **changed}, NOON)


def parts(letters, send, at_hand):
    letter, _ = letters.write(send, at_hand)
    read = message_from_bytes(letter.as_bytes(policy=policy.SMTP), policy=policy.default)
    return [
        (one, Calendar.from_ical(one.get_content())) for one in read.walk() if one.get_content_type() == "text/calendar"
    ]


# calendars


@pytest.mark.parametrize(
    ("type", "method", "status"), [(CONFIRMED, "REQUEST", "CONFIRMED"), (CANCELLED, "CANCEL", "CANCELLED")]
)
def test_a_registration_is_one_entry_that_is_called_off_under_the_same_name(letters, type, method, status):
    ((part, calendar),) = parts(letters, told(type), known())
    (event,) = calendar.walk("VEVENT")
    assert part["content-type"].params["method"] == calendar["METHOD"] == method
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("e1@multaqa", 4, status)
    assert event["ATTENDEE"] == "mailto:salma@example.org"
    assert event["ORGANIZER"] == "mailto:ne-pas-repondre@multaqa.example"
    assert event.start == edition()["starts_at"]
    assert not part.is_attachment()


def test_an_interview_that_is_moved_and_one_that_is_off_are_messages_of_their_own(letters):
    first, second, third = (interview(id, hour) for id, hour in (("i1", 8), ("i2", 9), ("i3", 10)))
    agenda = {"interviews": [first, second, third], **followed(None, [first, second, third])}
    later = {
        **second,
        "starts_at": second["starts_at"] + timedelta(hours=3),
        "ends_at": second["ends_at"] + timedelta(hours=3),
    }
    agenda = {"interviews": [first, later], **followed(agenda, [first, later])}
    changes = [{"change": kind, "interview": one, "from_starts_at": None, "from_table": None, "reason": None}
               for kind, one in (("moved", later), ("cancelled", third))]  # fmt: skip
    found = parts(letters, told(CHANGED, interviews=[first, later], changes=changes), known(agenda=agenda))
    events = {
        event["UID"]: (calendar["METHOD"], event["SEQUENCE"])
        for _, calendar in found
        for event in calendar.walk("VEVENT")
    }
    assert events == {"i2@multaqa": ("REQUEST", 1), "i3@multaqa": ("CANCEL", 1)}
    assert all(part.is_attachment() for part, _ in found)


def test_a_timetable_that_is_told_again_takes_what_is_gone_out_of_the_calendar(letters):
    first, second = interview("i1", 8), interview("i2", 9)
    agenda = {
        "interviews": [first],
        **followed({"interviews": [first, second], **followed(None, [first, second])}, [first]),
    }
    found = parts(letters, told(TIMETABLE, interviews=[first], preliminary=False), known(agenda=agenda))
    assert [(calendar["METHOD"], event["UID"]) for _, calendar in found for event in calendar.walk("VEVENT")] == [
        ("REQUEST", "i1@multaqa"),
        ("CANCEL", "i2@multaqa"),
    ]
    assert parts(letters, told(TIMETABLE, interviews=[first], preliminary=True), known(agenda=agenda)) == []


def test_an_interview_counts_each_time_it_moves_goes_or_comes_back():
    one, moved = interview("i1", 8), interview("i1", 9)
    kept = None
    counted = []
    for now in ([one], [one], [moved], [], [moved], [one]):
        kept = {"interviews": now, **followed(kept, now)}
        counted.append((kept["moved"].get("i1", 0), len(kept["called_off"])))
    assert counted == [(0, 0), (0, 0), (1, 0), (2, 1), (3, 0), (4, 0)]


def test_hours_of_ramadan_stand_in_the_entry_as_people_live_them(letters):
    at = datetime(2027, 2, 15, 9, tzinfo=UTC)
    at_hand = Known(SALMA, edition(starts_at=at, ends_at=at + timedelta(hours=6)))
    ((part, _),) = parts(letters, told(CONFIRMED), at_hand)
    assert "DTSTART;TZID=Africa/Casablanca:20270215T090000" in part.get_content().replace("\r\n ", "")


def interview(id, hour):
    kept = sample_of(TIMETABLE)["told"]["interviews"][0]
    at = datetime(2026, 6, 8, hour, tzinfo=UTC)
    return {**kept, "interview_id": id, "starts_at": at, "ends_at": at + timedelta(minutes=15)}


# DKIM


@pytest.fixture(scope="module")
def domain_key(tmp_path_factory):
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path = tmp_path_factory.mktemp("dkim") / "key.pem"
    path.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    asked = {}

    def in_dns(name, timeout=5):
        asked["name"] = name
        return record

    return DomainKey.read(str(path), "season", "multaqa.example"), in_dns, asked


def test_a_letter_is_signed_for_its_domain_over_what_takes_its_reader_off(letters, domain_key):
    key, in_dns, asked = domain_key
    signed = key.signed(letters.write(told(CONFIRMED), known())[0].as_bytes(policy=policy.SMTP))
    assert dkim.verify(signed, dnsfunc=in_dns)
    assert asked["name"] == b"season._domainkey.multaqa.example."
    covered = message_from_bytes(signed, policy=policy.default)["DKIM-Signature"].split("h=")[1].split(";")[0]
    assert {"list-unsubscribe", "list-unsubscribe-post", "from", "subject"} <= {
        one.strip() for one in covered.split(":")
    }
    for forged in (signed.replace(b"/unsubscribe/", b"/elsewhere/", 1), signed.replace(b"Salma", b"Samir", 1)):
        assert forged != signed
        assert not dkim.verify(forged, dnsfunc=in_dns)


def test_without_a_key_nothing_is_signed_and_with_none_the_room_does_not_start(tmp_path):
    assert DomainKey.read("", "season", "multaqa.example") is None
    (tmp_path / "none.pem").write_text("no key")
    with pytest.raises(ValueError, match="no RSA key"):
        DomainKey.read(str(tmp_path / "none.pem"), "season", "multaqa.example")


# inbox


def test_an_inbox_shows_what_is_told_without_the_link_that_it_brought(writer):
    prepared = Inbox(writer).prepare(told(CONFIRMED, token=TOKEN), known())
    shown = prepared.posting.shown
    assert shown["subject"].startswith("Inscription confirmée")
    assert "Bonjour Salma" in shown["text"]
    assert TOKEN not in shown["text"]
    assert Inbox(writer).hand_over(prepared, lambda: pytest.fail("nothing is in doubt")).outcome == "sent"


@pytest.mark.parametrize("secret", ["told.token", "told.token|upper", "told.token|join(' ')", "told"])
def test_an_inbox_keeps_no_link_that_a_directorate_wrote_into_its_subject_or_text(writer, secret):
    own = TemplateVersion(1, f"Venez : {{{{ {secret} }}}}", f"Bonjour\n{{{{ {secret} }}}}\nMerci", None, NOON, "k")
    shown = Inbox(writer).prepare(told(CONFIRMED, token=TOKEN), known(own=own)).posting.shown
    assert shown["subject"].startswith("Venez : ")
    assert "…" in shown["subject"]
    assert "ssss" not in str(shown).lower().replace(" ", "")
    assert shown["text"] == "Bonjour\nMerci"


# phones


def line(writer, *addresses, recipient=SALMA):
    phone = Phone(writer, addresses)
    prepared = phone.prepare(told(PROMOTED), Known(recipient, edition(), link=TOKEN))
    noted = []
    if isinstance(prepared, Posting):
        return prepared, noted
    return phone.hand_over(prepared, lambda: noted.append(True)), noted


def test_a_line_goes_to_the_number_and_says_where_the_rest_is(writer):
    with provider(200) as (address, taken):
        posting, noted = line(writer, address)
    ((path, body),) = taken
    assert (posting.outcome, noted) == ("sent", [True])
    assert path == "/+212611223344"
    assert body["message"].startswith("Une place")
    assert body["message"].endswith(f"https://multaqa.example/inbox/{TOKEN}?language=fr")


def test_where_a_provider_fails_the_next_one_takes_it_and_no_third(writer):
    with provider(500) as (failing, refused), provider(200) as (taking, taken), provider(200) as (spare, unasked):
        posting, _ = line(writer, failing, taking, spare)
    assert posting.outcome == "sent"
    assert [len(one) for one in (refused, taken, unasked)] == [1, 1, 0]


def test_where_all_fail_it_is_tried_again_later(writer):
    with provider(500) as (failing, _):
        posting, noted = line(writer, failing)
    assert (posting.outcome, posting.reason, noted) == ("deferred", "no provider took it", [True])


@pytest.mark.parametrize(
    "recipient", [Recipient("p1", "S", None, "s@example.org", "fr"), Contact("A", "a@b.example", "fr")]
)
def test_who_has_no_number_is_told_by_other_channels(writer, recipient):
    posting, noted = line(writer, "json://127.0.0.1:9/{phone}", recipient=recipient)
    assert (posting.outcome, posting.reason, noted) == ("withdrawn", "no phone number", [])


@pytest.mark.parametrize("address", ["json://127.0.0.1:9/", "nothing://{phone}", ""])
def test_an_address_without_a_place_for_the_number_stops_the_room(writer, address):
    with pytest.raises(ValueError, match="provider 0"):
        Phone(writer, [address])


def test_which_types_go_to_which_channels():
    every = ("mail", "inbox", "sms", "chat")
    assert [one.channel for one in told(PROMOTED).also_by(every)] == ["inbox", "sms", "chat"]
    assert [one.channel for one in told(CONFIRMED).also_by(every)] == ["inbox"]
    assert told(CONFIRMED).also_by(("mail",)) == []
    contact = Send("n1", None, "m1", PROMOTED, {}, NOON, contact=Contact("A", "a@b.example", "fr"))
    assert contact.also_by(every) == []
    assert len({told(PROMOTED).id, *(one.id for one in told(PROMOTED).also_by(every))}) == 4
