"""When candidates can come and whom both sides would rather meet: what is refused, and what it changes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multaqa.errors import Invalid
from services.matching.domain import Forum, Scale, SlotGrid, Table, Weights, plan
from services.matching.domain.choices import Choices, Occasion, Shortlist
from services.matching.domain.preferences import Preferences, Ranked
from services.matching.domain.timetable import _lists
from tests.unit.matching.making import MORNING, offer, profile

TILING = ("tiling", 2)
OFFERS = [offer(TILING, id=f"o{number}", organisation_id=f"g{number}") for number in range(3)]
OCCASION = Occasion.of(MORNING, MORNING, OFFERS)
GRID = SlotGrid(MORNING, slot_minutes=30, slots_per_day=4)


def hours(first, last, day=0):
    begins, ends = (MORNING + timedelta(days=day, minutes=30 * slot) for slot in (first, last))
    return {"starts_at": begins.isoformat(), "ends_at": ends.isoformat()}


def chosen(**facts):
    choices = Choices("x1", "p1", "e1")
    choices.state(facts, OCCASION, MORNING)
    return choices


@pytest.mark.parametrize(
    ("facts", "away"),
    [
        ({}, ()),
        ({"available": None}, ()),
        ({"available": []}, (0, 1, 2, 3)),
        ({"available": [hours(1, 3)]}, (0, 3)),
        ({"available": [hours(0.5, 2)]}, (0, 2, 3)),
        ({"away": [hours(1, 2)]}, (1,)),
        ({"away": [hours(0.5, 1.5)]}, (0, 1)),
        ({"available": [hours(0, 2), hours(3, 4)], "away": [hours(0, 1)]}, (0, 2)),
    ],
)
def test_a_slot_is_free_where_the_candidate_can_be_there_for_all_of_it(facts, away):
    assert chosen(**facts).slots_away(GRID) == away


@pytest.mark.parametrize(
    ("facts", "pointer", "code"),
    [
        ({"available": [hours(2, 1)]}, "/available/0/ends_at", "choices.hours_backwards"),
        ({"away": [hours(0, 1), hours(0, 1, day=3)]}, "/away/1", "choices.outside_edition"),
        ({"preferred": ["o1", "o1"]}, "/preferred", "choices.named_twice"),
        ({"preferred": ["o1", "o9"]}, "/preferred/1", "choices.not_at_edition"),
        ({"declined": ["g9"]}, "/declined/0", "choices.not_at_edition"),
        ({"preferred": ["g1"], "declined": ["g2", "g1"]}, "/declined/1", "choices.preferred_and_declined"),
    ],
)
def test_choices_that_cannot_be_are_refused_by_their_field_and_change_nothing(facts, pointer, code):
    choices = chosen(preferred=["o2"])
    before = choices.facts()
    with pytest.raises(Invalid) as refused:
        choices.state(facts, OCCASION, MORNING)
    assert [(fault["pointer"], fault["code"]) for fault in refused.value.errors] == [(pointer, code)]
    assert choices.facts() == before


def test_no_list_is_longer_than_its_steps():
    many = [offer(TILING, id=f"m{number}") for number in range(51)]
    with pytest.raises(Invalid) as refused:
        Choices("x1", "p1", "e1").state(
            {"preferred": [one.id for one in many]}, Occasion.of(MORNING, MORNING, many), MORNING
        )
    assert [fault["pointer"] for fault in refused.value.errors] == ["/preferred"]
    with pytest.raises(Invalid):
        Shortlist("s1", "o1").state([str(one) for one in range(201)], {str(one) for one in range(201)}, MORNING)


@pytest.mark.parametrize(("named", "pointer"), [(["p1", "p9"], "/candidates/1"), (["p1", "p1"], "/candidates")])
def test_a_shortlist_names_each_once_and_only_whom_the_organisation_may_know(named, pointer):
    shortlist = Shortlist("s1", "o1", ("p2",))
    with pytest.raises(Invalid) as refused:
        shortlist.state(named, {"p1", "p2"}, MORNING)
    assert [fault["pointer"] for fault in refused.value.errors] == [pointer]
    assert shortlist.candidates == ("p2",)


def test_an_organisation_that_is_named_means_all_its_offers_and_the_better_place_counts():
    both = [*OFFERS, offer(TILING, id="o3", organisation_id="g1"), offer(TILING, id="o4", edition_id="e2")]
    choices = chosen(preferred=["g1", "o1"], declined=["g2"])
    assert Preferences(choices.ranks(both)).preferred_at == {"o1": 1, "o3": 1}
    assert choices.declines(both) == ("o2",)


# what they change

WEIGHED = Scale(Weights(preference=0.1))
HELD = profile(("tiling", 2, "taught"))


def stated(preferred=(), shortlisted=(), declined=()):
    ranked = (tuple(Ranked(id, place) for place, id in enumerate(ids, start=1)) for ids in (preferred, shortlisted))
    return HELD.with_preferences(Preferences(*ranked, declined))


@pytest.mark.parametrize(
    ("held", "code", "fr"),
    [
        (stated(), "preference.partly", "Aucune préférence exprimée."),
        (stated(["o1"]), "preference.partly", "Offre préférée par le candidat."),
        (stated([], ["o1"]), "preference.partly", "Candidat souhaité par l'organisme."),
        (stated(["o1"], ["o1"]), "preference.met", "Choix réciproque."),
    ],
)
def test_what_both_sides_said_is_a_reason_of_the_score(held, code, fr):
    reason = WEIGHED.match("c1", held, offer(TILING)).reasons[-1]
    assert (reason.code, reason.text.fr) == (code, fr)
    assert reason.text.ar


def test_who_is_named_fits_better_and_who_is_not_fits_no_worse_than_before():
    asked = offer(TILING)
    scores = [WEIGHED.score(held, asked) for held in (
        stated(), stated(["o2"]), stated(["o2", "o1"]), stated(["o1"]), stated(["o1"], ["o1"])
    )]  # fmt: skip
    assert scores[0] == scores[1] < scores[2] < scores[3] < scores[4]


def test_an_offer_that_was_declined_is_no_meeting_and_the_reason_says_so():
    held = stated(declined=("o1",))
    assert WEIGHED.may_meet(held, offer(TILING)) is None
    match = WEIGHED.match("c1", held, offer(TILING))
    assert match.knocked_out_by == ("declined",)
    assert match.reasons[-1].text.fr == "Le candidat a écarté cette offre."
    assert [one.offer_id for one in WEIGHED.best({"c1": held}, [*OFFERS[:2], offer(TILING)], 3)][-1] == "o1"


@st.composite
def halls(draw):
    """Small forums in which some are away, and some of both sides have said something."""
    offers = tuple(
        offer(TILING, id=f"o{number}", organisation_id=f"g{draw(st.integers(0, 2))}")
        for number in range(draw(st.integers(1, 4)))
    )
    ids = st.lists(st.sampled_from([one.id for one in offers]), unique=True)
    held = st.builds(lambda level, *said: replace(
        stated(*said), skills=profile(("tiling", level, "taught")).skills
    ), st.integers(1, 2), ids, ids, st.lists(st.sampled_from([one.id for one in offers]), max_size=1))  # fmt: skip
    candidates = {f"c{number}": one for number, one in enumerate(draw(st.lists(held, max_size=6)))}
    slots = draw(st.integers(1, 4))
    tables = {f"g{one}": (Table(f"g{one}/1", "1"),) for one in range(3)}
    away = {
        one: tuple(sorted(draw(st.frozensets(st.integers(0, slots - 1))))) for one in candidates if draw(st.booleans())
    }
    return Forum(candidates, offers, tables, slots, draw(st.integers(1, 3)), Weights(preference=0.1), away=away)


@settings(max_examples=300, deadline=None)
@given(halls())
def test_nobody_meets_while_away_nor_for_an_offer_they_declined_and_the_bound_is_kept(forum):
    timetable = plan(forum)
    for meeting in timetable.meetings:
        assert meeting.slot not in forum.away.get(meeting.candidate_id, ())
        assert meeting.offer.id not in forum.candidates[meeting.candidate_id].preferences.declined
    figures = timetable.figures
    never = [one for one in forum.candidates if len(forum.away.get(one, ())) == forum.slots]
    assert figures.unavailable == len(never)
    assert figures.with_feasible_offer <= figures.candidates - len(never)
    assert figures.interviews <= figures.bound
    assert figures.blocking_pairs == 0


def test_the_bound_knows_who_is_away():
    here = {"c1": HELD, "c2": HELD}
    tables = {"g0": (Table("g0/1", "1"),), "g1": (Table("g1/1", "1"),)}
    all_day = Forum(here, tuple(OFFERS), tables, 4, 2, Weights())
    assert plan(all_day).figures.bound == 4
    assert plan(replace(all_day, away={"c1": (0, 1, 2, 3)})).figures.bound == 2
    assert plan(replace(all_day, away={"c1": (0, 1, 2), "c2": (0, 1, 2)})).figures.bound == 2


def test_stated_lists_decide_before_scores_do():
    """Each side names the one that fits less: whom both name meet, whatever the scores say."""
    better, worse = profile(("tiling", 2, "taught")), profile(("tiling", 1, "taught"))
    names = {
        "c1": better.with_preferences(Preferences((Ranked("o1", 1),), (Ranked("o1", 1),))),
        "c2": worse.with_preferences(Preferences((Ranked("o0", 1),), (Ranked("o0", 1),))),
    }
    tables = {"g0": (Table("g0/1", "1"),), "g1": (Table("g1/1", "1"),)}
    offers = (OFFERS[0], replace(OFFERS[1], place="Taza"))
    met = {
        meeting.candidate_id: meeting.offer.id
        for meeting in plan(Forum(names, offers, tables, 1, 1, Weights())).meetings
    }
    assert met == {"c1": "o1", "c2": "o0"}
    silent = {name: one.with_preferences(Preferences()) for name, one in names.items()}
    met = {
        meeting.candidate_id: meeting.offer.id
        for meeting in plan(Forum(silent, offers, tables, 1, 1, Weights())).meetings
    }
    assert met == {"c1": "o0", "c2": "o1"}


def test_lists_differ_where_something_was_said_and_totals_add_up_scores():
    forum = Forum({"c1": stated(["o0"]), "c2": HELD}, (OFFERS[0],), {"g0": (Table("g0/1", "1"),)}, 2, 1, Weights())
    best = [{0: (0.7, OFFERS[0])}, {0: (0.9, OFFERS[0])}]
    lists = _lists(forum, best)
    assert lists.liked[0][0] > 1 > lists.sought[0][0]
    assert lists.liked[1] is lists.sought[1] is lists.scores[1]
    assert plan(forum).figures.total_score <= 2
