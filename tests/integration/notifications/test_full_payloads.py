"""Who a message is about is told only to whom they agree to, while they do, and is kept nowhere on the way."""

import json

import pytest
from standardwebhooks.webhooks import Webhook

from multaqa.errors import Forbidden, Invalid, Refused
from multaqa.testing.waiting import eventually
from tests.integration.notifications import told
from tests.integration.notifications.hooks import asked, at, deliveries, of, settled, subscribe
from tests.integration.running import FES, RABAT

EMAIL = "salma-unmistakable@stagiaires.example"
PSEUDONYM = told.HIRING["pseudonym"]
SALMA = {"name_latin": "Salma Alaoui", "name_arabic": "سلمى العلوي", "email": EMAIL, "language": "fr"}
FULL = {"payload": "full", "purpose": "placement"}


def agreeing(*purposes, granted=True):
    return [{"purpose": one, "granted": granted, "at": "2026-05-04T12:00:00+00:00"} for one in purposes]


def salma(room, *purposes, version=1, **circumstances):
    """She is known here, under her pseudonym, with these consents."""
    person = told.person(room, email=EMAIL, consents=agreeing(*purposes), version=version, **circumstances)
    facts = {"pseudonym": PSEUDONYM, "person_id": "p1"}
    named = room.hear("matching.pseudonym_given.v1", PSEUDONYM, facts, version=version, **circumstances)
    room.has_handled(person, named)


def approved(room, url, **asking):
    subscription = subscribe(room, url, **{**FULL, **asking})
    room.ask("approve_subscription", subscription_id=subscription["id"], approved=True)
    return subscription


def posted(unkind):
    """What the last post says, as JSON, and its headers."""
    headers, body = eventually(lambda: getattr(unkind, "kept", None))
    return json.loads(body), headers


def test_a_person_who_agrees_is_named_to_who_asked_for_that_purpose_signed_as_it_comes(notifications, unkind):
    salma(notifications, "placement")
    subscription = approved(notifications, at(unkind, "keep"))
    message = told.hired(notifications)
    settled(notifications, subscription)
    event, headers = posted(unkind)
    assert event["data"] == {**told.HIRING, "person": SALMA}
    assert headers["webhook-id"] == message.id
    assert Webhook(subscription["secret"]).verify(unkind.kept[1], headers)


def test_in_binary_mode_the_person_is_in_the_body_and_in_no_header(notifications, unkind):
    salma(notifications, "placement")
    subscription = approved(notifications, at(unkind, "keep"), content_mode="binary")
    told.hired(notifications)
    settled(notifications, subscription)
    data, headers = posted(unkind)
    assert data["person"] == SALMA
    assert EMAIL not in str(headers)


@pytest.mark.parametrize("consents", [(), ("follow_up",), ("participation", "share_cv")])
def test_who_has_not_agreed_to_this_purpose_is_not_named(notifications, unkind, consents):
    salma(notifications, *consents)
    subscription = approved(notifications, at(unkind, "keep"))
    told.hired(notifications)
    settled(notifications, subscription)
    event, _ = posted(unkind)
    assert event["data"] == {**told.HIRING, "person": None}


def test_a_consent_withdrawn_holds_for_the_next_try_of_what_was_under_way(notifying, unkind):
    with notifying(webhook_schedule_ms=[400, 400]) as room:
        salma(room, "placement")
        subscription = approved(room, at(unkind, "later"))
        told.hired(room)
        eventually(lambda: [one for one in deliveries(room, subscription) if one["attempts"]])
        assert posted(unkind)[0]["data"]["person"] == SALMA
        salma(room, version=2)
        settled(room, subscription)
        assert posted(unkind)[0]["data"]["person"] is None


def test_until_it_is_approved_and_when_that_is_taken_back_payloads_are_thin(notifications, unkind):
    salma(notifications, "placement")
    subscription = subscribe(notifications, at(unkind, "keep"), **FULL)
    assert (subscription["payload"], subscription["purpose"], subscription["approved_at"]) == (
        "full",
        "placement",
        None,
    )
    told.hired(notifications)
    settled(notifications, subscription)
    assert "person" not in posted(unkind)[0]["data"]
    allow = {"subscription_id": subscription["id"]}
    with pytest.raises(Forbidden):
        notifications.ask("approve_subscription", **allow, approved=True, role="subscriber", principal="key:s1")
    assert notifications.ask("approve_subscription", **allow, approved=True)["approved_at"]
    told.hired(notifications, "h2")
    settled(notifications, subscription, 2)
    assert posted(unkind)[0]["data"]["person"] == SALMA
    assert notifications.ask("approve_subscription", **allow, approved=False)["approved_at"] is None
    told.hired(notifications, "h3")
    settled(notifications, subscription, 3)
    assert "person" not in posted(unkind)[0]["data"]


