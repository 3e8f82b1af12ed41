"""Mails that come back, by real SMTP and as reports: what becomes of them, of their address and what is due there."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest

from multaqa.errors import Invalid, NotFound, Refused
from multaqa.store.retention import sweep
from services.notifications.domain import address_id
from tests.integration.notifications import told
from tests.integration.notifications.sinks import free_port, mail_sink
from tests.integration.notifications.test_contacts import AMAL, everything_kept, requested
from tests.integration.notifications.test_mails import settled
from tests.integration.running import FES, RABAT
from tests.integration.told import sampled
from tests.mail_reports import MAIL, sample

LINK_SENT = "events.registration_link_sent.v1"


def reported(room, name, mail_id, **circumstances):
    raw = sample(name).replace(MAIL.encode(), mail_id.encode())
    return room.ask("take_report", role="postmaster", content=b64encode(raw).decode(), **circumstances)


def addresses(room, **asked):
    return room.ask("list_addresses", **asked)["items"]


def newest(room, count):
    """The newest of so many settled mails."""
    return settled(room, count)[0]


def told_again(room, person_id="p1"):
    room.has_handled(told.registered(room, person_id))


def link_sent(room):
    facts = {**told.REGISTRATION, "token": "fes-meknes.c2VjcmV0"}
    room.has_handled(room.hear(LINK_SENT, "r1", facts, version=2))


@pytest.fixture
def confirmed(notifications, mails):
    """The id of a mail that Salma was sent."""
    notifications.has_handled(told.edition(notifications), told.person(notifications))
    told.registered(notifications)
    mails.has(1)
    return newest(notifications, 1)["id"]


def test_nothing_more_is_sent_to_an_address_that_is_gone_until_it_is_lifted(notifications, mails, confirmed):
    answer = reported(notifications, "postfix_unknown_user", confirmed)
    assert answer == {"mail_id": confirmed, "kind": "hard", "mail_state": "bounced"}
    mail = notifications.ask("get_mail", mail_id=confirmed)
    assert (mail["reason"], mail["report"]["status"]) == ("hard bounce, 5.1.1", "5.1.1")
    told_again(notifications)
    assert newest(notifications, 2)["reason"] == "address bounced"
    link_sent(notifications)
    withdrawn = newest(notifications, 3)
    assert (withdrawn["type"], withdrawn["reason"]) == (LINK_SENT, "address bounced")
    (address,) = addresses(notifications, state="suppressed")
    assert [report["mail_id"] for report in address["reports"]] == [confirmed]
    lifted = notifications.ask("lift_address", address_id=address["id"], cause="bounces")
    assert lifted["state"] == "watched"
    told_again(notifications)
    mails.has(2)
    row = notifications.database.audit.find_one({"action": "address.lifted"})
    assert (row["tenant"], row["subject"], row["principal"]) == (FES, address["id"], "key:test")


def test_what_is_due_already_is_withdrawn_and_another_address_of_the_person_is_written_to(notifying):
    port = free_port()
    with notifying(smtp_port=port, mail_schedule_ms=[50] * 400) as room:
        with mail_sink(port) as mails:
            room.has_handled(told.edition(room), told.person(room))
            told.registered(room)
            mails.has(1)
            sent = newest(room, 1)["id"]
        told_again(room)
        reported(room, "exchange_not_found", sent)
        assert newest(room, 2)["reason"] == "address bounced"
        room.has_handled(told.person(room, version=2, email="salma@new.example"))
        with mail_sink(port) as mails:
            told_again(room)
            assert mails.has(1)["recipients"] == {"salma@new.example": 1}


def test_a_report_of_an_address_that_was_left_says_nothing_of_the_new_one(notifications, mails, confirmed):
    notifications.has_handled(told.person(notifications, version=2, email="salma@new.example"))
    reported(notifications, "postfix_unknown_user", confirmed)
    assert addresses(notifications, email="salma@new.example") == []
    assert [one["state"] for one in addresses(notifications, email="P1@example.org")] == ["suppressed"]


def test_soft_bounces_count_until_there_are_too_many_and_a_report_repeated_is_no_other(notifying, mails):
    with notifying(smtp_port=mails.smtp_port, mail_soft_bounces=[2, 30]) as room:
        room.has_handled(told.edition(room), told.person(room))
        for number, state in ((1, "watched"), (2, "suppressed")):
            told_again(room)
            mails.has(number)
            sent = newest(room, number)["id"]
            for _ in range(3):
                assert reported(room, "exim_mailbox_full", sent)["mail_state"] == "bounced"
            assert [one["state"] for one in addresses(room)] == [state]
        assert len(addresses(room)[0]["reports"]) == 2
        told_again(room)
        assert newest(room, 3)["reason"] == "address bounced"


def test_a_delay_changes_nothing(notifications, confirmed):
    answer = reported(notifications, "postfix_delayed", confirmed)
    assert answer == {"mail_id": confirmed, "kind": "notice", "mail_state": "sent"}
    assert addresses(notifications) == []


def test_a_complaint_leaves_what_is_mandatory_and_is_told_in_the_log(notifications, mails, confirmed):
    assert reported(notifications, "complaint", confirmed)["mail_state"] == "sent"
    told_again(notifications)
    assert newest(notifications, 2)["reason"] == "its reader complained"
    link_sent(notifications)
    assert mails.has(2)["recipients"] == {"p1@example.org": 2}
    assert notifications.ask("get_mail", mail_id=confirmed)["report"]["kind"] == "complaint"
    (address,) = addresses(notifications, state="complained")
    notifications.ask("lift_address", address_id=address["id"], cause="complaint")
    told_again(notifications)
    mails.has(3)


def test_a_recipient_that_the_server_does_not_know_is_written_to_once(notifying):
    gone, relay = "p1@example.org", "p2@example.org"
    refused = {gone: f"550 5.1.1 <{gone}>: nobody", relay: f"554 5.7.1 <{relay}>: Relay access denied"}
    with mail_sink(refused=refused) as mails, notifying(smtp_port=mails.smtp_port) as room:
        room.has_handled(told.edition(room), told.person(room), told.person(room, "p2"))
        told.registered(room)
        refusal = newest(room, 1)
        assert (refusal["state"], refusal["reason"]) == ("given_up", "550 5.1.1 <…>: nobody")
        told.registered(room, "p2")
        assert newest(room, 2)["reason"] == "554 5.7.1 <…>: Relay access denied"
        (address,) = addresses(room)
        assert (address["state"], address["reports"][0]["mail_id"]) == ("suppressed", refusal["id"])
        told_again(room)
        assert newest(room, 3)["reason"] == "address bounced"
        told_again(room, "p2")
        assert newest(room, 4)["state"] == "given_up"
        assert gone not in everything_kept_of_the_address(room)


def everything_kept_of_the_address(room):
    rows = [*room.database.sends.find({}), *room.database.mail_addresses.find({}), *room.database.audit.find({})]
    return str(rows)


def test_a_contact_s_address_is_suppressed_and_forgotten_with_them(notifications, mails):
    invited = sampled("events.juror_invited.v1", addressees=[AMAL])
    notifications.has_handled(notifications.hear("events.juror_invited.v1", "j1", invited))
    mails.has(1)
    reported(notifications, "exim_unrouteable", newest(notifications, 1)["id"])
    requested(notifications, AMAL)
    assert newest(notifications, 2)["reason"] == "address bounced"
    assert len(addresses(notifications, email=AMAL["email"])) == 1
    erased = {"id": "j1", "contest_id": "k1"}
    notifications.has_handled(notifications.hear("events.juror_erased.v1", "j1", erased, version=2))
    assert addresses(notifications) == []


def test_a_person_is_told_what_is_kept_of_their_addresses_and_it_is_forgotten_with_them(notifications, confirmed):
    notifications.has_handled(told.person(notifications, version=2, email="salma@new.example"))
    reported(notifications, "postfix_unknown_user", confirmed)
    exported = notifications.ask("export_person", person_id="p1")
    assert [one["state"] for one in exported["addresses"]] == ["suppressed"]
    assert notifications.ask("export_person", tenant=RABAT, person_id="p1")["addresses"] == []
    erased = notifications.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=3)
    notifications.has_handled(erased)
    assert addresses(notifications) == []
    assert address_id("p1@example.org") not in everything_kept(notifications)


def test_a_report_of_no_mail_of_this_tenant_is_refused_and_changes_nothing(notifications, confirmed):
    with pytest.raises(NotFound, match=r"report\.mail_not_found"):
        reported(notifications, "postfix_unknown_user", confirmed, tenant=RABAT)
    with pytest.raises(NotFound, match=r"report\.mail_not_found"):
        reported(notifications, "postfix_unknown_user", MAIL)
    with pytest.raises(Invalid, match=r"report\.unreadable"):
        notifications.ask("take_report", content=b64encode(b"hello").decode())
    assert notifications.ask("get_mail", mail_id=confirmed)["state"] == "sent"
    assert addresses(notifications) == addresses(notifications, tenant=RABAT) == []


def test_an_address_is_suppressed_in_its_own_directorate_and_nobody_else_s(notifications, mails, confirmed):
    reported(notifications, "postfix_unknown_user", confirmed)
    (address,) = addresses(notifications)
    assert (
        addresses(notifications, tenant=RABAT) == addresses(notifications, tenant=RABAT, email="p1@example.org") == []
    )
    for method, more in (("get_address", {}), ("lift_address", {"cause": "bounces"})):
        with pytest.raises(NotFound, match=r"address\.not_found"):
            notifications.ask(method, tenant=RABAT, address_id=address["id"], **more)
    requested(notifications, {**AMAL, "email": "p1@example.org"}, tenant=RABAT)
    mails.has(2)
    (theirs,) = settled(notifications, tenant=RABAT)
    reported(notifications, "postfix_unknown_user", theirs["id"], tenant=RABAT)
    assert len(addresses(notifications, tenant=RABAT)) == len(addresses(notifications)) == 1


def test_what_came_back_is_sent_again_once_its_address_is_lifted(notifications, mails, confirmed):
    reported(notifications, "postfix_unknown_user", confirmed)
    (address,) = addresses(notifications)
    notifications.ask("lift_address", address_id=address["id"], cause="bounces")
    with pytest.raises(Refused, match=r"address\.nothing_to_lift"):
        notifications.ask("lift_address", address_id=address["id"], cause="bounces")
    notifications.ask("resend_mail", mail_id=confirmed)
    mails.has(2)


def test_what_is_only_watched_is_forgotten_in_time_and_what_is_suppressed_is_not(notifications, mails, confirmed):
    notifications.has_handled(told.person(notifications, "p2"))
    told_again(notifications, "p2")
    mails.has(2)
    reported(notifications, "exim_mailbox_full", confirmed)
    reported(notifications, "exim_unrouteable", newest(notifications, 2)["id"])
    assert len(addresses(notifications)) == 2
    sweep(notifications.database, datetime.now(UTC) + timedelta(days=31))
    assert [one["state"] for one in addresses(notifications)] == ["suppressed"]
