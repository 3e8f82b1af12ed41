"""Mails to contacts by real SMTP: whoever a message names is written to once, and what it told is not kept."""

import json

import httpx

from multaqa.messages import sample
from multaqa.testing.waiting import eventually
from tests.integration.notifications import told
from tests.integration.notifications.sinks import free_port
from tests.integration.running import RABAT
from tests.integration.told import sampled

TOKEN = "fes-meknes.c2VjcmV0LW9mLWEtbGluaw"
AMAL = {"name": "Amal Bennis", "email": "amal@fnbtp.example", "language": "fr"}
DRISS = {"name": "Driss Alami", "email": "driss@sotherma.example", "language": "ar"}
NEAR = "partners.deadline_near.v1"
LETTER = {"id": "q1", "agreement_id": "a1", "title": {"fr": "Accord-cadre", "ar": "اتفاقية إطار"}}


def requested(room, *addressees, expires_at="2999-01-01T00:00:00+00:00", **circumstances):
    facts = {
        **LETTER,
        "addressees": list(addressees),
        "token": TOKEN,
        "expires_at": expires_at,
        "delegated_by": None,
    }
    return room.hear("partners.signature_requested.v1", "q1", facts, **circumstances)


def settled(room, count=1):
    def look():
        rest = [one for one in room.ask("list_mails")["items"] if one["state"] not in ("due", "sending")]
        return len(rest) >= count and rest

    return eventually(look)


def everything_kept(room):
    names = set(room.database.list_collection_names())
    return json.dumps([list(room.database[name].find({})) for name in sorted(names)], default=str)


def test_each_addressee_gets_one_mail_in_their_language_however_often_it_is_told(notifications, mails):
    message = requested(notifications, AMAL, DRISS)
    notifications.has_handled(message)
    requested(notifications, AMAL, DRISS, id=message.id)
    settled(notifications, 2)
    got = mails.has(2)
    assert got["recipients"] == {"amal@fnbtp.example": 1, "driss@sotherma.example": 1}
    assert {mail["language"] for mail in got["mails"]} == {"fr", "ar"}
    number = next(mail["number"] for mail in got["mails"] if mail["language"] == "ar")
    assert f"/sign/{TOKEN}" in httpx.get(f"{mails.url}/mails/{number}/html").text


def test_a_link_rests_here_until_its_mail_is_sent_and_no_longer(notifications, mails):
    notifications.has_handled(requested(notifications, AMAL))
    mails.has(1)
    (sent,) = settled(notifications)
    assert (sent["state"], sent["contact"], sent["person_id"]) == ("sent", AMAL, None)
    assert TOKEN not in everything_kept(notifications)


def test_a_mail_whose_link_has_run_out_is_not_sent(notifying):
    with notifying(smtp_port=free_port()) as room:
        room.has_handled(requested(room, AMAL, expires_at="2020-01-01T00:00:00+00:00"))
        (late,) = settled(room)
        assert (late["state"], late["reason"]) == ("withdrawn", "what it tells has expired")
        assert TOKEN not in everything_kept(room)


def test_an_address_gets_no_more_letters_than_one_may_at_a_time_but_for_what_is_mandatory(notifying, mails):
    def reminded(room, *addressees):
        room.has_handled(room.hear(NEAR, "d1", sampled(NEAR, addressees=list(addressees))))

    with notifying(smtp_port=mails.smtp_port, mail_most=[2, 3600]) as room:
        for count in (1, 2):
            reminded(room, AMAL)
            settled(room, count)
        reminded(room, AMAL, DRISS)
        requested(room, AMAL)
        assert mails.has(4)["recipients"] == {"amal@fnbtp.example": 3, "driss@sotherma.example": 1}
        (held,) = eventually(lambda: [one for one in room.ask("list_mails", state="due")["items"] if one["reason"]])
        assert (held["contact"], held["type"]) == (AMAL, NEAR)
        assert held["reason"].startswith("enough mails for now")


