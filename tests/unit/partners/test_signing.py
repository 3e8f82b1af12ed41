"""A request to sign: what each of its states allows, and what a link, a code and a digest are good for."""

from datetime import UTC, datetime, timedelta

import pytest

from multaqa.errors import Invalid, MultaqaError, NotFound, Refused
from multaqa.links import new_link
from services.partners.domain import LocalText
from services.partners.domain.agreement import Agreement
from services.partners.domain.signing import (
    MOST_ATTEMPTS,
    Signatory,
    SignatureRequest,
    deadline,
    new_code,
    signatories,
)

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
DIGEST, OTHER = "d" * 64, "e" * 64
AMAL = Signatory("Amal Bennis", "amal@fnbtp.example", "fr")
DRISS = Signatory("Driss Alami", "driss@fnbtp.example", "ar")
CODE, WRONG = "042917", "000000"


@pytest.fixture
def request_():
    return SignatureRequest("q1", "a1", "o1", AMAL, DIGEST, NOON, NOON + timedelta(days=14))


@pytest.fixture
def opened(request_):
    request_.open("l1", NOON)
    return request_


@pytest.fixture
def ready(opened):
    opened.consent(DIGEST, NOON)
    opened.make_code(CODE, NOON)
    return opened


def steps(request):
    return [step.what for step in request.trail]


# the way to a signature


def test_a_signature_takes_reading_consent_and_a_code(opened):
    assert opened.note_reading(NOON)
    opened.consent(DIGEST, NOON)
    opened.make_code(CODE, NOON)
    assert opened.confirm(CODE, NOON + timedelta(minutes=9))
    assert (opened.state, opened.links, opened.code) == ("signed", [], None)
    assert steps(opened) == ["link_sent", "link_opened", "consented", "code_sent", "signed"]
    assert opened.trail[-1].told == {"digest": DIGEST, "level": "simple"}
    assert all(step.at >= NOON and step.by for step in opened.trail)


def test_only_the_first_look_is_noted(opened):
    assert [opened.note_reading(NOON) for _ in range(3)] == [True, False, False]


def out_of_order(request):
    yield "signature.not_consented", lambda: request.make_code(CODE, NOON)
    yield "signature.not_consented", lambda: request.confirm(CODE, NOON)
    request.consent(DIGEST, NOON)
    yield "signature.code_missing", lambda: request.confirm(CODE, NOON)


def test_no_step_comes_before_the_one_it_needs(opened):
    for code, step in out_of_order(opened):
        with pytest.raises(Refused) as refused:
            step()
        assert refused.value.code == code
        assert refused.value.facts["missing"]


# codes


def test_a_wrong_code_counts_and_the_right_one_still_signs(ready):
    assert [ready.confirm(WRONG, NOON) for _ in range(MOST_ATTEMPTS - 1)] == [False] * (MOST_ATTEMPTS - 1)
    assert ready.attempts_left == 1
    assert ready.confirm(CODE, NOON)


def test_after_five_wrong_codes_the_right_one_is_refused_too(ready):
    for _ in range(MOST_ATTEMPTS):
        assert not ready.confirm(WRONG, NOON)
    with pytest.raises(Refused) as refused:
        ready.confirm(CODE, NOON)
    assert (refused.value.code, ready.state) == ("signature.code_exhausted", "open")


def test_a_code_lives_ten_minutes(ready):
    with pytest.raises(Refused) as refused:
        ready.confirm(CODE, NOON + timedelta(minutes=10))
    assert refused.value.code == "signature.code_expired"


def test_a_new_code_replaces_the_old_one(ready):
    ready.make_code("111111", NOON)
    assert not ready.confirm(CODE, NOON)
    assert ready.confirm("111111", NOON)


def test_a_link_brings_ten_codes_and_no_more(ready):
    for _ in range(9):
        ready.make_code(CODE, NOON)
    with pytest.raises(Refused) as refused:
        ready.make_code(CODE, NOON)
    assert refused.value.code == "signature.codes_exhausted"


