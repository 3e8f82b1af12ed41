"""What a person was told stands in their inbox, for whoever holds the link of a mail of theirs, and for nobody else."""

from contextlib import contextmanager

import pytest

from multaqa.errors import NotFound
from multaqa.testing.waiting import eventually
from tests.integration.notifications import told
from tests.integration.notifications.test_preferences import link_of, switched_off
from tests.integration.running import RABAT
from tests.integration.told import sampled
from tests.provider import provider


@pytest.fixture
def salma(notifications):
    notifications.has_handled(told.edition(notifications), told.person(notifications))


def inbox(room, count=1, **asked):
    """The page, once it has so many items."""

    def look():
        found = room.ask("list_inbox_by_link", **asked) if "link" in asked else room.ask("list_inbox", **asked)
        return len(found["items"]) == count and found

    return eventually(look)


def test_what_is_told_by_mail_stands_in_the_inbox_and_is_read_and_put_aside(notifications, mails, salma):
    told.registered(notifications)
    mails.has(1)
    link = link_of(mails)
    (item,) = inbox(notifications, link=link)["items"]
    assert item["subject"] == mails.got()["mails"][0]["subject"]
    assert (item["state"], item["language"]) == ("unread", "fr")
    for state, unread, shown in (("read", 0, 1), ("archived", 0, 0), ("unread", 1, 1)):
        assert notifications.ask("put_inbox_item_aside", link=link, item_id=item["id"], state=state)["state"] == state
        page = notifications.ask("list_inbox_by_link", link=link)
        assert (page["unread"], len(page["items"])) == (unread, shown)
        assert [one["id"] for one in notifications.ask("list_inbox_by_link", link=link, state=state)["items"]] == [
            item["id"]
        ]


def test_an_inbox_is_paged_from_the_newest(notifications, mails, salma):
    for number in range(5):
        facts = {**told.REGISTRATION, "id": f"r{number}"}
        notifications.has_handled(notifications.hear("events.registration_confirmed.v1", f"r{number}", facts))
    everything = [one["id"] for one in inbox(notifications, 5, person_id="p1")["items"]]
    paged, after = [], None
    while True:
        page = notifications.ask("list_inbox", person_id="p1", limit=2, after=after)
        paged += page["items"]
        after = page["next"]
        if after is None:
            break
    assert [one["id"] for one in paged] == everything
    assert [one["sent_at"] for one in paged] == sorted((one["sent_at"] for one in paged), reverse=True)


def test_whoever_wants_no_mail_of_it_still_finds_it_here_and_the_other_way_round(notifications, mails, salma):
    notifications.ask("set_preferences", person_id="p1", facts=switched_off("registration"))
    told.registered(notifications)
    inbox(notifications, person_id="p1")
    assert mails.got()["count"] == 0
    notifications.ask("set_preferences", person_id="p1", facts=switched_off("agenda", channel="inbox"))
    facts = sampled("matching.timetable_published.v1", edition_id="e1", candidate_id="p1")
    notifications.hear("matching.timetable_published.v1", facts["id"], facts)
    mails.has(1)
    by(notifications, "inbox", 2)
    assert len(notifications.ask("list_inbox", person_id="p1")["items"]) == 1


def test_twelve_changes_of_an_agenda_are_one_item(notifying, mails):
    with notifying(smtp_port=mails.smtp_port, mail_gather_s=2) as room:
        room.has_handled(told.edition(room), told.person(room))
        for number in range(12):
            facts = sampled("matching.agenda_changed.v1", edition_id="e1", candidate_id="p1")
            facts["changes"][0]["interview"]["interview_id"] = f"i{number}"
            room.hear("matching.agenda_changed.v1", facts["id"], facts, version=number + 1)
        mails.has(1)
        assert len(inbox(room, person_id="p1")["items"]) == 1


def test_a_link_opens_no_other_inbox_and_none_of_another_directorate(notifications, mails, salma):
    notifications.has_handled(told.person(notifications, "p2"))
    told.registered(notifications)
    mails.has(1)
    told.registered(notifications, "p2")
    mails.has(2)
    first, second = link_of(mails), link_of(mails, 2)
    (mine,) = inbox(notifications, link=first)["items"]
    (theirs,) = inbox(notifications, link=second)["items"]
    assert mine["id"] != theirs["id"]
    with pytest.raises(NotFound):
        notifications.ask("put_inbox_item_aside", link=first, item_id=theirs["id"], state="read")
    for asked in ("list_inbox_by_link", "owner_of_inbox"):
        with pytest.raises(NotFound):
            notifications.ask(asked, tenant=RABAT, link=first)
    assert notifications.ask("list_inbox", tenant=RABAT, person_id="p1")["items"] == []
    news = {"since": "2020-01-01T00:00:00+00:00"}
    assert {one["person_id"] for one in notifications.ask("list_inbox_news", **news)["items"]} == {"p1", "p2"}
    assert notifications.ask("list_inbox_news", tenant=RABAT, **news)["items"] == []


