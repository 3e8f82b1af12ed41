"""A text is drafted whole, signed by every party as it was read, and never changed afterwards."""

import pytest

from multaqa.errors import Invalid, Refused
from services.partners.domain import DIRECTORATE
from tests.unit.partners.agreement_making import (
    COURSES,
    FNBTP,
    LENGTH,
    MONDAY,
    PURPOSE,
    TUESDAY,
    amendment_of,
    draft,
    in_force,
    sent,
    sign,
    standing,
)

SEAT = {"committee_id": "c1", "organisation_id": FNBTP, "voting": True}


def codes(refused):
    return [fault["code"] for fault in refused.value.errors]


def refusal_of(step):
    with pytest.raises(Refused) as refused:
        step()
    return refused.value


# drafting


def test_begins_as_a_draft_of_its_first_text():
    assert (draft().state, draft().text.number) == ("draft", 1)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"kind": "treaty"}, "agreement.kind_unknown"),
        ({"parent_id": "a0"}, "agreement.framework_has_no_parent"),
        ({"kind": "amendment"}, "agreement.amends_nothing"),
        ({"ends_on": "2026-05-03"}, "agreement.ends_before_start"),
        ({"starts_on": "0001-01-01"}, "agreement.date_implausible"),
        ({"renewal_months": 12}, "agreement.renewal_without_end"),
        ({"ends_on": "2028-05-03", "renewal_months": 0}, "agreement.renewal_too_short"),
        ({"notice_days": -1}, "agreement.notice_negative"),
        ({"parties": [], "commitments": []}, "agreement.without_party"),
        ({"parties": [{"organisation_id": DIRECTORATE}] * 2}, "agreement.party_repeated"),
        ({"clauses": [PURPOSE, PURPOSE]}, "agreement.clause_repeated"),
        ({"sectors": ["building", "building"]}, "agreement.scope_repeated"),
        ({"territory": ["Fès", "Fès"]}, "agreement.scope_repeated"),
        ({"seats": [{**SEAT, "organisation_id": "sotherma"}]}, "agreement.seat_not_a_party"),
        ({"commitments": [{**COURSES, "owner": "sotherma"}]}, "commitment.owner_not_a_party"),
        ({"commitments": [{**COURSES, "kind": "smiles"}]}, "commitment.kind_unknown"),
        ({"commitments": [{**COURSES, "quantity": 0}]}, "commitment.quantity_too_small"),
    ],
)
def test_a_draft_is_refused(wrong, code):
    with pytest.raises(Invalid) as refused:
        draft(**wrong)
    assert codes(refused) == [code]


def test_every_fault_is_told_at_once():
    with pytest.raises(Invalid) as refused:
        draft(kind="treaty", commitments=[{**COURSES, "quantity": 0}], seats=[{**SEAT, "organisation_id": "x"}])
    pointers = [fault["pointer"] for fault in refused.value.errors]
    assert pointers == ["/kind", "/commitments/0/quantity", "/seats/0/organisation_id"]


def test_whom_the_tenant_does_not_know_is_pointed_at():
    with pytest.raises(Invalid) as refused:
        draft(institutes=["isbtp", "fnbtp"]).require_known({"sotherma"}, {"isbtp"})
    pointers = [fault["pointer"] for fault in refused.value.errors]
    assert pointers == ["/parties/1/organisation_id", "/institutes/1"]


# parents


@pytest.mark.parametrize(
    ("kind", "parent"),
    [("convention", "framework"), ("protocol", "framework"), ("protocol", "convention")],
)
def test_stands_under_a_parent_of_a_fitting_kind(kind, parent):
    assert draft("a2", kind=kind, parent=draft(kind=parent)).parent_id == "a1"


@pytest.mark.parametrize(
    ("kind", "parent"), [("convention", "convention"), ("convention", "protocol"), ("protocol", "protocol")]
)
def test_does_not_stand_under_an_unfit_one(kind, parent):
    refused = refusal_of(lambda: draft("a2", kind=kind, parent=draft(kind=parent)))
    assert (refused.code, refused.facts) == ("agreement.parent_unfit", {"kind": kind, "parent": parent})


def test_does_not_stand_under_what_is_over():
    parent = standing("withdrawn")
    assert refusal_of(lambda: draft("a2", kind="convention", parent=parent)).code == "agreement.parent_over"


# approval


