"""Who judges what: enough jurors, no conflict, equal loads, connected, and the same for one seed."""

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from multaqa.errors import Refused
from services.events.domain.contest.assignment import assigned, components, loads_of, reassigned


def named(letter, count):
    return [f"{letter}{n:02}" for n in range(count)]


@given(st.integers(1, 40), st.integers(1, 9), st.integers(3, 4), st.integers(0, 999))
@settings(max_examples=120, deadline=None)
def test_without_conflicts_each_entry_has_its_jurors_and_loads_differ_by_one_at_most(entries, jurors, per_entry, seed):
    design = assigned(named("e", entries), named("j", jurors), set(), per_entry, str(seed))
    judged = [sum(e == entry for _, e in design.pairs) for entry in named("e", entries)]
    assert all(count >= min(per_entry, jurors) for count in judged)
    if entries >= jurors:
        assert max(design.loads.values()) - min(design.loads.values()) <= 1
    assert len(components(design.pairs)) == 1


@st.composite
def with_conflicts(draw):
    entries, jurors = named("e", draw(st.integers(3, 20))), named("j", draw(st.integers(5, 9)))
    pairs = [(juror, entry) for juror in jurors for entry in entries]
    return entries, jurors, draw(st.sets(st.sampled_from(pairs), max_size=len(entries)))


@given(with_conflicts(), st.integers(0, 99))
@settings(max_examples=120, deadline=None)
def test_conflicts_are_respected_or_it_is_said_what_lacks(panel, seed):
    entries, jurors, barred = panel
    try:
        design = assigned(entries, jurors, barred, 3, str(seed))
    except Refused as refused:
        event(refused.code)
        lacking = [entry for entry in entries if sum((juror, entry) not in barred for juror in jurors) < 3]
        said = refused.facts.get("entries", [])
    else:
        lacking, said = [], []
        holds(design, entries, barred)
    assert said == lacking


def holds(design, entries, barred):
    assert not design.pairs & barred
    assert all(sum(e == entry for _, e in design.pairs) >= 3 for entry in entries)
    assert len(components(design.pairs)) == 1


def test_what_lacks_is_named():
    barred = {("j00", "e01"), ("j01", "e01")}
    with pytest.raises(Refused) as refused:
        assigned(named("e", 3), named("j", 4), barred, 3, "s")
    assert (refused.value.code, refused.value.facts["entries"], refused.value.facts["lacking"]) == (
        "assignment.too_few_jurors",
        ["e01"],
        1,
    )


def test_six_jurors_in_two_camps_are_joined_without_more_work():
    """Three and three over many entries: dealing by load alone would make two panels that share nothing."""
    for seed in range(40):
        design = assigned(named("e", 8), named("j", 6), set(), 3, str(seed))
        assert len(components(design.pairs)) == 1
        assert sorted(design.loads.values()) == [4] * 6


def test_a_panel_that_conflicts_part_is_refused():
    barred = {(f"j0{j}", f"e0{e}") for j in range(6) for e in range(4) if (j < 3) != (e < 2)}
    with pytest.raises(Refused, match=r"assignment\.not_connected"):
        assigned(named("e", 4), named("j", 6), barred, 3, "s")


def test_each_juror_has_an_order_of_their_own_which_the_seed_gives_again():
    design = assigned(named("e", 12), named("j", 3), set(), 3, "seed")
    assert design == assigned(named("e", 12), named("j", 3), set(), 3, "seed")
    assert len(set(design.orders.values())) == 3
    assert design.orders != assigned(named("e", 12), named("j", 3), set(), 3, "other").orders


def test_what_a_juror_leaves_goes_to_those_who_have_least():
    standing = {("a", "x"), ("b", "x"), ("a", "y"), ("b", "y"), ("a", "z")}
    found, lacking = reassigned(standing, {"x": 1, "z": 1}, ["a", "b", "c"], {("c", "z")}, "s")
    assert found == [("b", "z"), ("c", "x")]
    assert lacking == {}


def test_what_nobody_can_take_on_is_told():
    found, lacking = reassigned({("a", "x")}, {"x": 2}, ["a", "b"], set(), "s")
    assert (found, lacking) == ([("b", "x")], {"x": 1})


def test_loads_count_those_who_have_nothing():
    assert loads_of({("a", "x")}, ["a", "b"]) == {"a": 1, "b": 0}