@pytest.mark.parametrize(
    ("asking", "pointer"),
    [
        ({"payload": "full"}, "/purpose"),
        ({"purpose": "placement"}, "/purpose"),
        ({**FULL, "types": ["matching.demand_gap_found.v1"]}, "/types"),
    ],
)
def test_a_full_payload_says_what_for(notifications, unkind, asking, pointer):
    with pytest.raises(Invalid) as refused:
        asked(notifications, at(unkind, "keep"), **asking)
    assert [one["pointer"] for one in refused.value.errors] == [pointer]
    assert notifications.ask("list_subscriptions")["items"] == []


def test_what_is_thin_has_nothing_to_approve(notifications, unkind):
    subscription = subscribe(notifications, at(unkind, "keep"))
    with pytest.raises(Refused):
        notifications.ask("approve_subscription", subscription_id=subscription["id"], approved=True)


def test_an_erased_person_is_named_to_nobody_and_no_late_word_brings_them_back(notifications, unkind):
    salma(notifications, "placement")
    subscription = approved(notifications, at(unkind, "keep"))
    notifications.has_handled(notifications.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=9))
    facts = {"pseudonym": PSEUDONYM, "person_id": "p1"}
    notifications.has_handled(notifications.hear("matching.pseudonym_given.v1", PSEUDONYM, facts, version=3))
    told.hired(notifications)
    settled(notifications, subscription)
    assert posted(unkind)[0]["data"]["person"] is None
    assert notifications.database.pseudonyms.count_documents({"person_id": {"$exists": True}}) == 0


def test_another_directorates_person_is_never_joined(notifications, unkind):
    salma(notifications, "placement", tenant=RABAT)
    subscription = approved(notifications, at(unkind, "keep"))
    told.hired(notifications)
    settled(notifications, subscription)
    assert posted(unkind)[0]["data"]["person"] is None
    assert notifications.ask("export_person", tenant=FES, person_id="p1")["pseudonyms"] == []
    assert notifications.ask("export_person", tenant=RABAT, person_id="p1")["pseudonyms"] == [PSEUDONYM]


def test_nothing_of_a_person_is_kept_on_the_way_nor_what_an_endpoint_repeats(notifications, unkind, capfd):
    salma(notifications, "placement")
    subscription = approved(notifications, at(unkind, "echo"))
    told.hired(notifications)
    told.hired(notifications, "h2")
    log = settled(notifications, subscription, 2)
    assert posted(unkind)[0]["data"]["person"]["email"] == EMAIL
    assert {(attempt["excerpt"], attempt["reason"]) for one in log for attempt in one["attempts"]} == {
        ("", "not a success")
    }
    holding = {
        name
        for name in notifications.database.list_collection_names()
        for row in notifications.database[name].find({})
        if EMAIL in str(row)
    }
    assert holding <= {"persons", "inbox"}  # the latter is what was heard, for as long as a repeat may come
    assert EMAIL not in "".join(capfd.readouterr())


def test_an_answer_that_is_none_is_known_by_its_kind_alone(notifications, unkind):
    salma(notifications, "placement")
    subscription = approved(notifications, at(unkind, "garble"))
    told.hired(notifications)
    (delivery,) = settled(notifications, subscription)
    assert {attempt["reason"] for attempt in delivery["attempts"]} == {"RemoteProtocolError"}


def test_a_consent_withdrawn_holds_for_the_rest_of_a_run(notifying, unkind):
    """Posts wait for each other: each asks for itself."""
    with notifying(webhook_at_once=1) as room:
        salma(room, "placement")
        subscription = approved(room, at(unkind, "slow"))
        for number in range(2):
            told.hired(room, f"h{number}")
        eventually(lambda: len(unkind.seen) == 1 and len(deliveries(room, subscription)) == 2)
        salma(room, version=2)
        unkind.released.set()
        settled(room, subscription, 2)
        assert posted(unkind)[0]["data"]["person"] is None


def test_an_ended_subscription_is_not_approved_and_a_standing_approval_keeps_its_day(notifications, unkind):
    subscription = approved(notifications, at(unkind, "keep"))
    known = {"subscription_id": subscription["id"]}
    since = of(notifications, subscription)["approved_at"]
    assert notifications.ask("approve_subscription", **known, approved=True)["approved_at"] == since
    notifications.ask("end_subscription", **known)
    with pytest.raises(Refused):
        notifications.ask("approve_subscription", **known, approved=True)


def test_a_sample_names_somebody_who_is_nobody(notifications, unkind):
    salma(notifications, "placement")
    subscription = subscribe(notifications, at(unkind, "keep"), **FULL)  # also before it is approved
    notifications.ask("send_sample", subscription_id=subscription["id"], type="matching.candidate_hired.v1")
    event, _ = posted(unkind)
    assert event["sample"] is True
    assert event["data"]["person"]["email"] == "salma.bennani@stagiaires.example"


def test_what_is_about_nobody_is_as_it_was(notifications, unkind):
    subscription = approved(notifications, at(unkind, "keep"))
    notifications.ask("send_sample", subscription_id=subscription["id"], type="matching.demand_gap_found.v1")
    event, _ = posted(unkind)
    assert "person" not in event["data"]
    assert of(notifications, subscription)["payload"] == "full"
