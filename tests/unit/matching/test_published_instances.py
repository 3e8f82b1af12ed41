"""The same outcomes as PyPI `matching`: on the instances of its documentation, and on drawn ones."""

import warnings

from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain.allocation import accept

with warnings.catch_warnings():  # its import changes the filters of the process
    from matching.games import HospitalResident, StableMarriage

RESIDENTS = {
    "A": ["C"],
    "S": ["C", "M"],
    "D": ["C", "M", "G"],
    "L": ["M", "C", "G"],
    "J": ["C", "G", "M"],
}
HOSPITALS = {"M": ["D", "L", "S", "J"], "C": ["D", "A", "S", "L", "J"], "G": ["D", "J", "L"]}


def ours(proposing, receiving, capacities):
    """Lists of names as scores, and the outcome as lists of names again."""
    names, places = list(proposing), list(receiving)
    liked = [{places.index(one): -float(rank) for rank, one in enumerate(proposing[name])} for name in names]
    sought = [{places.index(one): -float(receiving[one].index(name)) for one in proposing[name]} for name in names]
    met = accept(liked, [capacities[place] for place in places], [1] * len(names), sought)
    held = {place: [] for place in places}
    for name, organisations in zip(names, met, strict=True):
        for one in organisations:
            held[places[one]].append(name)
    return {place: sorted(members) for place, members in held.items()}


def theirs(proposing, receiving, capacities):
    game = HospitalResident.create_from_dictionaries(proposing, receiving, capacities)
    solved = game.solve(optimal="resident")
    return {place.name: sorted(one.name for one in members) for place, members in solved.items()}


def test_the_hospitals_and_residents_of_its_documentation():
    twice = dict.fromkeys(HOSPITALS, 2)
    expected = {"M": ["L", "S"], "C": ["A", "D"], "G": ["J"]}
    assert ours(RESIDENTS, HOSPITALS, twice) == theirs(RESIDENTS, HOSPITALS, twice) == expected


def test_the_marriages_of_gale_and_shapley():
    suitors = {"A": ["D", "E", "F"], "B": ["D", "F", "E"], "C": ["F", "D", "E"]}
    reviewers = {"D": ["B", "C", "A"], "E": ["A", "C", "B"], "F": ["C", "B", "A"]}
    solved = StableMarriage.create_from_dictionaries(suitors, reviewers).solve()
    expected = {reviewer.name: [suitor.name] for suitor, reviewer in solved.items()}
    assert ours(suitors, reviewers, dict.fromkeys(reviewers, 1)) == expected


@st.composite
def games(draw):
    """Whoever is ranked ranks back, and nobody ranks no one: what that library asks for."""
    residents, hospitals = [f"r{n}" for n in range(draw(st.integers(1, 7)))], ["h0", "h1", "h2"]
    lists = {one: draw(st.permutations(hospitals))[: draw(st.integers(1, 3))] for one in residents}
    back = {place: [one for one in draw(st.permutations(residents)) if place in lists[one]] for place in hospitals}
    back = {place: listed for place, listed in back.items() if listed}
    return lists, back, {place: draw(st.integers(1, len(listed))) for place, listed in back.items()}


@settings(max_examples=150)
@given(games())
def test_drawn_hospitals_and_residents(game):
    assert ours(*game) == theirs(*game)
