"""An agreement binds when, and only when, every party has signed a complete text."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.errors import Invalid, Refused
from services.partners.domain import DIRECTORATE, Agreement

MONDAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 5, 5, 9, tzinfo=UTC)
COURSES = {"kind": "training_places", "owner": DIRECTORATE, "quantity": 120, "unit": "place", "due_on": "2026-12-31"}


def draft(**facts):
    complete = {
        "kind": "framework",
        "title": {"fr": "Accord-cadre FNBTP", "ar": "اتفاقية إطار"},
        "parties": [{"organisation_id": DIRECTORATE}, {"organisation_id": "fnbtp"}],
        "commitments": [COURSES],
        "sectors": ["building"],
        "starts_on": "2026-05-04",
    }
    return Agreement.drafted("a1", {**complete, **facts}, at=MONDAY)


def submitted(**facts):
    agreement = draft(**facts)
    agreement.submit(at=MONDAY)
    return agreement


def in_force():
    agreement = submitted()
    agreement.sign(DIRECTORATE, "La directrice", at=MONDAY)
    agreement.sign("fnbtp", "Le président", at=TUESDAY)
    return agreement


def codes(refused):
    return [fault["code"] for fault in refused.value.errors]


def test_begins_as_a_draft():
    assert draft().state == "draft"


def test_submitting_awaits_every_party():
    assert submitted().awaited == [DIRECTORATE, "fnbtp"]


def test_one_signature_does_not_bind():
    agreement = submitted()
    agreement.sign(DIRECTORATE, "La directrice", at=MONDAY)
    assert (agreement.state, agreement.awaited) == ("awaiting_signature", ["fnbtp"])


def test_the_last_signature_binds():
    agreement = in_force()
    assert (agreement.is_in_force, agreement.in_force_at) == (True, TUESDAY)


@pytest.mark.parametrize(
    ("lacking", "missing"),
    [
        ({"parties": [{"organisation_id": "fnbtp"}], "commitments": []}, ["directorate", "commitments"]),
        ({"parties": [{"organisation_id": DIRECTORATE}]}, ["counterpart"]),
        ({"commitments": []}, ["commitments"]),
        ({"starts_on": None}, ["starts_on"]),
    ],
)
def test_an_incomplete_draft_is_refused_with_what_is_missing(lacking, missing):
    agreement = draft(**lacking)
    with pytest.raises(Refused) as refused:
        agreement.submit(at=MONDAY)
    assert (refused.value.code, refused.value.facts["missing"]) == ("agreement.incomplete", missing)


def test_is_submitted_once():
    with pytest.raises(Refused, match="no longer a draft"):
        submitted().submit(at=TUESDAY)


def test_a_draft_is_not_signed():
    with pytest.raises(Refused) as refused:
        draft().sign("fnbtp", "Le président", at=MONDAY)
    assert refused.value.code == "agreement.not_submitted"


@pytest.mark.parametrize(
    ("organisation_id", "signatory", "code"),
    [
        ("sotherma", "Le président", "agreement.not_a_party"),
        ("fnbtp", "Un autre", "agreement.wrong_signatory"),
        (DIRECTORATE, "La directrice", "agreement.already_signed"),
    ],
)
def test_a_signature_is_refused(organisation_id, signatory, code):
    parties = [{"organisation_id": DIRECTORATE}, {"organisation_id": "fnbtp", "signatory": "Le président"}]
    agreement = submitted(parties=parties)
    agreement.sign(DIRECTORATE, "La directrice", at=MONDAY)
    with pytest.raises(Refused) as refused:
        agreement.sign(organisation_id, signatory, at=TUESDAY)
    assert refused.value.code == code


def test_a_party_signs_once_even_in_force():
    with pytest.raises(Refused, match="already signed"):
        in_force().sign("fnbtp", "Le président", at=TUESDAY)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"kind": "treaty"}, "agreement.kind_unknown"),
        ({"parent_id": "a0"}, "agreement.framework_has_no_parent"),
        ({"ends_on": "2026-05-03"}, "agreement.ends_before_start"),
        ({"parties": [{"organisation_id": DIRECTORATE}] * 2}, "agreement.party_repeated"),
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
        draft(kind="treaty", commitments=[{**COURSES, "quantity": 0}])
    assert [fault["pointer"] for fault in refused.value.errors] == ["/kind", "/commitments/0/quantity"]


def test_an_unregistered_party_is_pointed_at():
    with pytest.raises(Invalid) as refused:
        draft().require_known_parties({"sotherma"})
    assert [fault["pointer"] for fault in refused.value.errors] == ["/parties/1/organisation_id"]


def test_a_convention_stands_under_a_framework():
    convention = draft(kind="convention", parent_id="a1")
    convention.stand_under(draft())
    assert convention.parent_id == "a1"


def test_a_convention_does_not_stand_under_a_convention():
    with pytest.raises(Refused, match="framework"):
        draft(kind="convention", parent_id="a1").stand_under(draft(kind="convention"))


STEPS = st.one_of(
    st.just(("submit",)), st.tuples(st.just("sign"), st.sampled_from([DIRECTORATE, "fnbtp", "sotherma", "stranger"]))
)


@given(st.lists(STEPS, max_size=12))
def test_no_sequence_of_steps_binds_without_every_signature(steps):
    agreement = draft(parties=[{"organisation_id": party} for party in (DIRECTORATE, "fnbtp", "sotherma")])
    for step, *party in steps:
        try:
            getattr(agreement, step)(*party, *(["Signataire"] if party else []), at=MONDAY)
        except Refused:
            continue
    assert agreement.state in ("draft", "awaiting_signature", "in_force")
    assert agreement.is_in_force == all(party.has_signed for party in agreement.parties)
    assert not (agreement.state == "draft" and any(party.has_signed for party in agreement.parties))