@pytest.mark.parametrize(
    ("lacking", "missing"),
    [
        ({"parties": [{"organisation_id": FNBTP}], "commitments": []}, ["directorate", "commitments"]),
        ({"parties": [{"organisation_id": DIRECTORATE}]}, ["counterpart"]),
        ({"commitments": []}, ["commitments"]),
        ({"starts_on": None}, ["starts_on"]),
        ({"starts_on": "2026-01-01", "ends_on": "2026-05-03"}, ["ends_on"]),
    ],
)
def test_an_incomplete_text_is_not_approved_and_told_what_is_missing(lacking, missing):
    agreement = draft(**lacking)
    refused = refusal_of(lambda: agreement.approve(at=MONDAY))
    assert (refused.code, refused.facts["missing"]) == ("agreement.incomplete", missing)
    assert agreement.state == "draft"


def test_a_protocol_may_promise_nothing():
    agreement = draft(kind="protocol", commitments=[])
    agreement.approve(at=MONDAY)
    assert agreement.approved_at == MONDAY


# signatures


def test_being_sent_awaits_every_party():
    assert (sent().state, sent().awaited) == ("awaiting_signature", [DIRECTORATE, FNBTP])


def test_one_signature_does_not_bind():
    agreement = sent()
    sign(agreement, DIRECTORATE)
    assert (agreement.state, agreement.awaited) == ("awaiting_signature", [FNBTP])


def test_the_last_signature_binds():
    agreement = in_force(at=TUESDAY)
    assert (agreement.is_in_force, agreement.in_force_at) == (True, TUESDAY)


def test_signing_does_not_change_what_was_signed():
    agreement = sent()
    digest, document = agreement.digest, agreement.document()
    sign(agreement, DIRECTORATE, signatory="La directrice")
    sign(agreement, FNBTP, signatory="Le président")
    assert (agreement.digest, agreement.document()) == (digest, document)


NAMED = [{"organisation_id": DIRECTORATE}, {"organisation_id": FNBTP, "signatory": "Le président"}]


@pytest.mark.parametrize(
    ("organisation_id", "circumstances", "code"),
    [
        ("sotherma", {}, "agreement.not_a_party"),
        (FNBTP, {"signatory": "Un autre"}, "agreement.wrong_signatory"),
        (FNBTP, {"signatory": "Un autre", "on_behalf_of": "Une autre"}, "agreement.wrong_signatory"),
        (FNBTP, {"signatory": "Le président", "digest": "0" * 64}, "agreement.text_changed"),
        (DIRECTORATE, {}, "agreement.already_signed"),
    ],
)
def test_a_signature_is_refused(organisation_id, circumstances, code):
    agreement = sent(parties=NAMED)
    sign(agreement, DIRECTORATE)
    assert refusal_of(lambda: sign(agreement, organisation_id, **circumstances)).code == code
    assert agreement.awaited == [FNBTP]


def test_a_delegate_signs_on_behalf_of_whom_the_text_names():
    agreement = sent(parties=NAMED)
    sign(agreement, FNBTP, signatory="La vice-présidente", on_behalf_of="Le président")
    shown = agreement.shown()["parties"][1]
    assert (shown["signatory"], shown["signed_by"]) == ("Le président", "La vice-présidente")
    assert shown["on_behalf_of"] == "Le président"


def test_an_unknown_level_is_refused():
    with pytest.raises(Invalid, match="level_unknown"):
        sign(sent(), DIRECTORATE, level="certified")


def test_in_sequence_nobody_signs_before_their_turn():
    agreement = sent(order="sequential")
    refused = refusal_of(lambda: sign(agreement, FNBTP))
    assert (refused.code, refused.facts["missing"]) == ("agreement.not_their_turn", [DIRECTORATE])
    sign(agreement, DIRECTORATE)
    sign(agreement, FNBTP)
    assert agreement.is_in_force


def test_an_unknown_order_is_refused():
    with pytest.raises(Invalid, match="order_unknown"):
        sent(order="random")


def test_a_text_changed_between_reading_and_signing_is_not_signed():
    agreement = sent()
    read = agreement.digest
    sign(agreement, DIRECTORATE)
    agreement.reopen("une durée à corriger")
    agreement.revise({"clauses": [PURPOSE]})
    agreement.approve(at=TUESDAY)
    agreement.send_for_signature("free", at=TUESDAY)
    refused = refusal_of(lambda: sign(agreement, FNBTP, digest=read))
    assert (refused.code, refused.facts["digest"]) == ("agreement.text_changed", agreement.digest)
    assert agreement.awaited == [DIRECTORATE, FNBTP]


