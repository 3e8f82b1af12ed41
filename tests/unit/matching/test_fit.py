"""A score is explained by its reasons, and knock-outs are apart from it."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.errors import Invalid
from services.matching.domain import HeldSkill, Profile, Scale, Weights
from tests.unit.matching.making import offer, profile

SCALE = Scale(Weights())
TILING = ("tiling", 2)


def score(held, wanted):
    return SCALE.score(held, wanted)


def test_everything_awarded_is_a_whole_fit():
    assert score(profile(("tiling", 2, "awarded")), offer(TILING)) == pytest.approx(1)


def test_nothing_in_common_is_no_fit():
    stranger = profile(sectors=("digital",), mobility=("Taza",), languages=())
    assert score(stranger, offer(TILING, languages=("en",), training_level="technicien_specialise")) < 0.1


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (profile(("tiling", 2)), profile()),
        (profile(("tiling", 2)), profile(("tiling", 1))),
        (profile(("tiling", 2, "awarded")), profile(("tiling", 2, "taught"))),
        (profile(("tiling", 2, "taught")), profile(("tiling", 2, "declared"))),
        (profile(("tiling", 2)), profile(("tiling", 2), sectors=("digital",))),
        (profile(("tiling", 2)), profile(("tiling", 2), languages=("ar",))),
        (profile(("tiling", 2)), profile(("tiling", 2), training_level="qualification")),
        (profile(("tiling", 2)), profile(("tiling", 2), mobility=("Taza",))),
        (profile(("tiling", 2)), profile(("tiling", 2), mobility=())),
        (profile(("tiling", 2), ("masonry", 1)), profile(("tiling", 2))),
    ],
)
def test_more_of_what_is_asked_is_a_better_fit(better, worse):
    wanted = offer(TILING, wished=offer(("masonry", 1)).required, languages=("fr",), training_level="technicien")
    assert score(better, wanted) > score(worse, wanted)


def test_a_higher_level_than_asked_is_no_better():
    assert score(profile(("tiling", 4)), offer(TILING)) == score(profile(("tiling", 2)), offer(TILING))


def test_what_an_offer_does_not_ask_does_not_weigh():
    speaks_little = profile(("tiling", 2), languages=())
    assert score(speaks_little, offer(TILING)) == score(profile(("tiling", 2)), offer(TILING))


@pytest.mark.parametrize(
    ("condition", "held", "asked"),
    [
        ("required_skills", profile(("tiling", 1)), {}),
        ("training", profile(), {"training_level": "technicien_specialise"}),
        ("languages", profile(), {"languages": ("en",)}),
        ("mobility", profile(mobility=("Taza",)), {}),
        ("contract", profile(contracts=("internship",)), {}),
    ],
)
def test_an_unmet_knock_out_forbids_to_meet(condition, held, asked):
    wanted = offer(TILING, knock_outs=(condition,), **asked)
    assert SCALE.may_meet(held, wanted) is None
    assert SCALE.match("c1", held, wanted).knocked_out_by == (condition,)


def test_a_knock_out_does_not_change_the_score():
    far = profile(("tiling", 2), mobility=("Taza",))
    assert score(far, offer(TILING, knock_outs=("mobility",))) == score(far, offer(TILING))


def test_too_low_a_score_forbids_to_meet():
    assert SCALE.may_meet(profile(sectors=("digital",)), offer(TILING)) is None


def test_the_reasons_say_what_matched_and_what_is_missing():
    match = SCALE.match("c1", profile(("tiling", 2)), offer(TILING, ("masonry", 1)))
    required = match.reasons[0]
    assert required.text.fr == "Acquis : tiling 2/2. Manque : masonry."
    assert required.text.ar == "متوفر: tiling 2/2. ناقص: masonry."


SKILLS = st.sampled_from(["tiling", "masonry", "surveying"])
LEVELS = st.integers(1, 4)
PROFILES = st.builds(
    Profile,
    training_level=st.sampled_from(["specialisation", "technicien_specialise"]),
    skills=st.dictionaries(SKILLS, st.builds(HeldSkill, SKILLS, LEVELS, st.sampled_from(["declared", "awarded"]))).map(
        lambda held: tuple(dataclasses.replace(skill, code=code) for code, skill in held.items())
    ),
    sectors=st.sampled_from([(), ("building",)]),
    languages=st.sampled_from([(), ("fr",), ("fr", "ar")]),
    mobility=st.sampled_from([(), ("Fès",), ("Taza",)]),
)
OFFERS = st.builds(
    lambda required, **asked: offer(*required, **asked),
    required=st.lists(st.tuples(SKILLS, LEVELS), min_size=1, max_size=3),
    training_level=st.sampled_from([None, "technicien"]),
    languages=st.sampled_from([(), ("fr", "en")]),
    knock_outs=st.sampled_from([(), ("mobility", "training")]),
)


@given(PROFILES, OFFERS)
def test_the_points_of_the_reasons_sum_to_the_score(held, wanted):
    match = SCALE.match("c1", held, wanted)
    assert sum(reason.points for reason in match.reasons) == pytest.approx(match.score)
    assert 0 <= match.score <= 1


@given(st.lists(PROFILES, max_size=6), OFFERS, st.integers(1, 6))
def test_the_best_come_first_and_the_knocked_out_last(many, wanted, limit):
    named = {f"c{number}": one for number, one in enumerate(many)}
    best = SCALE.best(named, [wanted], limit)
    order = [(bool(match.knocked_out_by), -match.score) for match in best]
    assert order == sorted(order)
    assert len(best) == min(limit, len(many))


@pytest.mark.parametrize(
    "weights",
    [{"required": -0.1}, dict.fromkeys(["required", "wished", "sector", "training", "languages", "mobility"], 0)],
)
def test_weights_that_mean_nothing_are_refused(weights):
    with pytest.raises(Invalid):
        Weights(**weights)


def test_a_profile_has_no_place_for_what_must_not_weigh():
    assert set(Profile.__dataclass_fields__) == {
        "training_level", "skills", "sectors", "languages", "mobility", "contracts", "awarded",
        "preferences",
    }  # fmt: skip
