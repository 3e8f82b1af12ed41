"""Invitations, classes from a table, and the links by which people look after their own registration."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from multaqa.clock import SystemClock
from multaqa.errors import Invalid, NotFound, Refused
from multaqa.media_types import CSV_TYPE
from multaqa.testing.waiting import eventually
from services.events.service import invitations
from tests.integration.events import hearing
from tests.integration.events.forum import counts, opened, planned, register

RABAT = "rabat-sale-kenitra"
GUEST = {"name": "Amal Bennis", "email": "amal@partner.test", "language": "ar"}
INVITED, AGAIN = "events.invitation_sent.v1", "events.registration_link_sent.v1"
OVERTAKEN = "events.invitations_overtaken.v1"
PROMOTED = "events.registration_promoted.v1"
CONFIRMED, WAITLISTED = "events.registration_confirmed.v1", "events.registration_waitlisted.v1"
HEADINGS = "nom;الاسم;email;langue;matricule;niveau"


def digest_of(token):
    return sha256(token.partition(".")[2].encode()).hexdigest()


def link_of(events, type, registration):
    """The digest of the link in the newest message about a registration."""
    told = [one.facts["token"] for one in events.told(type) if one.subject == registration["id"]]
    return digest_of(told[-1])


# invitations


def invite(events, edition, **more):
    facts = {"to": GUEST, "category": "visitor", **more}
    return events.ask("invite", edition_id=edition, facts=facts)


def accept(events, link, person="g", key=None, **circumstances):
    asked = {"link": link, "person_id": person, "answers": {}, "consents": []}
    return events.ask("register_invited", **asked, key=key, **circumstances)


def newest_invitation(events):
    return digest_of(events.told(INVITED)[-1].facts["token"])


def test_an_invitation_leads_to_one_registration_and_is_counted(events):
    edition = opened(events)
    first, _ = invite(events, edition), invite(events, edition, to={**GUEST, "email": "autre@example.org"})
    link = digest_of(events.told(INVITED)[0].facts["token"])
    assert events.ask("read_invitation", link=link)["category"] == "visitor"
    registration = accept(events, link, key="once")
    assert registration["state"] == "confirmed"
    assert accept(events, link, key="once") == registration
    with pytest.raises(NotFound, match=r"link\.not_found"):
        accept(events, link, person="h")
    with pytest.raises(NotFound, match=r"link\.not_found"):
        events.ask("read_invitation", link=link)
    assert events.ask("count_invitations", edition_id=edition) == {"visitor": {"invited": 2, "registered": 1}}
    states = {one["id"]: one["state"] for one in events.ask("list_invitations", edition_id=edition)["items"]}
    assert states[first["id"]] == "used"
    with pytest.raises(Refused, match=r"invitation\.used"):
        events.ask("revoke_invitation", invitation_id=first["id"])


def test_an_invitation_that_is_revoked_or_has_expired_opens_nothing(events):
    edition = opened(events)
    revoked = invite(events, edition)
    link = newest_invitation(events)
    events.ask("revoke_invitation", invitation_id=revoked["id"])
    with pytest.raises(NotFound, match=r"link\.not_found"):
        accept(events, link)
    expired = invite(events, edition)
    yesterday = {"$set": {"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}}
    events.database.invitations.update_one({"_id": expired["id"]}, yesterday)
    with pytest.raises(NotFound, match=r"link\.not_found"):
        accept(events, newest_invitation(events))
    assert counts(events, edition, "visitor")["confirmed"] == 0


def loses_its_day(events, edition, change):
    if change == "cancelled":
        events.ask("cancel_edition", edition_id=edition, reason="grève")
        return
    shown = events.ask("get_edition", edition_id=edition)
    later = {
        name: (datetime.fromisoformat(shown[name]) + timedelta(days=2)).isoformat() for name in ("starts_at", "ends_at")
    }
    events.ask("postpone_edition", edition_id=edition, facts={**later, "reason": "grève"})


@pytest.mark.parametrize("change", ["postponed", "cancelled"])
def test_who_was_invited_and_has_not_answered_is_named_once_when_the_edition_loses_its_day(events, change):
    events.has_handled(hearing.person(events, "known"))
    edition = opened(events)
    invite(events, edition, to={**GUEST, "email": "double@example.org"})
    waiting = invite(events, edition, to={**GUEST, "email": "Double@example.org"})
    revoked = invite(events, edition, to={**GUEST, "email": "revoquee@example.org"})
    events.ask("revoke_invitation", invitation_id=revoked["id"])
    expired = invite(events, edition, to={**GUEST, "email": "tard@example.org"})
    events.database.invitations.update_one(
        {"_id": expired["id"]}, {"$set": {"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}}
    )
    invite(events, edition)
    accept(events, newest_invitation(events))
    invite(events, edition)  # to the same address: it was answered
    invite(events, edition, to={**GUEST, "email": "Known@stagiaires.example"})
    register(events, edition, "known")
    invite(events, opened(events, number=3), to={**GUEST, "email": "ailleurs@example.org"})
    loses_its_day(events, edition, change)
    (told,) = events.told(OVERTAKEN)
    assert (told.subject, told.facts["change"], told.facts["invitation_ids"]) == (edition, change, [waiting["id"]])


def test_many_who_were_invited_are_named_some_at_a_time_and_where_all_have_answered_nobody_is(events, monkeypatch):
    monkeypatch.setattr(invitations, "TOLD_AT_ONCE", 2)
    edition, quiet = opened(events), opened(events, number=3)
    ids = [invite(events, edition, to={**GUEST, "email": f"g{n}@example.org"})["id"] for n in range(3)]
    invite(events, quiet)
    accept(events, newest_invitation(events))
    for one in (edition, quiet):
        loses_its_day(events, one, "cancelled")
    named = [one.facts["invitation_ids"] for one in events.told(OVERTAKEN)]
    assert sorted(map(len, named)) == [1, 2]
    assert sorted(id for some in named for id in some) == sorted(ids)


@pytest.mark.parametrize("change", ["postponed", "cancelled"])
def test_an_institute_whose_class_was_taken_in_is_named_when_the_edition_loses_its_day(events, change):
    edition, other = opened(events), opened(events, number=3)
    checked = send_class(events, edition, table(pupil(1)))
    send_class(events, other, table(pupil(2)))
    events.ask("apply_class_list", class_list_id=checked["id"])
    take_in(events, checked)
    for one in (edition, other):
        loses_its_day(events, one, change)
    named = {one.subject: one.facts["institute_ids"] for one in events.told(f"events.edition_{change}.v1")}
    assert named == {edition: ["institute-1"], other: []}


def test_whom_an_invitation_went_to_is_kept_nowhere_but_in_its_message(events):
    invite(events, opened(events))
    assert events.told(INVITED)[0].facts["addressees"] == [GUEST]
    kept = events.database.invitations.find_one()
    assert GUEST["email"] not in repr(kept)
    assert events.told(INVITED)[0].facts["token"].partition(".")[2] not in repr(kept)


@pytest.mark.parametrize("wrong", [{"category": "astronaut"}, {"expires_at": "2020-01-01T00:00:00+00:00"}])
def test_an_invitation_to_nothing_is_refused(events, wrong):
    with pytest.raises(Invalid):
        invite(events, opened(events), **wrong)
    assert events.told(INVITED) == []


# one's own link


def test_each_mail_brings_a_link_and_all_of_them_work(events):
    edition = opened(events, capacity=1)
    first, second = register(events, edition, "a"), register(events, edition, "b")
    by_first, by_second = link_of(events, CONFIRMED, first), link_of(events, WAITLISTED, second)
    assert events.ask("read_registration_by_link", link=by_first)["registration"]["state"] == "confirmed"
    waiting = events.ask("read_registration_by_link", link=by_second)["registration"]
    assert (waiting["state"], waiting["place"], waiting["ahead"]) == ("waitlisted", 1, 0)


def test_the_room_keeps_no_link_that_opens(events):
    registration = register(events, opened(events), "a")
    token = events.told(CONFIRMED)[0].facts["token"]
    names = [name for name in events.database.list_collection_names() if name not in ("outbox",)]
    kept = [row for name in names for row in events.database[name].find()]
    assert token.partition(".")[2] not in repr(kept)
    assert registration["id"] in repr(kept)


def test_one_leaves_by_link(events):
    edition = opened(events, capacity=1)
    first = register(events, edition, "a")
    register(events, edition, "b")
    link = link_of(events, CONFIRMED, first)
    left = events.ask("cancel_by_link", link=link, key="once")
    assert (left["registration"]["state"], left["registration"]["reason"]) == ("cancelled", "person")
    assert events.ask("cancel_by_link", link=link, key="once") == left
    with pytest.raises(Refused, match=r"registration\.cancelled"):
        events.ask("cancel_by_link", link=link)
    assert events.ask("reconcile", edition_id=edition)["drift"] == 0


def test_an_offer_is_taken_or_left_by_the_link_that_brought_it(events):
    """Who leaves gives the seat to the first who waits; who declines, to the next; who accepts has it."""
    edition = opened(events, capacity=1, began=timedelta(days=-5))
    first, second, third = (register(events, edition, person) for person in "abc")
    events.ask("cancel_by_link", link=link_of(events, CONFIRMED, first))
    offered = link_of(events, PROMOTED, second)
    shown = events.ask("read_registration_by_link", link=offered)["registration"]
    assert (shown["state"], shown["offered_until"] is not None) == ("offered", True)
    declined = events.ask("decline_offer_by_link", link=offered, key="no")
    assert declined["registration"]["reason"] == "declined"
    assert events.ask("decline_offer_by_link", link=offered, key="no") == declined
    accepted = events.ask("accept_offer_by_link", link=link_of(events, PROMOTED, third), key="yes")
    assert accepted["registration"]["state"] == "confirmed"
    with pytest.raises(Refused, match=r"registration\.not_offered"):
        events.ask("accept_offer_by_link", link=link_of(events, WAITLISTED, third))
    assert events.ask("reconcile", edition_id=edition)["drift"] == 0


def test_the_link_is_sent_again_but_not_at_every_wish(events):
    registration = register(events, opened(events), "a")
    events.ask("send_registration_link", registration_id=registration["id"])
    assert events.told(AGAIN) == []
    long_ago = {"$set": {"made_at": datetime(2020, 1, 1, tzinfo=UTC)}}
    events.database.registration_links.update_many({}, long_ago)
    for _ in range(3):
        events.ask("send_registration_link", registration_id=registration["id"])
    assert len(events.told(AGAIN)) == 1
    assert events.ask("read_registration_by_link", link=link_of(events, AGAIN, registration))["changeable"]


def test_a_link_of_somebody_erased_opens_nothing(events):
    registration = register(events, opened(events), "a")
    link = link_of(events, CONFIRMED, registration)
    events.has_handled(events.hear("directory.person_erased.v1", "a", {"person_id": "a"}, version=2))
    with pytest.raises(NotFound, match=r"link\.not_found"):
        events.ask("read_registration_by_link", link=link)


def test_a_link_finds_nothing_in_another_tenant(events):
    edition = opened(events)
    link = link_of(events, CONFIRMED, register(events, edition, "a"))
    invite(events, edition)
    by_link = {
        "read_registration_by_link": {},
        "answer_by_link": {"answers": {}},
        "send_file_by_link": {"code": "cv", "content": "", "media_type": "application/pdf"},
        "decide_consents_by_link": {"consents": []},
        "change_activities_by_link": {"activity_ids": []},
        "accept_offer_by_link": {},
        "decline_offer_by_link": {},
        "cancel_by_link": {},
        "get_badge_by_link": {},
    }
    for procedure, arguments in by_link.items():
        with pytest.raises(NotFound, match=r"link\.not_found"):
            events.ask(procedure, link=link, **arguments, tenant=RABAT)
    invitation = newest_invitation(events)
    with pytest.raises(NotFound, match=r"link\.not_found"):
        events.ask("read_invitation", link=invitation, tenant=RABAT)
    with pytest.raises(NotFound, match=r"link\.not_found"):
        accept(events, invitation, tenant=RABAT)
    for procedure in ("invite", "list_invitations", "count_invitations", "read_to_register"):
        more = {"facts": {"to": GUEST, "category": "visitor"}} if procedure == "invite" else {}
        with pytest.raises(NotFound, match=r"edition\.not_found"):
            events.ask(procedure, edition_id=edition, **more, tenant=RABAT)
    listed = events.ask("list_invitations", edition_id=edition)["items"]
    with pytest.raises(NotFound, match=r"invitation\.not_found"):
        events.ask("revoke_invitation", invitation_id=listed[0]["id"], tenant=RABAT)


def test_only_an_edition_that_takes_registrations_is_shown_to_anybody(events):
    edition = planned(events)
    with pytest.raises(NotFound, match=r"edition\.not_found"):
        events.ask("read_to_register", edition_id=edition)
    events.ask("open_edition", edition_id=edition)
    told = events.ask("read_to_register", edition_id=edition)
    assert [one["category"] for one in told["categories"]] == ["candidate", "visitor"]


# classes


def table(*lines):
    return "\n".join([HEADINGS, *lines]).encode()


def pupil(n, **more):
    told = {
        "name": f"Élève {n}",
        "arabic": "تلميذ",
        "email": f"e{n}@institut.test",
        "language": "fr",
        "number": f"M{n}",
    }
    return ";".join(str(cell) for cell in {**told, **more}.values()) + ";technician"


def send_class(events, edition, content, **circumstances):
    told = {"content": b64encode(content).decode(), "media_type": CSV_TYPE, "category": "candidate"}
    sent = events.ask("send_class_list", edition_id=edition, institute_id="institute-1", **told, **circumstances)
    eventually(lambda: state_of(events, sent) != "requested", 30)
    return events.ask("get_class_list", class_list_id=sent["id"])


def state_of(events, class_list):
    return events.ask("get_class_list", class_list_id=class_list["id"])["state"]


def take_in(events, class_list, person=lambda line: f"p-{line['email']}"):
    """What the gateway does: fetch open lines, know their persons, bring them back, until there are none."""
    while lines := events.ask("open_class_lines", class_list_id=class_list["id"], limit=100)["lines"]:
        persons = [{"number": line["number"], "person_id": person(line)} for line in lines]
        events.ask("register_class_lines", class_list_id=class_list["id"], persons=persons)
    return events.ask("get_class_list", class_list_id=class_list["id"])


def outcomes(class_list):
    return {one["outcome"]: one["count"] for one in class_list["outcomes"]}


def lines_of(events, class_list):
    listed, after = [], None
    while True:
        page = events.ask("list_class_lines", class_list_id=class_list["id"], after=after, limit=200)
        listed += page["items"]
        after = page["next"]
        if after is None:
            return listed


def test_a_class_is_checked_then_taken_in(events):
    edition = opened(events, capacity=2)
    checked = send_class(events, edition, table(*(pupil(n) for n in range(3))))
    assert (checked["state"], checked["figures"]) == ("checked", {"lines": 3, "repeated": 0, "wrong": 0})
    assert counts(events, edition)["confirmed"] == 0
    events.ask("apply_class_list", class_list_id=checked["id"])
    applied = take_in(events, checked)
    assert (applied["state"], outcomes(applied)) == ("applied", {"confirmed": 2, "waitlisted": 1})
    assert [(line["number"], line["outcome"]) for line in lines_of(events, checked)] == [
        (2, "confirmed"), (3, "confirmed"), (4, "waitlisted"),
    ]  # fmt: skip
    registered = events.ask("list_registrations", edition_id=edition)["items"]
    assert {one["person_id"] for one in registered} == {f"p-e{n}@institut.test" for n in range(3)}


def test_a_wrong_line_is_named_by_its_field_and_nobody_is_registered(events):
    edition = opened(events)
    content = table(
        pupil(1), pupil(2, email="nowhere"), pupil(3, language="de"), pupil(4, name="=1+1"), pupil(5, name="")
    )
    refused = send_class(events, edition, content)
    assert (refused["state"], refused["figures"]["wrong"]) == ("refused", 4)
    assert {one["pointer"]: one["code"] for one in refused["errors"]} == {
        "/lines/3/email": "field.not_an_email",
        "/lines/4/language": "class_list.language_unknown",
        "/lines/5/name_latin": "table.formula",
        "/lines/6/name_latin": "table.cell_missing",
    }
    with pytest.raises(Refused, match=r"class_list\.not_checked"):
        events.ask("apply_class_list", class_list_id=refused["id"])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'nom;email\n"never closed;x', "table.malformed_csv"),
        ("nom;email\nÉlève;x@y.test".encode("latin-1"), "table.not_utf8"),
        (b"nom;shoe\nA;43", "table.column_unknown"),
    ],
)
def test_a_file_that_is_no_class_is_refused_as_a_whole(events, content, code):
    refused = send_class(events, opened(events), content)
    assert refused["state"] == "refused"
    assert code in {one["code"] for one in refused["errors"]}


def test_five_thousand_lines_with_duplicates_are_answered_line_by_line(events):
    """500 lines repeat earlier ones, 100 of the people are registered already, and the room is told twice of all."""
    edition = opened(events, capacity=4000)
    for n in range(100):
        register(events, edition, f"p-e{n}@institut.test")
    lines = [pupil(n) for n in range(4500)]
    repeated = [pupil(n * 9, email=f"E{n * 9}@Institut.test") for n in range(500)]
    checked = send_class(events, edition, table(*lines, *repeated))
    assert checked["figures"] == {"lines": 5000, "repeated": 500, "wrong": 0}
    for _ in range(2):
        events.ask("apply_class_list", class_list_id=checked["id"])
    applied = take_in(events, checked)
    expected = {"registration.already_registered": 100, "confirmed": 3900, "waitlisted": 500}
    assert (applied["state"], outcomes(applied)) == ("applied", expected)
    told = lines_of(events, checked)
    assert [line["number"] for line in told] == list(range(2, 5002))
    assert all(line["outcome"] for line in told)
    assert {line["same_as"] for line in told if line["outcome"] == "repeated"} == {n * 9 + 2 for n in range(500)}
    there = [line for line in told if line["outcome"] == "registration.already_registered"]
    assert [line["number"] for line in there] == list(range(2, 102))
    assert all(line["registration_id"] for line in there)
    figures = counts(events, edition)
    assert (figures["confirmed"], figures["waitlisted"]) == (4000, 500)
    assert events.ask("reconcile", edition_id=edition)["drift"] == 0
    before = events.holds()
    events.ask("apply_class_list", class_list_id=checked["id"])
    assert outcomes(take_in(events, checked)) == expected
    assert events.holds() == before


def test_a_group_that_is_brought_twice_counts_once(events):
    edition = opened(events, capacity=5)
    checked = send_class(events, edition, table(*(pupil(n) for n in range(3))))
    events.ask("apply_class_list", class_list_id=checked["id"])
    persons = [{"number": number, "person_id": f"p{number}"} for number in (2, 3)]
    for _ in range(2):
        half = events.ask("register_class_lines", class_list_id=checked["id"], persons=persons)
    assert (half["state"], outcomes(half)) == ("applying", {"confirmed": 2})
    assert outcomes(take_in(events, checked)) == {"confirmed": 3}


def test_what_a_table_said_of_people_goes_once_they_are_in(events):
    edition = opened(events)
    checked = send_class(events, edition, table(pupil(1)))
    events.ask("apply_class_list", class_list_id=checked["id"])
    take_in(events, checked)
    assert "institut.test" not in repr([row["facts"] for row in events.database.class_list_lines.find()])
    assert events.ask("export_person", person_id="p-e1@institut.test")["class_lists"][0]["number"] == 2
    erased = events.hear("directory.person_erased.v1", "x", {"person_id": "p-e1@institut.test"}, version=2)
    events.has_handled(erased)
    assert events.database.class_list_lines.count_documents({"person_id": "p-e1@institut.test"}) == 0


def test_a_class_that_nobody_applies_is_forgotten(events):
    checked = send_class(events, opened(events), table(pupil(1)))
    due = {"$set": {"due": SystemClock().now() - timedelta(hours=1)}}
    events.database.due.update_one({"kind": "class_list_expiry", "key": checked["id"]}, due)
    eventually(lambda: state_of(events, checked) == "expired")
    assert "institut.test" not in repr(list(events.database.class_list_lines.find()))
    assert events.database["fs.files"].count_documents({}) == 0


def test_another_tenant_finds_no_class(events):
    edition = opened(events)
    checked = send_class(events, edition, table(pupil(1)))
    one = {"class_list_id": checked["id"]}
    asked = {
        "get_class_list": one,
        "list_class_lines": one,
        "apply_class_list": one,
        "open_class_lines": {**one, "limit": 10},
        "register_class_lines": {**one, "persons": []},
        "send_class_list": {"edition_id": edition, "category": "candidate", "content": "", "media_type": CSV_TYPE},
    }
    for procedure, arguments in asked.items():
        with pytest.raises(NotFound):
            events.ask(procedure, **arguments, tenant=RABAT)