def test_the_same_digits_hash_differently_for_another_request(ready):
    other = SignatureRequest("q2", "a1", "o2", DRISS, DIGEST, NOON, NOON + timedelta(days=14))
    other.open("l2", NOON)
    other.consent(DIGEST, NOON)
    other.make_code(CODE, NOON)
    assert other.code.hash != ready.code.hash
    assert CODE not in repr(ready)


def test_codes_are_six_digits():
    assert all(len(code) == 6 and code.isdecimal() for code in (new_code() for _ in range(200)))


def test_a_link_is_a_secret_of_256_bits_known_by_its_digest():
    one, other = new_link("fes-meknes"), new_link("fes-meknes")
    tenant, _, secret = one.token.partition(".")
    assert (tenant, len(secret), len(one.digest)) == ("fes-meknes", 43, 64)
    assert one.token != other.token
    assert secret not in repr(one)


# the text


def test_consent_is_to_the_text_that_was_read(opened):
    with pytest.raises(Refused) as refused:
        opened.consent(OTHER, NOON)
    assert (refused.value.code, opened.consented_digest) == ("signature.text_changed", None)


def test_a_text_that_changed_since_it_was_read_is_not_signed(ready):
    with pytest.raises(Refused) as refused:
        ready.require_live(OTHER, NOON)
    assert refused.value.code == "signature.text_changed"


# a link that is dead


SETTLED = {
    "signed": lambda request: request.confirm(CODE, NOON),
    "declined": lambda request: request.decline("Non.", NOON),
    "withdrawn": lambda request: request.withdraw("Par papier.", NOON),
    "expired": lambda request: request.expire(NOON),
}


@pytest.mark.parametrize("state", SETTLED)
def test_no_link_opens_what_is_settled(ready, state):
    SETTLED[state](ready)
    assert (ready.state, ready.links, ready.code, ready.settled_at) == (state, [], None, NOON)
    assert steps(ready)[-1] == state
    with pytest.raises(NotFound) as gone:
        ready.require_live(DIGEST, NOON)
    assert gone.value.code == "link.not_found"


@pytest.mark.parametrize("late", [timedelta(), timedelta(days=30)])
def test_no_link_opens_after_its_day(opened, late):
    with pytest.raises(NotFound):
        opened.require_live(DIGEST, opened.expires_at + late)


def test_no_link_opens_what_waits_for_its_turn(request_):
    with pytest.raises(NotFound):
        request_.require_live(DIGEST, NOON)


def test_only_what_is_not_settled_is_withdrawn(ready):
    ready.decline("Non.", NOON)
    with pytest.raises(Refused):
        ready.withdraw("Trop tard.", NOON)


# somebody else, again, later


def test_a_delegate_begins_afresh_on_behalf_of_the_first(ready):
    ready.delegate(DRISS, "l2", NOON)
    assert (ready.signatory, ready.on_behalf_of, ready.links) == (DRISS, AMAL.name, ["l2"])
    assert (ready.state, ready.consented_digest, ready.code) == ("open", None, None)
    assert steps(ready)[-2:] == ["delegated", "link_sent"]
    assert ready.note_reading(NOON)


def test_a_delegate_s_delegate_signs_on_behalf_of_the_first_signatory(opened):
    opened.delegate(DRISS, "l2", NOON)
    opened.delegate(Signatory("Hiba", "hiba@fnbtp.example", "fr"), "l3", NOON)
    assert opened.on_behalf_of == AMAL.name


def test_nobody_delegates_to_their_own_address(opened):
    with pytest.raises(Refused) as refused:
        opened.delegate(Signatory("Autre", "AMAL@fnbtp.example", "fr"), "l2", NOON)
    assert (refused.value.code, opened.links) == ("signature.delegated_to_oneself", ["l1"])


