"""The places given one by one close as much as the best of all ways to give as many, and leave the gaps as even."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain.observatory import Course, planned_places

SKILLS = "abc"
empty_positions = st.dictionaries(st.sampled_from(SKILLS), st.tuples(*[st.integers(0, 2)] * 4), max_size=3)
taught = st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 4), min_size=1, max_size=3)
limits = st.one_of(st.none(), st.integers(0, 2))


@st.composite
def offers(draw):
    count = draw(st.integers(0, 3))
    return [Course(f"c{number}", draw(taught), draw(limits)) for number in range(count)]


def all_ways(empty, courses, places):
    """Every vector of closed positions by skill that some giving of at most so many places reaches."""
    choices = [None, *((number, skill) for number, course in enumerate(courses) for skill in course.teaches)]
    reached = set()
    for way in product(choices, repeat=places):
        if closed := _closed(empty, courses, [one for one in way if one]):
            reached.add(closed)
    return reached


def _closed(empty, courses, way):
    for number, course in enumerate(courses):
        if course.most is not None and sum(one[0] == number for one in way) > course.most:
            return None
    for skill in SKILLS:
        held = sorted((courses[number].teaches[skill] for number, served in way if served == skill), reverse=True)
        open_positions = [
            level for level, count in enumerate(empty.get(skill, (0,) * 4), start=1) for _ in range(count)
        ]
        for level in held:
            fitting = [asked for asked in open_positions if asked <= level]
            if not fitting:
                return None
            open_positions.remove(max(fitting))
    return tuple(sum(served == skill for _, served in way) for skill in SKILLS)


def unevenness(empty, closed):
    return sum((sum(empty.get(skill, ())) - count) ** 2 for skill, count in zip(SKILLS, closed, strict=True))


@settings(max_examples=150, deadline=None)
@given(empty_positions, offers(), st.integers(0, 3))
def test_no_other_way_closes_more_or_leaves_the_gaps_more_even(empty, courses, places):
    plan = planned_places(empty, courses, places)
    found = tuple(plan.closed_by_skill[skill] for skill in SKILLS)
    ways = all_ways(empty, courses, places)
    assert found in ways
    assert plan.closed == max(map(sum, ways))
    assert unevenness(empty, found) == min(unevenness(empty, way) for way in ways)


def test_a_gap_that_no_programme_reaches_is_named():
    plan = planned_places({"a": (0, 0, 2, 0), "b": (3, 0, 0, 0)}, [Course("c1", {"a": 2, "b": 1})], 20)
    assert (plan.closed, dict(plan.untaught), dict(plan.given)) == (3, {"a": 2}, {("c1", "b"): 3})


def test_a_placed_graduate_moves_to_make_room():
    """The only place that teaches both is needed for the skill that only it teaches."""
    courses = [Course("c1", {"a": 1, "b": 1}, most=1), Course("c2", {"a": 1}, most=1)]
    plan = planned_places({"a": (1, 0, 0, 0), "b": (1, 0, 0, 0)}, courses, 2)
    assert plan.closed_by_skill == {"a": 1, "b": 1}
