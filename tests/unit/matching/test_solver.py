"""All pairs at once are scored as one pair is explained."""

import dataclasses
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain import HeldSkill, Profile, Scale, Weights
from services.matching.domain.fit import CLOSE
from services.matching.domain.offer import CONDITIONS, CONTRACTS
from services.matching.domain.preferences import Preferences, Ranked
from services.matching.domain.profile import TRAINING_LEVELS
from services.matching.domain.weights import CRITERIA_NAMES
from services.matching.solver.book import Book
from services.matching.solver.ranking import best_offers
from services.matching.solver.scoring import scored
from tests.unit.matching.making import offer, profile

CODES = st.sampled_from(["tiling", "masonry", "surveying", "plumbing"])
LEVELS = st.integers(1, 4)
NAMES = {
    "sectors": ["building", "digital"],
    "languages": ["fr", "ar", "en"],
    "mobility": ["Fès", "Taza"],
    "contracts": list(CONTRACTS),
}
PROFILES = st.builds(
    Profile,
    training_level=st.sampled_from(TRAINING_LEVELS),
    skills=st.lists(st.builds(HeldSkill, CODES, LEVELS, st.sampled_from(["declared", "taught"])), max_size=4),
    awarded=st.lists(st.builds(HeldSkill, CODES, LEVELS, st.just("awarded")), max_size=2),
    **{name: st.lists(st.sampled_from(names), unique=True).map(tuple) for name, names in NAMES.items()},
)
NAMED = st.lists(st.builds(Ranked, st.sampled_from(["o0", "o1", "o2"]), st.integers(1, 3)), max_size=3).map(tuple)
PREFERENCES = st.builds(Preferences, NAMED, NAMED, st.lists(st.sampled_from(["o0", "o1"]), max_size=1).map(tuple))
SOUGHT = st.lists(st.tuples(CODES, LEVELS), min_size=1, max_size=3)
OFFERS = st.builds(
    lambda required, wished, **asked: offer(*required, wished=offer(*wished).required, **asked),
    required=SOUGHT,
    wished=st.just([]) | SOUGHT,
    sector=st.sampled_from(["building", "digital", "crafts"]),
    place=st.sampled_from(["Fès", "Meknès"]),
    contract=st.sampled_from(CONTRACTS),
    training_level=st.sampled_from([None, *TRAINING_LEVELS]),
    languages=st.lists(st.sampled_from(["fr", "en"]), unique=True).map(tuple),
    knock_outs=st.lists(st.sampled_from(list(CONDITIONS)), unique=True, max_size=2).map(tuple),
)
SHARES = st.integers(0, 4).map(lambda share: share / 4)


@st.composite
def weights(draw):
    names = list(CRITERIA_NAMES)
    given_ = {name: draw(SHARES) for name in names}
    return Weights(**{**given_, draw(st.sampled_from(names)): 0.5}, least_score=draw(SHARES))


@st.composite
def forums(draw):
    many = draw(st.lists(OFFERS, min_size=1, max_size=6))
    offers = [dataclasses.replace(one, id=f"o{number}") for number, one in enumerate(many)]
    own = {one.id: draw(weights()) for one in offers if draw(st.booleans())}
    nearness = draw(st.dictionaries(CODES, st.dictionaries(CODES, SHARES, max_size=2), max_size=2))
    return draw(st.lists(PROFILES, max_size=6)), offers, Scale(draw(weights()), own, nearness)


@settings(max_examples=400, deadline=None)
@given(forums(), st.lists(PREFERENCES, min_size=6, max_size=6))
def test_every_pair_has_the_score_that_is_explained(forum, preferences):
    profiles, offers, scale = forum
    profiles = [one.with_preferences(own) for one, own in zip(profiles, preferences, strict=False)]
    solved = {
        (candidate, place): score
        for pairs in scored(profiles, offers, scale)
        for candidate, place, score in zip(pairs.candidates, pairs.offers, pairs.scores, strict=True)
    }
    explained = {
        (candidate, place): score
        for candidate, held in enumerate(profiles)
        for place, wanted in enumerate(offers)
        if (score := scale.may_meet(held, wanted)) is not None
    }
    assert solved == pytest.approx(explained, abs=CLOSE)


