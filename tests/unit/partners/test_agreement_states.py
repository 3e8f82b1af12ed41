"""The whole table of an agreement's life: every step from every state leads where it is written, or is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.errors import MultaqaError, Refused
from services.partners.domain import DIRECTORATE
from services.partners.domain.agreement import OVER, STATES, STEPS, after, steps_before, steps_from
from tests.unit.partners.agreement_making import FNBTP, MONDAY, TUESDAY, draft, sign, standing

WRITING = ("draft", "internal_review", "negotiation")
BEFORE_FORCE = (*WRITING, "approved", "awaiting_signature")
BINDING = ("in_force", "expiring", "renewed")

LEADS = {
    "revise": {state: state for state in WRITING},
    "review": {"draft": "internal_review"},
    "return": {"internal_review": "draft"},
    "negotiate": {"draft": "negotiation", "internal_review": "negotiation"},
    "approve": dict.fromkeys(WRITING, "approved"),
    "reopen": {"approved": "negotiation", "awaiting_signature": "negotiation"},
    "send_for_signature": {"approved": "awaiting_signature"},
    "sign": {"awaiting_signature": "awaiting_signature"},
    "come_into_force": {"awaiting_signature": "in_force"},
    "decline": dict.fromkeys(("negotiation", "approved", "awaiting_signature"), "declined"),
    "withdraw": dict.fromkeys(BEFORE_FORCE, "withdrawn"),
    "amend": {state: state for state in (*BINDING, "suspended")},
    "give_notice": {state: state for state in (*BINDING, "suspended")},
    "suspend": dict.fromkeys(BINDING, "suspended"),
    "resume": {"suspended": "in_force"},
    "near_the_end": {"in_force": "expiring", "renewed": "expiring"},
    "renew": {"expiring": "renewed"},
    "conclude": dict.fromkeys(BINDING, "concluded"),
    "expire": {"expiring": "expired", "suspended": "expired"},
    "terminate": dict.fromkeys((*BINDING, "suspended"), "terminated"),
    "fall_with_parent": dict.fromkeys((*BINDING, "suspended"), "terminated"),
}
CALLS = {
    "revise": lambda agreement: agreement.revise({"notice_days": 30}),
    "review": lambda agreement: agreement.review(),
    "return": lambda agreement: agreement.return_to_draft("à compléter"),
    "negotiate": lambda agreement: agreement.negotiate(),
    "approve": lambda agreement: agreement.approve(MONDAY),
    "reopen": lambda agreement: agreement.reopen("une faute"),
    "send_for_signature": lambda agreement: agreement.send_for_signature("free", MONDAY),
    "sign": lambda agreement: sign(agreement, DIRECTORATE),
    "decline": lambda agreement: agreement.decline(FNBTP, "non", MONDAY),
    "withdraw": lambda agreement: agreement.withdraw("erreur", MONDAY),
    "amend": lambda agreement: agreement.note_amendment(draft("a2")),
    "give_notice": lambda agreement: agreement.give_notice(FNBTP, MONDAY),
    "suspend": lambda agreement: agreement.suspend("grève"),
    "resume": lambda agreement: agreement.resume(),
    "conclude": lambda agreement: agreement.conclude((), TUESDAY),
    "terminate": lambda agreement: agreement.terminate("fin", TUESDAY, mutual=True),
    "fall_with_parent": lambda agreement: agreement.fall_with(draft("a0"), TUESDAY),
}
BOUND = ("in_force", "suspended", "expiring", "renewed", "concluded", "expired", "terminated")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", LEADS)
def test_every_step_from_every_state(step, state):
    if state in LEADS[step]:
        assert after(step, state) == LEADS[step][state]
    else:
        with pytest.raises(Refused):
            after(step, state)


def test_the_table_declares_these_steps_and_no_others():
    assert set(STEPS) == set(LEADS)
    assert {state for leads in STEPS.values() for state in (*leads, *leads.values())} == set(STATES)


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_reached_by_calls(state):
    assert standing(state).state == state


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", CALLS)
def test_every_call_follows_the_table(step, state):
    agreement = standing(state)
    before = agreement.shown()
    if step == "sign" and state in BOUND:
        code = "agreement.already_signed"
    elif step == "give_notice" and agreement.notice:
        code = "agreement.notice_given"
    elif state in LEADS[step]:
        CALLS[step](agreement)
        assert agreement.state == LEADS[step][state]
        return
    else:
        code = "agreement.over" if state in OVER else "agreement.step_not_allowed"
    with pytest.raises(Refused) as refused:
        CALLS[step](agreement)
    assert (refused.value.code, agreement.shown()) == (code, before)


@pytest.mark.parametrize(
    ("step", "state", "missing"),
    [
        ("send_for_signature", "draft", ["approve"]),
        ("sign", "draft", ["approve", "send_for_signature"]),
        ("suspend", "approved", ["send_for_signature", "come_into_force"]),
        ("revise", "awaiting_signature", ["reopen"]),
        ("return", "negotiation", []),
        ("renew", "in_force", ["near_the_end"]),
        ("resume", "renewed", ["suspend"]),
    ],
)
def test_a_refused_step_tells_what_comes_first(step, state, missing):
    with pytest.raises(Refused) as refused:
        after(step, state)
    assert refused.value.facts == {"state": state, "step": step, "missing": missing}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", STEPS)
def test_the_steps_that_are_missing_really_lead_there(step, state):
    for missing in steps_before(step, state):
        state = after(missing, state)
    assert state in STEPS[step] or steps_before(step, state) == []


@pytest.mark.parametrize("state", OVER)
def test_nothing_follows_the_end(state):
    assert steps_from(state) == []
    with pytest.raises(Refused) as refused:
        after("revise", state)
    assert refused.value.code == "agreement.over"


PARTIES = (DIRECTORATE, FNBTP, "sotherma")
ANY_CALL = st.sampled_from(sorted(CALLS))
ANY_STEP = st.one_of(
    st.tuples(st.just("call"), ANY_CALL),
    st.tuples(st.just("sign"), st.sampled_from([*PARTIES, "stranger"]), st.sampled_from(["now", "before"])),
    st.tuples(st.just("turn"), st.integers(0, 3000)),
)


def take(agreement, earlier, step, *given):
    match step, given:
        case "call", (name,):
            CALLS[name](agreement)
        case "sign", (party, read):
            sign(agreement, party, digest=agreement.digest if read == "now" else earlier)
        case "turn", (days,):
            agreement.turn(MONDAY.replace(year=2026 + days // 365))


@given(st.lists(ANY_STEP, max_size=25))
def test_no_sequence_of_calls_leaves_the_table_or_binds_without_all_signatures_over_one_text(steps):
    agreement = draft(
        parties=[{"organisation_id": party} for party in PARTIES], ends_on="2028-05-03", renewal_months=12
    )
    earlier = agreement.digest
    for step in steps:
        before = agreement.state
        try:
            take(agreement, earlier, *step)
        except MultaqaError:
            assert agreement.state == before
        allowed = {leads[before] for leads in STEPS.values() if before in leads}
        assert agreement.state in STATES
        assert agreement.state == before or agreement.state in allowed
        if agreement.in_force_at:
            signed = {signature.organisation_id: signature.digest for signature in agreement.signatures}
            assert signed == dict.fromkeys(PARTIES, agreement.digest)
