"""Who does not want to be told is not told, from the moment they say so, and nobody says it for another tenant's."""

import re

import pytest

from multaqa.errors import Invalid, NotFound
from multaqa.links import secret_digest
from multaqa.testing.waiting import eventually
from tests.integration.notifications import told
from tests.integration.notifications.sinks import free_port, mail_sink
from tests.integration.notifications.test_contacts import AMAL, requested
from tests.integration.notifications.test_mails import settled
from tests.integration.running import RABAT
from tests.integration.told import sampled

OPPOSES = {"opposes": True}


def switched_off(*categories, channel="mail"):
    return {"choices": [{"category": one, "channel": channel, "wanted": False} for one in categories]}


def link_of(mails, number=1):
    """The digest of the link by which whoever got this mail has no more of them."""
    letter = mails.letter(number)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(r"<http://127\.0\.0\.1:8000/unsubscribe/[a-z-]+\.([\w-]{43})>", letter["List-Unsubscribe"])
    return secret_digest(found[1])


@pytest.fixture
def salma(notifications):
    notifications.has_handled(told.edition(notifications), told.person(notifications))


def test_who_switched_a_category_off_gets_the_others(notifications, mails, salma):
    answer = notifications.ask("set_preferences", person_id="p1", facts=switched_off("registration"))
    assert [one["category"] for one in answer["choices"] if not one["wanted"]] == ["registration"]
    told.registered(notifications)
    assert settled(notifications)[0]["reason"] == "registration switched off for mail"
    facts = sampled("matching.timetable_published.v1", edition_id="e1", candidate_id="p1")
    notifications.hear("matching.timetable_published.v1", facts["id"], facts)
    assert mails.has(1)["mails"][0]["subject"].startswith("Vos entretiens")


def test_opposition_holds_for_what_is_due_already_and_not_for_what_is_mandatory(notifying):
    port = free_port()
    with notifying(smtp_port=port, mail_schedule_ms=[100] * 400) as room:
        room.has_handled(told.edition(room), told.person(room))
        told.registered(room)
        eventually(lambda: [one for one in room.ask("list_mails")["items"] if one["attempts"]])
        room.ask("set_preferences", person_id="p1", facts=OPPOSES)
        with mail_sink(port) as mails:
            assert settled(room)[0]["reason"] == "opposition to what is not mandatory"
            facts = {**told.REGISTRATION, "token": "fes-meknes.c2VjcmV0"}
            room.hear("events.registration_link_sent.v1", "r1", facts, version=2)
            mails.has(1)
            assert "List-Unsubscribe" not in mails.letter(1)


def test_the_link_of_a_mail_ends_what_it_is_about_for_its_reader_alone(notifications, mails, salma):
    notifications.has_handled(told.person(notifications, "p2"))
    told.registered(notifications)
    mails.has(1)
    link = link_of(mails)
    assert notifications.ask("read_preferences_by_link", link=link)["category"] == "registration"
    assert notifications.ask("get_preferences", person_id="p1")["changed_at"] is None
    notifications.ask("unsubscribe", link=link)
    off = [
        one["category"] for one in notifications.ask("get_preferences", person_id="p1")["choices"] if not one["wanted"]
    ]
    assert off == ["registration"]
    told.registered(notifications, "p2")
    assert mails.has(2)["recipients"]["p2@example.org"] == 1
    notifications.ask("set_preferences_by_link", link=link, facts={"choices": [], **OPPOSES})
    assert notifications.ask("get_preferences", person_id="p1")["opposes"] is True


def test_a_link_opens_nothing_in_another_tenant_nor_once_its_person_is_erased(notifications, mails, salma):
    told.registered(notifications)
    mails.has(1)
    settled(notifications)
    link = link_of(mails)
    for method in ("read_preferences_by_link", "unsubscribe"):
        with pytest.raises(NotFound, match="link.not_found"):
            notifications.ask(method, tenant=RABAT, link=link)
    notifications.ask("unsubscribe", link=link)
    assert notifications.ask("export_person", person_id="p1")["preferences"]["changed_at"]
    erased = notifications.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=2)
    notifications.has_handled(erased)
    with pytest.raises(NotFound, match="link.not_found"):
        notifications.ask("read_preferences_by_link", link=link)
    assert notifications.database.preferences.count_documents({}) == 0


def test_what_is_mandatory_cannot_be_switched_off(notifications, salma):
    with pytest.raises(Invalid, match="preferences.invalid") as refused:
        notifications.ask("set_preferences", person_id="p1", facts={**switched_off("agenda", "security"), **OPPOSES})
    assert refused.value.errors[0]["pointer"] == "/choices/1/category"
    assert notifications.ask("get_preferences", person_id="p1")["changed_at"] is None


def test_a_person_of_another_tenant_has_no_preferences(notifications, salma):
    for asked in ({"method": "get_preferences"}, {"method": "set_preferences", "facts": OPPOSES}):
        with pytest.raises(NotFound, match="person.not_found"):
            notifications.ask(**asked, tenant=RABAT, person_id="p1")


def test_an_address_has_preferences_of_its_own_in_each_tenant(notifications, mails):
    off = switched_off("partnership")
    notifications.ask("set_address_preferences", email=AMAL["email"].upper(), preferences=off)
    notifications.ask("set_address_preferences", tenant=RABAT, email=AMAL["email"], preferences=OPPOSES)
    facts = {
        **sampled("partners.skill_needs_asked.v1"),
        "addressees": [AMAL],
        "expires_at": "2999-01-01T00:00:00+00:00",
    }
    notifications.has_handled(notifications.hear("partners.skill_needs_asked.v1", facts["id"], facts))
    assert settled(notifications)[0]["reason"] == "partnership switched off for mail"
    requested(notifications, AMAL)
    assert mails.has(1)["recipients"] == {AMAL["email"]: 1}
