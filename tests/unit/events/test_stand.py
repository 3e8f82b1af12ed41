"""Stands on a plan: their ground, their labels and their organisations are theirs alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.errors import Invalid, Refused
from services.events.domain import Edition, Floor, FloorPlan, LocalText, Stand
from services.events.domain.floor_plan import Rectangle

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
EVENING = NOON + timedelta(hours=6)
NAME = {"fr": "Hall", "ar": "قاعة"}
HALL = {"code": "hall", "name": NAME, "x": 0, "y": 0, "width": 100, "height": 100}
grounds = st.builds(Rectangle, *[st.integers(0, 60)] * 2, *[st.integers(1, 60)] * 2)


def edition(state="planned"):
    return Edition("e1", "s1", LocalText("Forum", "ملتقى"), 2, None, (), "Fès", NOON, EVENING, NOON, {}, state)


def plan():
    drawn = FloorPlan.blank("e1", NOON)
    drawn.draw({"width": 100, "height": 100, "zones": [HALL]}, NOON)
    return drawn


def stand(id="t1", organisation_id="o1", label="A1", tables=2, ground=None):
    place = {"zone": "hall", **ground.facts()} if ground else None
    facts = {"organisation_id": organisation_id, "label": label, "tables": tables, "place": place}
    return Stand.assigned(id, edition(), facts, at=NOON)


def test_is_placed_before_the_edition_ends_and_not_afterwards():
    Floor(edition(), None).place(stand(), at=NOON)
    with pytest.raises(Refused, match=r"edition\.over"):
        Floor(edition(), None).place(stand(), at=EVENING)


def test_is_placed_while_registration_is_closed():
    Floor(edition("closed"), None).place(stand(), at=NOON)


@pytest.mark.parametrize(("state", "code"), [("held", "edition.over"), ("cancelled", "edition.cancelled")])
def test_is_not_placed_where_nothing_is_to_come(state, code):
    with pytest.raises(Refused) as refused:
        Floor(edition(state), None).place(stand(), at=NOON)
    assert refused.value.code == code


def test_nobody_arrives_at_a_cancelled_edition():
    with pytest.raises(Refused, match=r"edition\.cancelled"):
        stand().arrive(edition("cancelled"), by="key:door", at=NOON)


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"label": "A1", "organisation_id": "o2"}, "stand.label_taken"),
        ({"label": "B1", "organisation_id": "o1"}, "stand.already_assigned"),
    ],
)
def test_is_refused_where_another_stands(other, code):
    with pytest.raises(Refused) as refused:
        Floor(edition(), None, [stand()]).place(stand("t2", **other), at=NOON)
    assert refused.value.code == code


def test_what_was_inherited_is_no_second_stand():
    inherited = stand("t2", "o9", "B1")
    inherited.hand_over("o1")
    Floor(edition(), None, [stand(), inherited]).place(stand(), at=NOON)


@given(st.lists(grounds, max_size=12))
def test_however_many_ask_no_two_share_ground(wanted):
    given_away = []
    for n, ground in enumerate(wanted):
        asking = stand(f"t{n}", f"o{n}", f"L{n}", tables=1, ground=ground)
        try:
            Floor(edition(), plan(), given_away).place(asking, at=NOON)
        except Invalid:
            continue
        given_away.append(asking)
    cells = [cell for one in given_away for cell in cells_of(one.place.ground)]
    assert len(cells) == len(set(cells))
    assert all(0 <= x < 100 and 0 <= y < 100 for x, y in cells)


@given(grounds, grounds)
def test_grounds_overlap_exactly_where_they_share_a_cell(one, other):
    assert one.overlaps(other) == other.overlaps(one) == bool(cells_of(one) & cells_of(other))


@given(grounds, st.integers(1, 40))
def test_tables_stand_within_the_stand_and_apart(ground, count):
    places = ground.tables(count)
    if places is None:
        assert (ground.width // 10) * (ground.height // 10) < count
        return
    assert len(set(places)) == count
    assert all(ground.x <= x < ground.right and ground.y <= y < ground.bottom for x, y in places)


def test_arrives_once_and_not_before_its_time():
    late = stand()
    with pytest.raises(Refused, match=r"stand\.too_early"):
        late.arrive(edition(), by="key:door", at=NOON - timedelta(days=2))
    assert late.arrive(edition(), by="key:door", at=NOON)
    assert not late.arrive(edition(), by="key:staff", at=EVENING)
    assert (late.arrived_at, late.arrival_noted_by) == (NOON, "key:door")


def test_tells_other_rooms_nothing_of_who_noted_it():
    assert not {"equipment", "arrival_noted_by", "reason", "place"} & set(stand().facts())


def cells_of(ground):
    return {(x, y) for x in range(ground.x, ground.right) for y in range(ground.y, ground.bottom)}