@settings(max_examples=200, deadline=None)
@given(forums(), st.integers(1, 3), st.integers(1, 3))
def test_of_each_organisation_the_best_offer_is_kept(forum, organisations, most):
    profiles, offers, scale = forum
    offered = [(number % organisations, one) for number, one in enumerate(offers)]
    candidates = dict(zip(map(str, range(len(profiles))), profiles, strict=True))
    for held, best in zip(profiles, best_offers(candidates, offered, scale, most * len(profiles)), strict=True):
        expected = {}
        for place, one in offered:
            score = scale.may_meet(held, one)
            if score is not None:
                expected[place] = max(score, expected.get(place, 0.0))
        left_out = sorted(expected.values(), reverse=True)[:most]
        assert sorted((score for score, _ in best.values()), reverse=True) == pytest.approx(left_out, abs=CLOSE)
        assert all(scale.may_meet(held, one) == pytest.approx(score, abs=CLOSE) for score, one in best.values())


@settings(max_examples=200, deadline=None)
@given(forums(), st.lists(PREFERENCES, min_size=6, max_size=6))
def test_of_an_organisation_the_offer_that_was_named_goes_before_one_that_fits_better(forum, preferences):
    profiles, offers, scale = forum
    profiles = [one.with_preferences(own) for one, own in zip(profiles, preferences, strict=False)]
    offered = [(number % 2, one) for number, one in enumerate(offers)]
    best = best_offers(dict(enumerate(profiles)), offered, scale)
    for held, choices in zip(profiles, best, strict=True):
        own = held.preferences
        for place, one in offered:
            score = scale.may_meet(held, one)
            if score is not None:
                given, chosen = choices[place]
                kept = (own.liked(chosen.id), own.sought(chosen.id), given + CLOSE)
                assert kept >= (own.liked(one.id), own.sought(one.id), score)


def told(pairs):
    return {
        (candidate, place): score
        for candidate, place, score in zip(pairs.candidates, pairs.offers, pairs.scores, strict=True)
    }


@settings(max_examples=200, deadline=None)
@given(st.lists(forums(), min_size=2, max_size=3), st.randoms(use_true_random=False))
def test_what_is_kept_of_scores_never_outlives_what_it_was_made_of(seen, chance):
    """Candidates and offers come, go, change and change places; often two forums have some in common."""
    book = Book()
    profiles, _, _ = seen[0]
    for others, more, scale in [seen[0], *seen]:
        candidates = {f"c{number}": chance.choice([one, *profiles]) for number, one in enumerate(others)}
        asked = chance.sample(more, len(more)) if chance.random() < 0.5 else more
        fresh = Book().pairs(candidates, asked, scale)
        assert told(book.pairs(candidates, asked, scale)) == told(fresh)


def test_one_change_is_one_row_scored():
    book, scale = Book(), Scale(Weights())
    candidates = {f"c{number}": profile(("tiling", 1 + number % 4)) for number in range(50)}
    offers = [offer(("tiling", 2), id=f"o{number}") for number in range(20)]
    book.pairs(candidates, offers, scale)
    assert book.looked_at == 50 * 20
    book.pairs({**candidates, "c7": profile(("masonry", 4), ("tiling", 4))}, offers, scale)
    assert book.looked_at == 20
    offers[3].place, offers[4].hired = "Taza", 1
    book.pairs({**candidates, "c7": profile(("masonry", 4), ("tiling", 4))}, offers, scale)
    assert book.looked_at == 50


def test_a_near_skill_counts_for_its_share_and_never_in_addition():
    scale = Scale(Weights(), nearness={"tiling": {"masonry": 0.5, "paving": 0.4}})
    near = scale.match("c1", profile(("masonry", 2, "taught"), ("paving", 2, "taught")), offer(("tiling", 2)))
    assert near.reasons[0].text.fr == "À renforcer : tiling 2/2 (proche : masonry)."
    assert near.reasons[0].text.ar == "يحتاج إلى تعزيز: tiling 2/2 (قريب: masonry)."
    alone = scale.score(profile(("masonry", 2, "taught")), offer(("tiling", 2)))
    assert near.score == alone
    assert alone < scale.score(profile(("tiling", 2, "declared")), offer(("tiling", 2)))


def test_whoever_has_nothing_of_what_is_required_is_not_met_whatever_else_fits():
    stranger = profile(("plumbing", 4, "taught"))
    wanted = offer(("tiling", 2), languages=("fr",), training_level="technicien")
    assert Scale(Weights()).score(stranger, wanted) > Weights().least_score
    assert Scale(Weights()).may_meet(stranger, wanted) is None
    assert Scale(Weights(required=0)).may_meet(stranger, wanted) is not None


def test_the_room_itself_never_loads_what_its_pool_computes_with():
    asked = "import sys, services.matching.service; print({'numpy', 'scipy'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-W", "ignore", "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
