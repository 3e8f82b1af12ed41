"""Who was told what, when and why: found by what is asked, without reading the rest, and tried again on demand."""

from datetime import UTC, datetime, timedelta

import pytest

from multaqa.errors import Invalid, NotFound, Refused
from multaqa.store.retention import sweep
from multaqa.testing.waiting import eventually
from services.notifications.service.log import narrowed
from tests.integration.notifications import told
from tests.integration.notifications.sinks import free_port, mail_sink
from tests.integration.notifications.test_contacts import AMAL, requested
from tests.integration.notifications.test_mails import settled
from tests.integration.running import FES, RABAT

LONG_AGO, FAR_OFF = "2020-01-01T00:00:00+00:00", "2999-01-01T00:00:00+00:00"
CONFIRMED = "events.registration_confirmed.v1"


def found(room, **asked):
    return [one["id"] for one in room.ask("list_mails", **asked)["items"]]


@pytest.fixture
def told_to_two(notifications):
    """A mail to a person, and one to a contact, who was told later."""
    notifications.has_handled(told.edition(notifications), told.person(notifications))
    message = told.registered(notifications)
    settled(notifications)
    requested(notifications, AMAL)
    contact, person = settled(notifications, 2)
    assert (contact["contact"]["email"], person["person_id"]) == (AMAL["email"], "p1")
    return {"message_id": message.id, "person": person["id"], "contact": contact["id"]}


def test_mails_are_found_by_whom_what_when_and_what_became_of_them(notifications, told_to_two):
    person, contact = told_to_two["person"], told_to_two["contact"]
    for asked, wanted in (
        ({}, [contact, person]),
        ({"state": "sent,given_up"}, [contact, person]),
        ({"state": "given_up"}, []),
        ({"type": CONFIRMED}, [person]),
        ({"category": "security"}, [contact]),
        ({"category": "security", "type": CONFIRMED}, []),
        ({"person_id": "p1"}, [person]),
        ({"email": "P1@example.org"}, [person]),
        ({"email": AMAL["email"]}, [contact]),
        ({"message_id": told_to_two["message_id"]}, [person]),
        ({"created_from": LONG_AGO, "created_until": FAR_OFF}, [contact, person]),
        ({"created_until": LONG_AGO}, []),
        ({"created_from": FAR_OFF}, []),
    ):
        assert found(notifications, **asked) == wanted, asked
        assert found(notifications, tenant=RABAT, **asked) == []


def test_the_log_is_read_page_by_page_the_newest_first(notifications):
    rows = [
        {**PATTERN, "_id": f"n{number}", "created_at": NOON + timedelta(minutes=number // 2)} for number in range(5)
    ]
    notifications.database.sends.insert_many(rows)
    pages, after = [], None
    while True:
        page = notifications.ask("list_mails", after=after, limit=2)
        pages.append([one["id"] for one in page["items"]])
        if not (after := page["next"]):
            break
    assert pages == [["n4", "n3"], ["n2", "n1"], ["n0"]]


@pytest.mark.parametrize("cursor", ["bm90IGEgdGltZQ", "MjAyNi0wNS0wNFQxMjowMDowMCBuMQ", "x"])
def test_a_cursor_of_another_list_is_refused(notifications, cursor):
    with pytest.raises(Invalid, match=r"page\.bad_cursor"):
        notifications.ask("list_mails", after=cursor)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"state": "given_up,unconfirmed"},
        {"type": CONFIRMED},
        {"category": "agenda"},
        {"person_id": "p1"},
        {"email": "p1@example.org"},
        {"message_id": "m1"},
        {"created_from": LONG_AGO, "created_until": FAR_OFF},
    ],
    ids=lambda asked: "+".join(asked) or "all",
)
def test_a_page_reads_no_more_mails_than_it_shows(notifications, asked):
    """In the order of an index, of a thousand others of this directorate and as many of another."""
    others = [
        {**PATTERN, "_id": f"{tenant}-{number}", "tenant": tenant, "message_id": f"x{number}"}
        for tenant in (FES, RABAT)
        for number in range(1_000)
    ]
    notifications.database.sends.insert_many(others)
    order = [("created_at", -1), ("_id", -1)]
    rows = (
        notifications.database.sends.find({"tenant": FES, **narrowed({"channel": "mail", **asked})})
        .sort(order)
        .limit(10)
    )
    explained = rows.explain()
    assert "COLLSCAN" not in str(explained["queryPlanner"]["winningPlan"])
    assert explained["executionStats"]["totalDocsExamined"] <= 10


def test_one_mail_is_read_and_not_by_another_tenant(notifications, told_to_two):
    id = told_to_two["person"]
    assert notifications.ask("get_mail", mail_id=id)["type"] == CONFIRMED
    for method in ("get_mail", "resend_mail"):
        with pytest.raises(NotFound, match=r"send\.not_found"):
            notifications.ask(method, tenant=RABAT, mail_id=id)


def test_what_was_sent_is_not_sent_again(notifications, mails, told_to_two):
    with pytest.raises(Refused, match=r"mail\.not_to_resend"):
        notifications.ask("resend_mail", mail_id=told_to_two["person"])
    assert mails.got()["count"] == 2


def test_what_was_given_up_is_sent_once_it_is_asked_for(notifying):
    port = free_port()
    with notifying(smtp_port=port) as room:
        room.has_handled(told.edition(room), told.person(room))
        message = told.registered(room)
        requested(room, AMAL)
        by_type = {one["type"]: one for one in settled(room, 2)}
        assert {one["state"] for one in by_type.values()} == {"given_up"}
        with pytest.raises(Refused, match=r"mail\.told_dropped"):
            room.ask("resend_mail", mail_id=by_type["partners.signature_requested.v1"]["id"])
        with mail_sink(port) as mails:
            again = room.ask("resend_mail", key="k1", mail_id=by_type[CONFIRMED]["id"])
            assert (again["state"], again["reason"]) == ("due", None)
            assert mails.has(1)["recipients"] == {"p1@example.org": 1}
            eventually(lambda: found(room, state="sent", message_id=message.id) == [again["id"]])
            assert room.ask("resend_mail", key="k1", mail_id=by_type[CONFIRMED]["id"]) == again
        assert room.database.audit.count_documents({"action": "mail.resent", "tenant": FES}) == 1


def test_settled_mails_are_deleted_when_due_and_others_stay(notifying, mails):
    with notifying(smtp_port=mails.smtp_port, mail_kept_days=2) as room:
        room.has_handled(told.edition(room), told.person(room))
        told.registered(room)
        settled(room)
        room.has_handled(told.registered(room, "p2"))
        soon, later = (datetime.now(UTC) + timedelta(days=days) for days in (1, 3))
        sweep(room.database, soon)
        assert len(found(room)) == 2
        sweep(room.database, later)
        assert [one["person_id"] for one in room.ask("list_mails")["items"]] == ["p2"]


NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
PATTERN = {
    "channel": "mail",
    "tenant": FES,
    "version": 1,
    "person_id": "p9",
    "message_id": "m9",
    "type": "events.edition_cancelled.v1",
    "told": {},
    "created_at": NOON,
    "state": "sent",
    "contact": None,
}