@pytest.mark.parametrize(("end", "state"), [("decline", "declined"), ("withdraw", "withdrawn")])
def test_nobody_signs_what_was_declined_or_withdrawn(end, state):
    agreement = standing(state)
    assert (refusal_of(lambda: sign(agreement, FNBTP)).code, agreement.ended_at) == ("agreement.over", MONDAY)


def test_only_a_party_declines_and_its_reason_stays():
    agreement = sent()
    assert refusal_of(lambda: agreement.decline("sotherma", "non", MONDAY)).code == "agreement.not_a_party"
    agreement.decline(FNBTP, "Le conseil a voté contre.", MONDAY)
    assert (agreement.declined_by, agreement.reason) == (FNBTP, "Le conseil a voté contre.")


# amendments


def test_an_amendment_takes_over_parties_and_clauses_and_leaves_its_parent_alone():
    parent = in_force()
    before = parent.digest
    amendment = amendment_of(parent, commitments=[])
    amendment.revise({"clauses": [PURPOSE, {**LENGTH, "body": {"fr": "Trois ans.", "ar": "ثلاث سنوات."}}]})
    assert amendment.organisations == parent.organisations
    assert parent.digest == before
    assert [clause.body.fr for clause in parent.text.clauses][1] == LENGTH["body"]["fr"]


def test_only_what_was_signed_is_amended():
    refused = refusal_of(lambda: amendment_of(sent()))
    assert (refused.code, refused.facts["missing"]) == ("agreement.step_not_allowed", ["come_into_force"])


def test_an_amendment_is_not_amended():
    amendment = amendment_of(in_force())
    assert refusal_of(lambda: draft("a3", kind="amendment", parent=amendment)).code == "agreement.parent_unfit"


def test_an_amendment_has_every_party_of_its_parent():
    alone = [{"organisation_id": DIRECTORATE}]
    refused = refusal_of(lambda: amendment_of(in_force(), parties=alone))
    assert (refused.code, refused.facts["missing"]) == ("agreement.amendment_lacks_party", [FNBTP])


def test_the_parent_remembers_its_amendment_and_keeps_its_text():
    parent = in_force()
    digest = parent.digest
    parent.note_amendment(amendment_of(parent))
    assert (parent.amended_by, parent.digest, parent.state) == (["a2"], digest, "in_force")


# ends


def test_open_commitments_keep_it_from_being_concluded():
    agreement = in_force()
    refused = refusal_of(lambda: agreement.conclude(["k2", "k1"], TUESDAY))
    assert (refused.code, refused.facts["missing"], agreement.state) == (
        "agreement.commitments_open",
        ["k1", "k2"],
        "in_force",
    )


def test_terminating_against_a_party_needs_notice_and_its_period():
    agreement = in_force(notice_days=60)
    refused = refusal_of(lambda: agreement.terminate("rupture", TUESDAY))
    assert (refused.code, refused.facts) == ("agreement.notice_missing", {"days": 60, "missing": ["give_notice"]})
    agreement.give_notice(FNBTP, TUESDAY)
    refused = refusal_of(lambda: agreement.terminate("rupture", TUESDAY))
    assert (refused.code, refused.facts["until"]) == ("agreement.notice_running", "2026-07-04")
    agreement.terminate("rupture", TUESDAY.replace(month=7, day=4))
    assert (agreement.state, agreement.reason) == ("terminated", "rupture")


def test_by_mutual_consent_no_notice_is_needed():
    agreement = in_force(notice_days=60)
    agreement.terminate("d'un commun accord", TUESDAY, mutual=True)
    assert agreement.ended_at == TUESDAY


def test_a_reason_stays_until_the_state_changes():
    agreement = in_force(notice_days=60)
    agreement.suspend("chantier arrêté")
    agreement.give_notice(FNBTP, TUESDAY)
    assert agreement.reason == "chantier arrêté"
    returned = standing("internal_review")
    returned.return_to_draft("une durée manque")
    returned.revise({"notice_days": 1})
    assert returned.reason == "une durée manque"
    returned.approve(MONDAY)
    assert returned.reason is None


def test_a_suspension_says_why_and_ends():
    agreement = in_force()
    agreement.suspend("chantier arrêté")
    assert (agreement.is_in_force, agreement.reason) == (False, "chantier arrêté")
    agreement.resume()
    assert (agreement.is_in_force, agreement.reason) == (True, None)