def test_news_are_whole_however_many_come_at_once(notifications, mails, salma):
    told.registered(notifications)
    inbox(notifications, person_id="p1")
    row = notifications.database.sends.find_one({"channel": "inbox"})
    many = [{**row, "_id": f"n{number:03}", "person_id": f"p{number % 2 + 1}"} for number in range(449)]
    notifications.database.sends.insert_many(many)
    pages, after = [], None
    while True:
        page = notifications.ask("list_inbox_news", since=row["sent_at"].isoformat(), after=after)
        pages.append([one["id"] for one in page["items"]])
        if not (after := page["next"]):
            break
    assert [len(page) for page in pages] == [200, 200, 50]
    assert len({id for page in pages for id in page}) == 450


def test_a_contact_has_no_inbox(notifications, mails):
    facts = sampled("partners.signature_declined.v1")
    notifications.hear("partners.signature_declined.v1", facts["id"], facts)
    mails.has(1)
    with pytest.raises(NotFound):
        notifications.ask("list_inbox_by_link", link=link_of(mails))


def test_an_erased_person_leaves_no_word_in_an_inbox(notifications, mails, salma):
    told.registered(notifications)
    inbox(notifications, person_id="p1")
    notifications.has_handled(told.phone(notifications))
    exported = notifications.ask("export_person", person_id="p1")
    assert exported["inbox"][0]["text"]
    assert exported["phone"] == "+212 611-223344"
    assert notifications.ask("export_person", tenant=RABAT, person_id="p1")["phone"] is None
    erased = notifications.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=9)
    notifications.has_handled(erased)
    assert notifications.ask("list_inbox", person_id="p1")["items"] == []
    assert notifications.database.sends.count_documents({"shown": {"$ne": None}}) == 0
    notifications.has_handled(told.phone(notifications, version=2))
    assert notifications.database.phones.count_documents({"phone": {"$exists": True}}) == 0


# phones


@contextmanager
def with_phones(notifying, mails, **knobs):
    with notifying(smtp_port=mails.smtp_port, **knobs) as room:
        room.has_handled(told.edition(room), told.person(room), told.phone(room), told.person(room, "p2"))
        yield room


def promoted(room, person_id="p1"):
    facts = {**told.REGISTRATION, "id": f"r-{person_id}", "person_id": person_id, "state": "offered"}
    facts["offered_until"] = "2099-01-01T00:00:00+00:00"
    room.hear("events.registration_promoted.v1", facts["id"], facts, version=2)


def by(room, channel, count=1):
    """What became of so many of a channel."""

    def look():
        rows = room.ask("list_mails", channel=channel)["items"]
        rest = [one for one in rows if one["state"] not in ("due", "sending")]
        return len(rest) >= count and rest

    return eventually(look)


def test_what_is_urgent_comes_on_the_phone_too_and_nothing_else(notifying, mails):
    with provider(200) as (address, taken), with_phones(notifying, mails, sms_urls=[address]) as room:
        told.registered(room)
        promoted(room)
        promoted(room, "p2")
        states = {one["person_id"]: (one["state"], one["reason"]) for one in by(room, "sms", 2)}
        assert states == {"p1": ("sent", None), "p2": ("withdrawn", "no phone number")}
        ((path, _),) = taken
        assert path == "/+212611223344"
        assert room.ask("list_mails", channel="chat")["items"] == []


def test_a_provider_that_fails_is_followed_by_the_next_and_the_person_may_refuse(notifying, mails):
    with (
        provider(500) as (failing, refused),
        provider(200) as (taking, taken),
        with_phones(notifying, mails, sms_urls=[failing, taking], chat_urls=[taking]) as room,
    ):
        room.ask("set_preferences", person_id="p1", facts=switched_off("registration", channel="chat"))
        promoted(room)
        assert by(room, "sms")[0]["state"] == "sent"
        assert by(room, "chat")[0]["reason"] == "registration switched off for chat"
        assert (len(refused), len(taken)) == (1, 1)
        choices = room.ask("get_preferences", person_id="p1")["choices"]
        assert {one["channel"] for one in choices} == {"mail", "inbox", "sms", "chat"}


def test_an_installation_without_providers_offers_no_phones(notifications, salma):
    choices = notifications.ask("get_preferences", person_id="p1")["choices"]
    assert {one["channel"] for one in choices} == {"mail", "inbox"}
