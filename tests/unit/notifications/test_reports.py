"""What other servers report of our mails is read as they write it, and whatever else comes is refused."""

from datetime import UTC, datetime

import pytest

from multaqa.errors import Invalid
from services.notifications.domain import bounce_kind, refuses_address
from services.notifications.reports import read
from tests.mail_reports import MAIL, sample

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
UNKNOWN = "550 5.1.1 <…>: Recipient address rejected: User unknown in local recipient table"


@pytest.mark.parametrize(
    ("name", "kind", "status", "text"),
    [
        ("postfix_unknown_user", "hard", "5.1.1", UNKNOWN),
        ("postfix_delayed", "notice", "4.4.1", "connect to mx.candidates.example[192.0.2.7]:25: Connection timed out"),
        ("postfix_expired", "soft", "4.4.1", "connect to mx.candidates.example[192.0.2.7]:25: Connection timed out"),
        ("exim_unrouteable", "hard", "5.0.0", "550 no mailbox by the name of … here"),
        ("exim_mailbox_full", "soft", "5.2.2", "552 5.2.2 …: mailbox is full"),
        (
            "exchange_not_found",
            "hard",
            "5.1.10",
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient … not found by SMTP address lookup",
        ),
        (
            "exchange_policy",
            "soft",
            "5.7.1",
            "550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy",
        ),
        ("rfc3464_three_recipients", "soft", "4.0.0", "426 connection timed out"),
        ("complaint", "complaint", None, "abuse SomeGenerator/1.0"),
        ("not_spam", "notice", None, "not-spam SomeGenerator/1.0"),
    ],
)
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
@pytest.mark.parametrize("begins", [b"", b"From MAILER-DAEMON  Mon May  4 13:02:11 2026\n"], ids=["mail", "piped"])
def test_reports_are_read_as_servers_write_them(name, kind, status, text, begins, ends):
    report = read((begins + sample(name)).replace(b"\n", ends), NOON)
    assert (report.kind, report.status, report.text, report.mail_id) == (kind, status, text, MAIL)
    assert report.at == NOON


@pytest.mark.parametrize(
    "raw",
    [
        b"x",
        b"\x00\xff\xfe" * 100,
        b"From: a@b.example\r\nSubject: Undelivered\r\n\r\nYour message did not arrive.\r\n",
        sample("postfix_unknown_user").replace(b"message/delivery-status", b"text/plain"),
        sample("postfix_unknown_user").replace(b"Status: 5.1.1", b"Status: unknown"),
        sample("postfix_unknown_user").replace(b"Action: failed", b"Reason: failed"),
        sample("complaint").replace(b"Feedback-Type: abuse", b"Kind: abuse"),
    ],
)
def test_what_is_no_report_is_refused(raw):
    with pytest.raises(Invalid, match=r"report\.unreadable"):
        read(raw, NOON)


@pytest.mark.parametrize(
    "nested",
    [
        b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (one, one) for one in range(5_000)),
        b"Content-Type: message/rfc822\n\n" * 9_000,
    ],
    ids=["parts", "mails"],
)
def test_a_report_nested_without_end_is_refused(nested):
    with pytest.raises(Invalid, match=r"report\.unreadable"):
        read(nested, NOON)


def test_a_server_that_says_very_much_is_read_in_part():
    raw = sample("postfix_unknown_user").replace(b"smtp; 550", b"smtp; " + b"1." * 100_000)
    assert len(read(raw, NOON).text) == 300


@pytest.mark.parametrize("name", ["exim_unrouteable", "exchange_not_found"])
def test_a_report_that_returns_nothing_is_of_the_mail_that_it_answers(name):
    returned = f"<{MAIL}@multaqa.example>".encode()
    head, _, rest = sample(name).partition(b"\n\n")
    assert read(head + b"\n\n" + rest.replace(returned, b""), NOON).mail_id == MAIL


@pytest.mark.parametrize("named", [b"<>", b"nobody", b"<a b@multaqa.example>", b"<" + b"a" * 65 + b"@multaqa.example>"])
def test_a_report_that_names_no_mail_is_refused(named):
    raw = sample("postfix_unknown_user").replace(f"<{MAIL}@multaqa.example>".encode(), named)
    with pytest.raises(Invalid, match=r"report\.mail_unnamed"):
        read(raw, NOON)


def test_what_a_server_says_is_kept_in_part_and_as_text():
    raw = sample("postfix_unknown_user").replace(b"User unknown in local recipient table", b"\xe9\xff " * 400)
    text = read(raw, NOON).text
    assert len(text) == 300
    assert text.encode()


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("5.1.1", "hard"),
        ("5.1.2", "hard"),
        ("5.1.8", "soft"),  # the sender's address
        ("5.2.1", "hard"),
        ("5.2.2", "soft"),  # full
        ("5.3.4", "soft"),  # the mail is too big
        ("5.4.4", "hard"),  # no such host
        ("5.4.6", "soft"),  # a loop
        ("5.6.0", "soft"),
        ("5.7.26", "soft"),  # our signature does not hold
        ("5.0.0", "hard"),
        ("4.1.1", "soft"),
    ],
)
def test_only_what_stays_and_is_of_the_address_is_hard(status, kind):
    assert bounce_kind(status) == kind


@pytest.mark.parametrize(
    ("status", "refuses"), [("5.1.1", True), ("5.2.1", True), ("5.7.1", False), ("5.0.0", False), (None, False)]
)
def test_a_server_that_does_not_relay_for_us_says_nothing_of_the_address(status, refuses):
    assert refuses_address(status) is refuses
