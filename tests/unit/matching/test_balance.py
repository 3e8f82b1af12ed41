"""The figures of the observatory equal an independent recount, person by person and position by position."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.matching.domain.need import Need
from services.matching.domain.observatory import Hire, Market, Opening, Training, by_sector, tension, unmet

DAY = datetime(2026, 5, 4, tzinfo=UTC)
SKILLS, ORGANISATIONS = ("tiling", "welding"), ("g1", "g2")
levels = st.integers(1, 4)
days = st.integers(0, 3).map(lambda days: DAY + timedelta(days=days))
heads = st.integers(1, 3)
of_employer = (st.sampled_from(ORGANISATIONS), st.sampled_from(SKILLS), levels)
counts = st.tuples(*[st.integers(0, 2)] * 4)


@st.composite
def markets(draw):
    return Market(
        needs=draw(st.lists(st.builds(Need, *of_employer, heads, days), max_size=4)),
        openings=draw(st.lists(st.builds(Opening, *of_employer, heads), max_size=4)),
        hires=draw(st.lists(st.builds(Hire, *of_employer, days), max_size=3)),
        trainings=draw(
            st.lists(st.builds(Training, st.sampled_from(SKILLS), levels, st.integers(2026, 2028), heads), max_size=3)
        ),
        holders=draw(st.dictionaries(st.sampled_from(SKILLS), counts)),
        sectors={"tiling": "building", "welding": "industry"},
    )


def spread(levels):
    return [level for level, count in enumerate(levels, start=1) for _ in range(count)]


def most_filled(positions, persons):
    """The largest number of positions that persons can fill: augmenting paths, one position after the other."""
    filled_by = {}

    def fill(position, tried):
        for person, level in enumerate(persons):
            if level >= positions[position] and person not in tried:
                tried.add(person)
                if person not in filled_by or fill(filled_by[person], tried):
                    filled_by[person] = position
                    return True
        return False

    return sum(fill(position, set()) for position in range(len(positions)))


def recounted(market, skill):
    """Supply, demand and gap from single persons and positions."""
    persons = spread(market.holders.get(skill, (0, 0, 0, 0)))
    persons += [one.level for one in market.trainings if one.skill == skill for _ in range(one.people)]
    positions = []
    for organisation in ORGANISATIONS:
        mine = [
            [row for row in rows if (row.organisation_id, row.skill) == (organisation, skill)]
            for rows in (market.needs, market.openings, market.hires)
        ]
        positions += sought_by(*mine)
    return len(persons), len(positions), len(positions) - most_filled(positions, persons)


def sought_by(needs, openings, hires):
    wanted = sorted((need.level for need in needs for _ in range(need.headcount)), reverse=True)
    since = min((need.stated_at for need in needs), default=None)
    for level in sorted((hire.level for hire in hires if since and hire.at >= since), reverse=True):
        met = next((place for place, asked in enumerate(wanted) if asked <= level), None)
        if met is not None:
            wanted.pop(met)
    offered = sorted((one.level for one in openings for _ in range(one.headcount)), reverse=True)
    longest = max(len(wanted), len(offered))
    pad = [rows + [0] * (longest - len(rows)) for rows in (wanted, offered)]
    return [max(pair) for pair in zip(*pad, strict=True)]


@given(markets())
def test_figures_equal_an_independent_recount(market):
    balances = {balance.skill: balance for balance in market.balances()}
    for skill in SKILLS:
        expected = recounted(market, skill)
        found = balances.get(skill)
        assert ((found.supply, found.demand, found.gap) if found else (0, 0, 0)) == expected


@given(markets())
def test_a_sector_is_the_sum_of_its_skills_and_every_tension_is_bounded(market):
    balances = market.balances()
    for sector in by_sector(balances):
        own = [balance for balance in balances if balance.sector == sector.sector]
        assert (sector.supply, sector.demand, sector.gap) == (
            sum(one.supply for one in own),
            sum(one.demand for one in own),
            sum(one.gap for one in own),
        )
        assert all(-1 <= one.tension <= 1 for one in [sector, *own])


@given(st.lists(levels, max_size=6), st.lists(levels, max_size=6))
def test_as_few_positions_stay_empty_as_any_filling_leaves(positions, persons):
    empty = unmet(*(tuple(rows.count(level) for level in range(1, 5)) for rows in (positions, persons)))
    assert sum(empty) == len(positions) - most_filled(positions, persons)


def test_tension_without_supply_without_demand_and_without_both():
    assert (tension(5, 0), tension(0, 5), tension(0, 0), tension(5, 5), tension(3, 1)) == (1, -1, 0, 0, 0.5)


def test_an_offer_is_how_a_stated_need_is_filled_and_a_hire_is_one_less():
    needs = [Need("g1", "tiling", 2, 10, DAY)]
    openings = [Opening("g1", "tiling", 2, 4), Opening("g2", "tiling", 2, 3)]
    hires = [Hire("g1", "tiling", 2, DAY), Hire("g1", "tiling", 1, DAY), Hire("g1", "tiling", 2, DAY - timedelta(1))]
    (balance,) = Market(needs=needs, openings=openings, hires=hires).balances()
    assert (balance.demand, balance.needed, balance.offered, balance.hired) == (9 + 3, 10, 7, 3)


def test_whoever_holds_less_than_asked_fills_nothing_higher():
    market = Market(needs=[Need("g1", "tiling", 3, 2, DAY)], holders={"tiling": (5, 0, 0, 1)})
    (balance,) = market.balances()
    assert (balance.supply, balance.demand, balance.gap, balance.empty) == (6, 2, 1, (0, 0, 1, 0))
