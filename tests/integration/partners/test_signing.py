"""Signing by link on a real broker and database: each signature counts once, over the text that was read."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from multaqa.errors import Conflict, Invalid, NotFound, Refused
from multaqa.store.rerun import RACES
from multaqa.testing.waiting import eventually
from tests.integration.partners.links import (
    code_of,
    confirm,
    digest_of,
    link_of,
    ready,
    send,
    sign,
    signatory,
    token_of,
)
from tests.integration.running import FES, RABAT

NAME = {"fr": "FNBTP", "ar": "الجامعة"}
DIRECTORATE = "directorate"


@pytest.fixture
def fnbtp(partners):
    return partners.ask("register_organisation", facts={"kind": "federation", "name": NAME})["id"]


@pytest.fixture
def approved(partners, fnbtp):
    promise = {"kind": "hires", "owner": fnbtp, "quantity": 20, "unit": "hires", "due_on": "2030-01-01"}
    facts = {
        "kind": "framework",
        "title": {"fr": "Accord-cadre", "ar": "اتفاقية إطار"},
        "parties": [{"organisation_id": DIRECTORATE}, {"organisation_id": fnbtp}],
        "commitments": [promise],
        "starts_on": "2026-05-04",
    }
    agreement = partners.ask("draft_agreement", facts=facts)["id"]
    partners.ask("approve_agreement", agreement_id=agreement)
    return agreement


@pytest.fixture
def sent(partners, approved, fnbtp):
    send(partners, approved, DIRECTORATE, fnbtp)
    return approved


def state_of(partners, agreement):
    return partners.ask("get_agreement", agreement_id=agreement)["state"]


def requests_of(partners, agreement, **circumstances):
    listed = partners.ask("list_signature_requests", agreement_id=agreement, **circumstances)["items"]
    return {request["organisation_id"]: request for request in listed}


def is_gone(partners, method, **arguments):
    with pytest.raises(NotFound) as gone:
        partners.ask(method, **arguments)
    return gone.value.code == "link.not_found"


def hurry(partners, kind):
    """Let due work of a kind be due now."""
    partners.database.due.update_many({"kind": kind}, {"$set": {"due": datetime(2020, 1, 1, tzinfo=UTC)}})


def aged(partners, days):
    """Let what is asked for have been asked so many days ago."""
    for row in partners.database.signature_requests.find({}):
        earlier = {name: row[name] - timedelta(days=days) for name in ("asked_at", "opened_at") if row[name]}
        partners.database.signature_requests.update_one({"_id": row["_id"]}, {"$set": earlier})


# the way to a signature


def test_an_agreement_is_in_force_once_all_have_signed_one_digest(partners, sent, fnbtp):
    digest = partners.ask("get_agreement", agreement_id=sent)["digest"]
    for party in (DIRECTORATE, fnbtp):
        assert confirm(partners, *ready(partners, party))["state"] == "signed"
    agreement = partners.ask("get_agreement", agreement_id=sent)
    assert agreement["state"] == "in_force"
    assert {party["level"] for party in agreement["parties"]} == {"simple"}
    assert [told.facts["digest"] for told in partners.told("partners.agreement_party_signed.v1")] == [digest, digest]
    assert len(partners.told("partners.agreement_in_force.v1")) == 1
    steps = [step["what"] for step in requests_of(partners, sent)[fnbtp]["trail"]]
    assert steps == ["link_sent", "link_opened", "consented", "code_sent", "signed"]


def test_a_link_shows_the_exact_document_and_who_has_signed(partners, sent, fnbtp):
    confirm(partners, *ready(partners, DIRECTORATE))
    read = partners.ask("read_to_sign", link=link_of(partners, fnbtp))
    assert read["digest"] == partners.ask("get_agreement", agreement_id=sent)["digest"]
    assert read["document"]["title"]["ar"] == "اتفاقية إطار"
    assert [party["signed_at"] is not None for party in read["parties"]] == [True, False]
    assert read["parties"][1]["name"] == NAME
    assert (read["state"], read["consented"], read["level"]) == ("open", False, "simple")


def test_two_signatories_confirming_in_the_same_instant_both_count(partners, sent, fnbtp):
    both = [ready(partners, party) for party in (DIRECTORATE, fnbtp)]
    with ThreadPoolExecutor(2) as hands:
        answers = list(hands.map(lambda one: confirm(partners, *one), both))
    assert [answer["state"] for answer in answers] == ["signed", "signed"]
    assert state_of(partners, sent) == "in_force"
    assert len(partners.told("partners.agreement_party_signed.v1")) == 2
    assert len(partners.told("partners.agreement_in_force.v1")) == 1


def test_the_same_link_confirmed_many_times_at_once_signs_once(partners, sent, fnbtp):
    link, code = ready(partners, fnbtp)

    def attempt(_):
        try:
            return confirm(partners, link, code)["state"]
        except (NotFound, Conflict) as error:
            return error.code

    with ThreadPoolExecutor(RACES) as hands:
        outcomes = list(hands.map(attempt, range(RACES)))
    assert outcomes.count("signed") == 1
    assert set(outcomes) <= {"signed", "link.not_found"}
    assert len(partners.told("partners.agreement_party_signed.v1")) == 1


def test_a_link_that_was_used_opens_nothing_and_a_repeated_command_gives_its_answer(partners, sent, fnbtp):
    link, code = ready(partners, fnbtp)
    first = confirm(partners, link, code, key="k1")
    assert confirm(partners, link, code, key="k1") == first
    assert is_gone(partners, "confirm_signature", link=link, code=code)
    assert is_gone(partners, "read_to_sign", link=link)
    assert is_gone(partners, "decline_signature", link=link, reason="Non.")


def test_five_wrong_codes_are_counted_and_then_the_right_one_is_refused(partners, sent, fnbtp):
    link, code = ready(partners, fnbtp)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert [confirm(partners, link, wrong)["attempts_left"] for _ in range(5)] == [4, 3, 2, 1, 0]
    with pytest.raises(Refused) as refused:
        confirm(partners, link, code)
    assert refused.value.code == "signature.code_exhausted"
    partners.ask("send_signature_code", link=link)
    assert confirm(partners, link, code_of(partners, fnbtp))["state"] == "signed"


def test_wrong_codes_sent_at_once_are_counted_one_by_one(partners, sent, fnbtp):
    link, code = ready(partners, fnbtp)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"

    def attempt(_):
        try:
            return confirm(partners, link, wrong)["attempts_left"]
        except (Refused, Conflict) as error:
            return error.code

    with ThreadPoolExecutor(8) as hands:
        left = [one for one in hands.map(attempt, range(16)) if isinstance(one, int)]
    assert len(left) == len(set(left)) <= 5


def test_a_text_that_changed_between_reading_and_signing_is_refused(partners, sent, fnbtp):
    link, code = ready(partners, fnbtp)
    partners.database.agreements.update_one({"_id": sent}, {"$set": {"text.title.fr": "Autre chose"}})
    for method, more in (("confirm_signature", {"code": code}), ("read_to_sign", {}), ("send_signature_code", {})):
        with pytest.raises(Refused) as refused:
            partners.ask(method, link=link, **more)
        assert refused.value.code == "signature.text_changed"
    assert state_of(partners, sent) == "awaiting_signature"


def test_consent_is_refused_to_a_text_that_is_not_the_one_sent(partners, sent, fnbtp):
    with pytest.raises(Refused) as refused:
        partners.ask("consent_to_sign", link=link_of(partners, fnbtp), digest="e" * 64)
    assert refused.value.code == "signature.text_changed"


# in order


def test_in_order_the_next_link_is_mailed_when_the_one_before_has_signed(partners, approved, fnbtp):
    send(partners, approved, fnbtp, DIRECTORATE, order="sequential")
    states = {party: request["state"] for party, request in requests_of(partners, approved).items()}
    assert states == {DIRECTORATE: "open", fnbtp: "waiting"}
    assert len(partners.told("partners.signature_requested.v1")) == 1
    confirm(partners, *ready(partners, DIRECTORATE))
    assert requests_of(partners, approved)[fnbtp]["state"] == "open"
    confirm(partners, *ready(partners, fnbtp))
    assert state_of(partners, approved) == "in_force"


def test_in_order_nobody_is_asked_before_their_turn(partners, approved, fnbtp):
    send(partners, approved, order="sequential")
    partners.ask("request_signature", agreement_id=approved, facts=signatory(fnbtp))
    assert requests_of(partners, approved)[fnbtp]["state"] == "waiting"
    assert partners.told("partners.signature_requested.v1") == []
    sign(partners, approved, DIRECTORATE)
    assert requests_of(partners, approved)[fnbtp]["state"] == "open"


# delegates, refusals, withdrawals


def test_a_delegate_signs_by_a_link_of_their_own_on_behalf_of_the_first(partners, sent, fnbtp):
    old = link_of(partners, fnbtp)
    delegate = {"name": "Driss Alami", "email": "driss@fnbtp.example", "language": "ar"}
    partners.ask("delegate_signature", link=old, facts=delegate)
    assert is_gone(partners, "read_to_sign", link=old)
    assert partners.told("partners.signature_requested.v1")[-1].facts["delegated_by"] == "Signataire"
    confirm(partners, *ready(partners, fnbtp, email=delegate["email"]))
    party = partners.ask("get_agreement", agreement_id=sent)["parties"][1]
    assert (party["signed_by"], party["on_behalf_of"]) == ("Driss Alami", "Signataire")
    steps = [step["what"] for step in requests_of(partners, sent)[fnbtp]["trail"]]
    assert steps == ["link_sent", "delegated", "link_sent", "link_opened", "consented", "code_sent", "signed"]


def test_a_refusal_ends_it_for_all_and_the_others_are_told(partners, sent, fnbtp):
    theirs, ours = link_of(partners, fnbtp), link_of(partners, DIRECTORATE)
    assert partners.ask("decline_signature", link=theirs, reason="Trop de places.")["state"] == "declined"
    assert state_of(partners, sent) == "declined"
    assert is_gone(partners, "read_to_sign", link=theirs)
    assert is_gone(partners, "read_to_sign", link=ours)
    (told,) = partners.told("partners.signature_declined.v1")
    assert (told.facts["reason"], told.facts["declined_by"]) == ("Trop de places.", "Signataire")
    assert [to["email"] for to in told.facts["addressees"]] == [signatory(DIRECTORATE)["email"]]
    assert len(partners.told("partners.agreement_ended.v1")) == 1


@pytest.mark.parametrize("step", ["withdraw_agreement", "reopen_agreement"])
def test_what_can_no_longer_be_signed_is_no_longer_asked_for(partners, sent, fnbtp, step):
    link = link_of(partners, fnbtp)
    partners.ask(step, agreement_id=sent, reason="Une erreur à l'article 2.")
    assert is_gone(partners, "read_to_sign", link=link)
    assert {request["state"] for request in requests_of(partners, sent).values()} == {"withdrawn"}
    assert partners.database.due.count_documents({"kind": {"$regex": "^signature"}}) == 0


def test_a_text_taken_back_and_sent_again_is_asked_for_anew(partners, sent, fnbtp):
    partners.ask("reopen_agreement", agreement_id=sent, reason="Une virgule.")
    partners.ask("revise_agreement", agreement_id=sent, facts={"title": {"fr": "Accord", "ar": "اتفاقية"}})
    partners.ask("approve_agreement", agreement_id=sent)
    send(partners, sent, DIRECTORATE, fnbtp)
    listed = partners.ask("list_signature_requests", agreement_id=sent)["items"]
    assert sorted(request["state"] for request in listed) == ["open", "open", "withdrawn", "withdrawn"]
    for party in (DIRECTORATE, fnbtp):
        confirm(partners, *ready(partners, party))
    assert state_of(partners, sent) == "in_force"


def test_staff_withdraw_one_request_and_ask_another_person(partners, sent, fnbtp):
    link, request = link_of(partners, fnbtp), requests_of(partners, sent)[fnbtp]
    withdrawn = partners.ask("withdraw_signature_request", request_id=request["id"], reason="Mauvaise adresse.")
    assert (withdrawn["state"], withdrawn["reason"]) == ("withdrawn", "Mauvaise adresse.")
    assert is_gone(partners, "read_to_sign", link=link)
    other = {**signatory(fnbtp, name="Hiba"), "email": "hiba@fnbtp.example"}
    again = partners.ask("request_signature", agreement_id=sent, facts=other)
    assert (again["id"], again["state"]) == (request["id"], "open")
    confirm(partners, *ready(partners, fnbtp, email="hiba@fnbtp.example"))
    assert partners.ask("get_agreement", agreement_id=sent)["parties"][1]["signed_by"] == "Hiba"


def test_wrong_signatories_are_refused_and_nothing_is_sent(partners, approved, fnbtp):
    before = partners.holds()
    with pytest.raises(Invalid) as refused:
        send(partners, approved, fnbtp, "somebody")
    assert refused.value.errors[0]["pointer"] == "/signatories/1/organisation_id"
    assert partners.holds() == before
    assert state_of(partners, approved) == "approved"


def test_only_what_is_sent_for_signature_can_be_asked_for(partners, approved, fnbtp):
    with pytest.raises(Refused) as refused:
        partners.ask("request_signature", agreement_id=approved, facts=signatory(fnbtp))
    assert refused.value.facts["missing"] == ["send_for_signature"]


# the calendar


def test_a_reminder_brings_a_link_that_works_beside_the_first(partners, sent, fnbtp):
    first = link_of(partners, fnbtp)
    aged(partners, days=3)
    hurry(partners, "signature_reminder")
    eventually(lambda: len(partners.told("partners.signature_reminded.v1")) == 2)
    second = link_of(partners, fnbtp)
    assert second != first
    for link in (first, second):
        assert partners.ask("read_to_sign", link=link)["state"] == "open"
    confirm(partners, *ready(partners, fnbtp))
    assert is_gone(partners, "read_to_sign", link=first)
    assert partners.database.due.count_documents({"kind": "signature_reminder"}) == 1


def test_an_expired_link_opens_nothing_and_staff_may_ask_again(partners, sent, fnbtp):
    link, code = ready(partners, fnbtp)
    hurry(partners, "signature_expiry")
    eventually(lambda: requests_of(partners, sent)[fnbtp]["state"] == "expired")
    assert is_gone(partners, "confirm_signature", link=link, code=code)
    assert state_of(partners, sent) == "awaiting_signature"
    sign(partners, sent, DIRECTORATE, fnbtp)
    assert state_of(partners, sent) == "in_force"


# tenants and secrets


def test_another_tenant_s_link_opens_nothing(partners, sent, fnbtp):
    link, code = ready(partners, fnbtp)
    before = partners.holds()
    answers = {
        "read_to_sign": {},
        "consent_to_sign": {"digest": "d" * 64},
        "send_signature_code": {},
        "confirm_signature": {"code": code},
        "delegate_signature": {"facts": {"name": "X", "email": "x@x.example", "language": "fr"}},
        "decline_signature": {"reason": "Non."},
    }
    for method, more in answers.items():
        assert is_gone(partners, method, link=link, tenant=RABAT, **more)
    assert partners.holds() == before


def test_another_tenant_s_staff_find_nothing(partners, sent, fnbtp):
    request = requests_of(partners, sent)[fnbtp]["id"]
    for method, arguments in {
        "list_signature_requests": {"agreement_id": sent},
        "request_signature": {"agreement_id": sent, "facts": signatory(fnbtp)},
        "withdraw_signature_request": {"request_id": request, "reason": "Non."},
    }.items():
        with pytest.raises(NotFound):
            partners.ask(method, tenant=RABAT, **arguments)
    assert requests_of(partners, sent)[fnbtp]["state"] == "open"


def test_links_and_codes_rest_in_the_outbox_alone(partners, sent, fnbtp):
    for key, party in enumerate((DIRECTORATE, fnbtp)):
        link = link_of(partners, party)
        digest = partners.ask("read_to_sign", link=link)["digest"]
        partners.ask("consent_to_sign", link=link, digest=digest, key=f"c{key}")
        partners.ask("send_signature_code", link=link, key=f"s{key}")
    secrets = [token_of(partners, party).partition(".")[2] for party in (DIRECTORATE, fnbtp)]
    secrets += [f'"{code_of(partners, party)}"' for party in (DIRECTORATE, fnbtp)]
    names = set(partners.database.list_collection_names()) - {"outbox"}
    kept = json.dumps({name: list(partners.database[name].find({})) for name in names}, default=str)
    assert [secret for secret in secrets if secret in kept] == []
    assert digest_of(token_of(partners, fnbtp)) in kept
    assert partners.database.commands.count_documents({"tenant": FES}) >= 4


def test_every_step_is_a_row_of_the_audit_trail(partners, sent, fnbtp):
    confirm(partners, *ready(partners, fnbtp))
    actions = [row["action"] for row in partners.database.audit.find({"subject": sent}, sort=[("_id", 1)])]
    steps = [action for action in actions if action.startswith("signature.")]
    way = ["link_opened", "consented", "code_sent", "signed"]
    assert steps == [f"signature.{step}" for step in ("asked", "asked", *way)]
