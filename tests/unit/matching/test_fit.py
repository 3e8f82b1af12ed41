"""A score is explained by its reasons, and knock-outs are apart from it."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.schemas.matching.offers import Reason as DescribedReason
from multaqa.errors import Invalid
from services.matching.domain import HeldSkill, LocalText, Profile, Scale, Weights
from services.matching.domain.reasons import Labels
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


LABELS = Labels(
    skills={
        "tiling": LocalText("Carrelage", "التبليط"),
        "paving": LocalText("Pavage", "الرصف"),
        "masonry": LocalText("Maçonnerie", "البناء بالحجر"),
    },
    languages={"fr": LocalText("français", "الفرنسية"), "en": LocalText("anglais", "الإنجليزية")},
)


def reasons_by_code(held, wanted, labels=LABELS, nearness=None):
    match = Scale(Weights(), nearness=nearness or {}, labels=labels).match("c1", held, wanted)
    return {reason.code: reason.text for reason in match.reasons}


def test_the_reasons_name_skills_as_the_reference_does():
    held = profile(("tiling", 2, "awarded"), ("masonry", 1))
    told = reasons_by_code(held, offer(TILING, ("masonry", 2), ("scaffolding", 1)))["required.partly"]
    assert told == LocalText(
        "Acquis : Carrelage 2/2 (prouvé par une attestation). À renforcer : Maçonnerie 1/2. Manque : scaffolding.",
        "متوفر: التبليط 2/2 (مثبت بشهادة كفاءة). يحتاج إلى تعزيز: البناء بالحجر 1/2. ناقص: scaffolding.",
    )


def test_what_a_skill_is_near_to_is_named_too():
    near = {"tiling": {"paving": 0.5}}
    told = reasons_by_code(profile(("paving", 2, "taught")), offer(TILING), nearness=near)["required.partly"]
    assert told == LocalText(
        "À renforcer : Carrelage 2/2 (proche : Pavage).", "يحتاج إلى تعزيز: التبليط 2/2 (قريب: الرصف)."
    )


def test_the_reasons_name_languages_and_skills_wished_for():
    wanted = offer(TILING, wished=offer(("masonry", 1)).required, languages=("en", "fr", "xx"))
    told = reasons_by_code(profile(("tiling", 2), languages=("fr",)), wanted)
    assert told["languages.partly"] == LocalText(
        "Acquis : français. Manque : anglais, xx.", "متوفر: الفرنسية. ناقص: الإنجليزية، xx."
    )
    assert told["wished.unmet"] == LocalText("Manque : Maçonnerie.", "ناقص: البناء بالحجر.")


def test_the_longest_reason_is_as_the_api_describes_it():
    """Thirty skills, each with the longest of names, near to another of such a name, and proven."""
    names = Labels({f"{side}{place}": LocalText("é" * 200, "ع" * 200) for place in range(30) for side in "ab"})
    held = profile(*((f"b{place}", 4, "awarded") for place in range(30)))
    near = {f"a{place}": {f"b{place}": 0.5} for place in range(30)}
    match = Scale(Weights(), nearness=near, labels=names).match("c1", held, offer(*((code, 4) for code in near)))
    assert match.reasons[0].text.fr.count("proche") == 30
    assert DescribedReason().validate(match.reasons[0].facts()) == {}


def test_names_told_for_one_tenant_are_not_told_for_the_next():
    held, wanted = profile(languages=("fr",)), offer(TILING, languages=("fr",))
    assert reasons_by_code(held, wanted)["languages.met"].fr == "Acquis : français."
    theirs = Labels(languages={"fr": LocalText("le français", "اللغة الفرنسية")})
    assert reasons_by_code(held, wanted, theirs)["languages.met"].fr == "Acquis : le français."


def test_names_are_no_part_of_a_score():
    held, wanted = profile(("tiling", 1)), offer(TILING, ("masonry", 1), languages=("en",))
    named, bare = (Scale(Weights(), labels=one).match("c1", held, wanted) for one in (LABELS, Labels()))
    assert named.score == bare.score
    assert [one.points for one in named.reasons] == [one.points for one in bare.reasons]


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