def test_a_contact_of_one_tenant_is_not_seen_by_another(notifications, mails):
    notifications.has_handled(requested(notifications, AMAL))
    settled(notifications)
    assert notifications.ask("list_mails", tenant=RABAT)["items"] == []


def test_a_mail_carries_the_newest_mark_of_the_tenants_own_trail(notifications, mails):
    newest = sample("partners.checkpoint_made.v1")["data"]
    old = {**newest, "mark": "fes-meknes/partners/3/00000000000000000000", "sequence": 3}
    theirs = {**newest, "mark": "rabat-sale-kenitra/partners/9/11111111111111111111", "sequence": 9}
    heard = [
        notifications.hear("partners.checkpoint_made.v1", "fes-meknes.partners", newest, version=newest["sequence"]),
        notifications.hear("partners.checkpoint_made.v1", "fes-meknes.partners", old, version=3),
        notifications.hear("partners.checkpoint_made.v1", "rabat-sale-kenitra.partners", theirs, tenant=RABAT),
    ]
    notifications.has_handled(*heard)
    notifications.has_handled(requested(notifications, AMAL))
    (mail,) = mails.has(1)["mails"]
    written = httpx.get(f"{mails.url}/mails/{mail['number']}/html").text
    assert newest["mark"] in written
    assert old["mark"] not in written
    assert theirs["mark"] not in written


def test_a_cancelled_contest_is_told_once_to_each_juror_and_entrant_though_no_edition_is_known(notifications, mails):
    facts = {**sample("events.contest_cancelled.v1")["data"], "person_ids": ["p1"], "juror_ids": ["j1", "j2"]}
    facts["addressees"] = [AMAL, DRISS]
    told.person(notifications)
    message = notifications.hear("events.contest_cancelled.v1", facts["id"], facts)
    notifications.has_handled(message)
    notifications.hear("events.contest_cancelled.v1", facts["id"], facts, id=message.id)
    settled(notifications, 3)
    assert mails.has(3)["recipients"] == {"amal@fnbtp.example": 1, "driss@sotherma.example": 1, "p1@example.org": 1}
    assert notifications.ask("list_mails", tenant=RABAT)["items"] == []


def test_a_moved_contest_is_told_once_to_each_juror_of_this_tenant(notifications, mails):
    facts = {**sample("events.contest_moved.v1")["data"], "juror_ids": ["j1", "j2"], "addressees": [AMAL, DRISS]}
    message = notifications.hear("events.contest_moved.v1", facts["id"], facts)
    notifications.has_handled(message)
    notifications.hear("events.contest_moved.v1", facts["id"], facts, id=message.id)
    settled(notifications, 2)
    assert mails.has(2)["recipients"] == {"amal@fnbtp.example": 1, "driss@sotherma.example": 1}
    assert notifications.ask("list_mails", tenant=RABAT)["items"] == []


def test_a_holder_gets_one_mail_with_the_address_which_is_kept_no_longer_than_the_mail_is_due(notifications, mails):
    facts = {**sample("events.credential_notice_given.v1")["data"], "person_id": "p1", "token": TOKEN}
    told.person(notifications)
    message = notifications.hear("events.credential_notice_given.v1", facts["id"], facts)
    notifications.has_handled(message)
    notifications.hear("events.credential_notice_given.v1", facts["id"], facts, id=message.id)
    settled(notifications)
    (mail,) = mails.has(1)["mails"]
    assert f"/credentials/{TOKEN}?language=fr" in httpx.get(f"{mails.url}/mails/{mail['number']}/html").text
    assert TOKEN not in everything_kept(notifications)


