"""A skill that a credential proves counts for more than one that is only stated, and its reason says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.errors import Invalid
from services.matching.domain import HeldSkill, Profile, Scale, Weights
from tests.unit.matching.making import offer, profile

SCALE = Scale(Weights())
LEVELS = st.integers(1, 4)


def proven(*skills):
    return [HeldSkill(code, level, "awarded") for code, level in skills]


def required(candidate, *sought):
    return SCALE.match("c1", candidate, offer(*sought)).reasons[0]


def test_a_proven_skill_weighs_more_than_the_same_stated():
    stated = profile(("tiling", 2))
    wanted = offer(("tiling", 2))
    assert SCALE.score(stated.with_awarded(proven(("tiling", 2))), wanted) > SCALE.score(stated, wanted)


def test_a_skill_nobody_stated_counts_when_it_is_proven():
    assert required(profile().with_awarded(proven(("tiling", 2))), ("tiling", 2)).code == "required.met"


def test_the_reason_says_in_both_languages_that_it_is_proven():
    told = required(profile(("masonry", 1)).with_awarded(proven(("tiling", 2))), ("tiling", 2), ("masonry", 2)).text
    assert told.fr == "Acquis : tiling 2/2 (prouvé par une attestation). À renforcer : masonry 1/2."
    assert told.ar == "متوفر: tiling 2/2 (مثبت بشهادة كفاءة). يحتاج إلى تعزيز: masonry 1/2."


def test_of_a_skill_both_stated_and_proven_counts_what_covers_more_of_what_is_sought():
    candidate = profile(("tiling", 4)).with_awarded(proven(("tiling", 2)))
    assert candidate.best("tiling", 2).source == "awarded"
    assert candidate.best("tiling", 4).source == "declared"


def test_what_is_proven_meets_a_knock_out():
    candidate = profile().with_awarded(proven(("tiling", 2)))
    assert SCALE.match("c1", candidate, offer(("tiling", 2), knock_outs=("required_skills",))).knocked_out_by == ()


@given(stated=st.tuples(LEVELS), level=LEVELS, sought=LEVELS)
def test_a_credential_never_makes_a_match_worse(stated, level, sought):
    before = profile(("tiling", *stated))
    wanted = offer(("tiling", sought))
    assert SCALE.score(before.with_awarded(proven(("tiling", level))), wanted) >= SCALE.score(before, wanted)


def test_nobody_states_that_a_skill_was_awarded():
    claim = {"training_level": "technicien", "skills": [{"code": "tiling", "level": 4, "source": "awarded"}]}
    with pytest.raises(Invalid) as refused:
        Profile.stated(claim)
    assert [(one["pointer"], one["code"]) for one in refused.value.errors] == [
        ("/skills/0/source", "profile.skill_source_unknown")
    ]
