"""What is issued, to whom, how often, and what revoking and erasing leave of it."""

from datetime import timedelta

import pytest

from multaqa.errors import Invalid, Refused
from services.events.domain.credential import Credential
from services.events.domain.endorsement import AWAITED, Endorsement
from services.events.domain.verification import address_digest, holder_shown
from tests.unit.events.badges import AWARD, ISSUER, NOON, credential

FACTS = {
    "person_id": "p1",
    "edition_id": "e1",
    "title": {"fr": "Atelier zellige", "ar": "ورشة الزليج"},
    "criteria": {"fr": "Pose évaluée.", "ar": "تقييم التبليط."},
    "skills": [{"code": "tiling", "level": 2}],
    "earned_on": "2026-05-04",
}


def codes(refused):
    return [(one["pointer"], one["code"]) for one in refused.value.errors]


def test_an_award_gives_each_of_its_persons_one_credential_however_often_it_is_asked_for():
    first, again, other = (Credential.of_award(AWARD, person, at=NOON) for person in ("p1", "p1", "p2"))
    assert first.id == again.id != other.id
    assert first.secret != again.secret


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ({"skills": []}, ("/skills", "credential.without_skill")),
        ({"skills": [{"code": "tiling", "level": 5}]}, ("/skills/0/level", "credential.level_unknown")),
        ({"skills": [{"code": "tiling", "level": 1}] * 2}, ("/skills/1/code", "credential.skill_twice")),
        ({"earned_on": "2026-05-05"}, ("/earned_on", "credential.earned_later")),
    ],
)
def test_what_cannot_be_attested_is_refused_with_its_place(wrong, found):
    with pytest.raises(Invalid) as refused:
        Credential.of_assessment("c1", {**FACTS, **wrong}, at=NOON)
    assert codes(refused) == [found]


def test_the_same_skills_are_attested_once_while_the_credential_stands():
    first, second = (Credential.of_assessment(id, FACTS, at=NOON) for id in ("c1", "c2"))
    with pytest.raises(Refused, match=r"credential\.already_issued"):
        second.refuse_second(first)
    second.refuse_second(None)


def test_a_credential_is_revoked_once_and_keeps_the_reason():
    one = credential()
    one.revoke("A doublon.", at=NOON)
    assert (one.state, one.reason, one.revoked_at) == ("revoked", "A doublon.", NOON)
    with pytest.raises(Refused, match=r"credential\.revoked"):
        one.revoke("again", at=NOON)


def test_erasure_leaves_the_taken_place_and_nothing_that_leads_to_the_person():
    one = credential()
    digest = one.address_digest
    one.token = "signed"
    one.forget_person(at=NOON)
    assert (one.state, one.place, one.list_number, one.address_digest) == ("revoked", 7, 1, digest)
    assert (one.person_id, one.token, one.secret, one.reason) == (f"erased-{one.id}", None, None, None)


def test_a_credential_is_found_by_its_address():
    one = credential()
    assert address_digest(ISSUER.credential_address(one.secret)) == one.address_digest
    assert address_digest(None) != one.address_digest


NAMED = {"name_latin": "Salma Idrissi", "name_arabic": "سلمى الإدريسي"}


@pytest.mark.parametrize(
    ("consents", "shown"),
    [
        ([], None),
        ([{"purpose": "participation", "granted": True}], None),
        ([{"purpose": "publish_name", "granted": False}], None),
        ([{"purpose": "publish_name", "granted": True}], {"latin": "Salma Idrissi", "arabic": "سلمى الإدريسي"}),
    ],
)
def test_the_holders_name_is_shown_with_their_consent_only(consents, shown):
    assert holder_shown({**NAMED, "consents": consents}) == shown


def test_of_a_person_unknown_or_erased_no_name_is_shown():
    assert holder_shown(None) is None
    assert holder_shown({"erased": True}) is None


# endorsements


def asked():
    return Endorsement.asked("n1", credential(), "g1", "digest", at=NOON)


def test_a_link_to_endorse_works_for_a_month_and_once():
    one = asked()
    assert one.is_open(NOON + AWAITED - timedelta(seconds=1))
    assert not one.is_open(NOON + AWAITED)
    one.give(None, at=NOON)
    assert not one.is_open(NOON)


def test_what_was_given_is_not_asked_for_again_but_what_was_declined_is():
    one = asked()
    one.decline(at=NOON)
    one.ask_again("other", at=NOON)
    assert one.is_open(NOON)
    one.give("Oui.", at=NOON)
    with pytest.raises(Refused, match=r"endorsement\.given"):
        one.ask_again("third", at=NOON)


def test_nobody_is_asked_to_endorse_what_is_revoked():
    void = credential()
    void.revoke("x", at=NOON)
    with pytest.raises(Refused, match=r"credential\.revoked"):
        Endorsement.asked("n1", void, "g1", "digest", at=NOON)