def test_an_erased_juror_s_mails_name_them_no_more_and_what_was_due_is_not_sent(notifying):
    with notifying(smtp_port=free_port()) as room:
        invited = {**sample("events.juror_invited.v1")["data"], "addressees": [AMAL], "token": TOKEN}
        cancelled = {**sample("events.contest_cancelled.v1")["data"], "person_ids": [], "juror_ids": ["j1", "j2"]}
        cancelled["addressees"] = [AMAL, DRISS]
        erased = {"id": "j1", "contest_id": "k1"}
        notice = {**sample("events.edition_notice_sent.v1")["data"], "addressees": [AMAL, DRISS]}
        other = room.hear("events.juror_erased.v1", "j1", erased, tenant=RABAT)
        room.has_handled(
            room.hear("events.juror_invited.v1", "j1", invited),
            room.hear("events.contest_cancelled.v1", "k1", cancelled),
            room.hear("events.edition_notice_sent.v1", "e1", notice),
            other,
        )
        assert AMAL["email"] in everything_kept(room)
        room.has_handled(room.hear("events.juror_erased.v1", "j1", erased, version=2))
        kept = everything_kept(room)
        assert [one for one in (AMAL["email"], AMAL["name"], TOKEN) if one in kept] == []
        assert DRISS["email"] in kept
        states = [(one["state"], bool(one["contact"])) for one in room.ask("list_mails")["items"]]
        assert sorted(states) == [("due", True)] * 2 + [("withdrawn", False)] * 3


def invited(room, id, *addressees, **circumstances):
    told = {"id": id, "edition_id": "e1", "addressees": list(addressees), "expires_at": "2999-01-01T00:00:00+00:00"}
    return room.hear("events.invitation_sent.v1", id, sampled("events.invitation_sent.v1", **told), **circumstances)


def overtaken(room, *ids, **circumstances):
    facts = sampled("events.invitations_overtaken.v1", id="e1", invitation_ids=list(ids))
    return room.hear("events.invitations_overtaken.v1", "e1", facts, version=4, **circumstances)


def test_who_was_invited_is_told_once_that_the_edition_loses_its_day(notifications, mails):
    notifications.has_handled(invited(notifications, "i1", AMAL), invited(notifications, "i2", DRISS))
    notifications.has_handled(invited(notifications, "i3", {**DRISS, "email": "DRISS@sotherma.example"}))
    notice = sampled("events.edition_notice_sent.v1", id="e1", addressees=[AMAL])
    notifications.has_handled(notifications.hear("events.edition_notice_sent.v1", "e1", notice, version=4))
    message = overtaken(notifications, "i1", "i2", "i3")
    notifications.has_handled(message)
    overtaken(notifications, "i1", "i2", "i3", id=message.id)
    settled(notifications, 5)
    eventually(lambda: notifications.database.due.count_documents({"kind": "tell_invited"}) == 0)
    got = mails.has(5)["mails"]
    texts = [(one["to"][0].casefold(), httpx.get(f"{mails.url}/mails/{one['number']}/html").text) for one in got]
    assert [to for to, text in texts if "تأجلت الدورة التي دعيتم إليها" in text] == ["driss@sotherma.example"]
    assert [to for to, text in texts if "est reportée" in text] == ["amal@fnbtp.example"]


def test_who_is_told_to_be_invited_only_later_is_told_then_and_nobody_of_another_tenant_is(notifications, mails):
    overtaken_first = overtaken(notifications, "i1")
    elsewhere = overtaken(notifications, "i1", tenant=RABAT)
    notifications.has_handled(overtaken_first, elsewhere)
    notifications.has_handled(invited(notifications, "i1", AMAL))
    assert mails.has(2)["recipients"] == {"amal@fnbtp.example": 2}
    assert notifications.ask("list_mails", tenant=RABAT)["items"] == []


def test_what_an_erased_person_s_address_was_sent_before_they_registered_names_them_no_more(notifications, mails):
    notifications.has_handled(invited(notifications, "i1", AMAL), invited(notifications, "i2", DRISS))
    notifications.has_handled(overtaken(notifications, "i1", "i2"))
    mails.has(4)
    settled(notifications, 4)
    notifications.has_handled(told.person(notifications, "amal", email=AMAL["email"]))
    erased = {"person_id": "amal"}
    notifications.has_handled(notifications.hear("directory.person_erased.v1", "amal", erased, version=2))
    kept = everything_kept(notifications)
    assert AMAL["email"] not in kept
    assert DRISS["email"] in kept