def test_reminders_come_after_three_and_seven_days_and_then_no_more(opened):
    assert opened.next_reminder == NOON + timedelta(days=3)
    opened.remind("l2", NOON + timedelta(days=3))
    assert (opened.links, opened.next_reminder) == (["l1", "l2"], NOON + timedelta(days=7))
    opened.remind("l3", NOON + timedelta(days=7))
    assert opened.next_reminder is None


def test_nobody_is_reminded_of_what_has_expired_or_is_settled(opened):
    opened.expires_at = NOON + timedelta(days=3)
    assert opened.next_reminder is None
    opened.expires_at = NOON + timedelta(days=9)
    opened.decline("Non.", NOON)
    assert opened.next_reminder is None


@pytest.mark.parametrize("state", ["declined", "withdrawn", "expired"])
def test_staff_may_ask_again_and_the_trail_is_kept(ready, state):
    SETTLED[state](ready)
    before = steps(ready)
    ready.ask_again(DRISS, NOON + timedelta(days=30), NOON)
    assert (ready.state, ready.signatory, ready.consented_digest, ready.links) == ("waiting", DRISS, None, [])
    assert steps(ready) == [*before, "asked_again"]


def test_nobody_is_asked_again_for_what_they_have_signed(ready):
    ready.confirm(CODE, NOON)
    with pytest.raises(Refused) as refused:
        ready.ask_again(AMAL, NOON, NOON)
    assert refused.value.code == "signature.already_signed"


# what others see


def test_staff_see_the_state_and_nothing_to_sign_with(ready):
    shown = repr(ready.facts())
    assert "l1" not in shown
    assert ready.code.hash not in shown
    assert ready.facts()["level"] == "simple"


def test_a_letter_goes_to_the_signatory_unless_to_others(ready):
    title = LocalText("Accord", "اتفاقية")
    assert ready.letter(title).facts()["addressees"] == [AMAL.facts()]
    assert ready.letter(title, DRISS).facts()["addressees"] == [DRISS.facts()]


# whom an agreement asks


def agreement(**facts):
    parties = [{"organisation_id": "directorate"}, {"organisation_id": "o1", "signatory": AMAL.name}]
    complete = {"kind": "framework", "title": {"fr": "A", "ar": "ا"}, "parties": parties}
    return Agreement.drafted("a1", {**complete, **facts}, NOON)


def named(organisation_id, signatory=AMAL):
    return {"organisation_id": organisation_id, **signatory.facts()}


def test_each_party_has_its_signatory_and_may_be_left_out():
    assert signatories(agreement(), [named("o1")]) == {"o1": AMAL}
    assert signatories(agreement(), [named("directorate", DRISS), named("o1")]) == {"directorate": DRISS, "o1": AMAL}


@pytest.mark.parametrize(
    ("asked", "pointer", "code"),
    [
        ([named("o9")], "/signatories/0/organisation_id", "signature.not_a_party"),
        ([named("o1"), named("o1")], "/signatories/1/organisation_id", "signature.party_repeated"),
        ([named("o1", DRISS)], "/signatories/0/name", "signature.name_differs"),
    ],
)
def test_wrong_signatories_are_named_by_their_place(asked, pointer, code):
    with pytest.raises(Invalid) as refused:
        signatories(agreement(), asked)
    assert [(one["pointer"], one["code"]) for one in refused.value.errors] == [(pointer, code)]


def test_a_link_works_until_the_end_of_its_day_in_morocco():
    assert deadline("2026-05-10", NOON) == datetime(2026, 5, 10, 23, tzinfo=UTC)
    assert deadline(None, NOON) == NOON + timedelta(days=14)


@pytest.mark.parametrize("day", ["2026-05-03", "2027-05-04"])
def test_a_day_that_is_past_or_too_far_is_refused(day):
    with pytest.raises(MultaqaError) as refused:
        deadline(day, NOON)
    assert refused.value.code == "signature.expiry_out_of_range"
