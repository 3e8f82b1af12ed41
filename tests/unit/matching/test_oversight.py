"""A run is computed again to the same end, an answer says why, and groups are compared without naming anybody."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multaqa.errors import Invalid, Refused
from services.matching.domain import Forum, Scale, Table, Weights, plan
from services.matching.domain.impact import impact
from services.matching.domain.plain import read, renamed, written
from services.matching.domain.review import Review
from services.matching.domain.why import Situation, why
from services.matching.solver.runs import computed, recomputed
from tests.unit.matching.making import MORNING, interview, offer, profile
from tests.unit.matching.test_timetable import forums


def small_forum(**changed):
    candidates = {f"p{number}": profile(("tiling", 1 + number % 4)) for number in range(6)}
    tables = {"g1": (Table("g1/1", "A1"),)}
    return Forum(
        **{
            "candidates": candidates, "offers": (offer(("tiling", 3)),), "tables": tables, "slots": 3,
            "most_per_candidate": 2, "weights": Weights(stated="tenant/4"), **changed,
        }
    )  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(forums())
def test_what_is_kept_of_a_run_gives_the_same_run(forum):
    kept = written(forum)
    again = read(Forum, kept)
    assert again == forum
    assert list(again.candidates) == list(forum.candidates)
    assert plan(again) == plan(forum)
    assert written(again) == kept


@settings(max_examples=50, deadline=None)
@given(forums())
def test_a_run_is_recorded_under_pseudonyms_and_told_under_names(forum):
    pseudonyms = {name: f"nobody-{name}" for name in forum.candidates}
    made = computed(forum, pseudonyms)
    assert {meeting.candidate_id for meeting in made.timetable.meetings} <= set(forum.candidates)
    assert recomputed(made.inputs) == (made.inputs_digest, made.outcome_digest)


def test_a_change_of_the_inputs_is_seen_in_their_digest():
    before, after = (computed(small_forum(slots=slots), {}) for slots in (3, 2))
    assert before.inputs_digest != after.inputs_digest
    assert before.outcome_digest != after.outcome_digest


def test_names_are_replaced_wherever_they_stand():
    assert renamed({"p1": ("p1", ["p2"])}, {"p1": "x"}) == {"x": ("x", ["p2"])}


WANTED = offer(("tiling", 2))
GOOD = profile(("tiling", 2, "taught"))


def situation(held=GOOD, wanted=WANTED, **changed):
    scale = Scale(Weights())
    typical = {
        "match": scale.match("c1", held, wanted), "organisation_id": "g1", "bar": 0.4, "is_expected": True,
        "may_meet": scale.may_meet(held, wanted) is not None, "is_filled": False, "has_timetable": True, "own": (),
        "at_desk": (), "has_tables": True, "places": 2, "most": 1,
    }  # fmt: skip
    return Situation(**{**typical, **changed})


def taken(*scores):
    return [interview(id=f"i{place}", candidate_id=f"c{2 + place}", score=score) for place, score in enumerate(scores)]


@pytest.mark.parametrize(
    ("code", "bar", "here"),
    [
        ("interview", None, situation(own=[interview()])),
        ("interview_for_better_offer", 0.99, situation(own=[interview(offer_id="o2", score=0.99)])),
        ("interview_for_another_offer", 0.9, situation(own=[interview(offer_id="o2", score=0.9)])),
        ("not_expected", None, situation(is_expected=False)),
        ("not_admitted", None, situation(is_admitted=False)),
        ("forbidden", None, situation(is_forbidden=True)),
        ("refused", None, situation(was_refused=True)),
        ("absent", None, situation(is_absent=True)),
        ("no_timetable", None, situation(has_timetable=False)),
        ("offer_filled", None, situation(is_filled=True)),
        ("offer_closed", None, situation(is_closed=True)),
        ("knocked_out", None, situation(wanted=offer(("tiling", 4), knock_outs=("required_skills",)))),
        ("no_table", None, situation(places=0, has_tables=False)),
        ("opens_too_late", None, situation(places=0, is_late=True)),
        ("nobody_receives", None, situation(places=0)),
        ("too_low", 0.4, situation(held=profile())),
        ("capacity", 0.97, situation(at_desk=taken(0.99, 0.97))),
        ("floor", 0.5, situation(at_desk=taken(0.99, 0.5))),
        ("capacity", 0.99, situation(at_desk=taken(0.99, 0.5), kept={"c3"})),
        ("places_reserved", None, situation(at_desk=taken(0.99, 0.5), kept={"c2", "c3"})),
        ("own_limit", 0.98, situation(own=[interview(organisation_id="g2", score=0.98)])),
        ("changed_since", None, situation()),
    ],
)
def test_the_reason_that_holds_is_told_in_both_languages(code, bar, here):
    told = why(here).facts()
    assert (told["code"], told["bar"]) == (code, bar)
    assert told["text"]["fr"]
    assert told["text"]["ar"]
    if bar is not None:
        assert all(f"{bar:.2f}" in text for text in told["text"].values())


def test_what_rules_a_meeting_out_is_told_before_a_lack_of_places():
    full = {"at_desk": taken(0.99, 0.97), "own": [interview(organisation_id="g2")]}
    for said in ("is_forbidden", "was_refused", "is_absent"):
        assert why(situation(**full, **{said: True})).code == said.split("_", 1)[1]
    assert why(situation(**full, is_forbidden=True, was_refused=True, is_absent=True)).code == "forbidden"


def test_better_is_said_only_of_an_offer_that_fits_better():
    """What a human fixed, or both sides agreed on, may score less."""
    own = situation().match.score
    for score, code in ((own + 0.01, "interview_for_better_offer"), (own, "interview_for_another_offer")):
        told = why(situation(own=[interview(offer_id="o2", score=score)])).facts()
        assert told["code"] == code
        assert [word in told["text"][language] for language, word in (("fr", "mieux"), ("ar", "أكثر ملاءمة"))] == [
            score > own
        ] * 2


def review():
    return Review("v1", "p1", "o1", "e1", "Pourquoi ?", MORNING)


def test_a_review_is_decided_once_by_a_human_with_a_note():
    asked = review()
    asked.decide({"decision": "overruled", "note": "Une place est ajoutée."}, MORNING, "key:staff")
    assert asked.facts()["state"] == "decided"
    with pytest.raises(Refused) as refused:
        asked.decide({"decision": "upheld", "note": "Non."}, MORNING, "key:staff")
    assert refused.value.code == "review.decided"


def test_a_decision_that_is_none_is_refused():
    with pytest.raises(Invalid):
        review().decide({"decision": "perhaps", "note": "X"}, MORNING, "key:staff")


def persons(prefix, count, **known):
    return {f"{prefix}{number}": known for number in range(count)}


def test_a_group_below_four_fifths_of_the_best_is_flagged():
    known = {**persons("w", 10, gender="woman"), **persons("m", 10, gender="man"), **persons("u", 4)}
    served = {*list(persons("w", 7)), *list(persons("m", 10)), "u1"}
    gender = impact(known, list(known), served)[0]
    told = {group["group"]: (group["ratio"], group["below_four_fifths"]) for group in gender["groups"]}
    assert told == {"man": (1.0, False), "woman": (0.7, True)}


@given(st.integers(0, 12), st.integers(0, 12))
def test_a_small_group_is_not_told_and_follows_from_nothing(few, many):
    known = {**persons("a", few, province="Taza"), **persons("b", many, province="Fès")}
    told = impact(known, list(known), set(known))
    assert {group["group"] for one in told for group in one["groups"]} == {
        name for name, size in (("Taza", few), ("Fès", many)) if size >= 5
    }
    assert all(set(one) == {"attribute", "groups"} for one in told)
