"""Weights are stated in percent, versioned, and refused by the field that is wrong."""

import pytest

from multaqa.errors import Invalid
from services.matching.domain import Scale, StatedWeights, Weights, house_facts
from tests.unit.matching.making import MORNING, offer, profile

NAMES = ["required", "wished", "sector", "training", "languages", "mobility"]
PERCENT = {**dict.fromkeys(NAMES, 0), "required": 60, "mobility": 40, "least_score": 50}


def stated(offer_id=None, **percent):
    weights = StatedWeights("w1", offer_id)
    weights.state({**PERCENT, **percent}, MORNING, "key:staff")
    weights.version = 1
    return weights


def test_what_is_stated_is_what_weighs():
    weights = stated().weights()
    assert (weights.required, weights.mobility, weights.least_score, weights.stated) == (0.6, 0.4, 0.5, "tenant/1")


def test_what_was_stated_before_preferences_were_a_criterion_weighs_without_them():
    assert stated().weights().preference == 0
    assert stated(preference=20).weights().preference == 0.2


def test_what_stood_before_stays_readable():
    weights = stated("o1")
    weights.state({**PERCENT, "wished": 10}, MORNING, "key:partner")
    weights.version = 2
    told = weights.facts()
    assert told["stated"] == "offer/2"
    assert told["earlier"] == [
        {"version": 1, "weights": PERCENT, "stated_at": MORNING.isoformat(), "stated_by": "key:staff"}
    ]


@pytest.mark.parametrize(
    ("wrong", "code", "pointers"),
    [
        ({"sector": -1}, "weights.negative", ["/sector"]),
        (dict.fromkeys(NAMES, 0), "weights.all_zero", [f"/{name}" for name in (*NAMES, "preference")]),
    ],
)
def test_weights_that_mean_nothing_are_refused_by_their_field(wrong, code, pointers):
    with pytest.raises(Invalid) as refused:
        stated(**wrong)
    assert refused.value.code == code
    assert [fault["pointer"] for fault in refused.value.errors] == pointers


def test_a_refused_statement_changes_nothing():
    weights = stated()
    before = weights.facts()
    with pytest.raises(Invalid):
        weights.state({**PERCENT, "sector": -1}, MORNING, "key:staff")
    assert weights.facts() == before


def test_an_offer_is_weighed_with_its_own_and_the_match_says_so():
    scale = Scale(Weights(), {"o1": stated("o1").weights()})
    held = profile(("tiling", 2, "taught"), mobility=("Taza",))
    own, other = (scale.match("c1", held, offer(("tiling", 2), id=id)) for id in ("o1", "o2"))
    assert (own.weights, other.weights) == ("offer/1", "house/0")
    assert own.score == pytest.approx(0.6 * 0.9)
    assert {reason.code for reason in own.reasons} == {"required.partly", "mobility.unmet"}


def test_the_house_tells_its_own_in_percent():
    assert house_facts(Weights())["weights"]["required"] == 45
