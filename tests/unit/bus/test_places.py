"""A tenant that is alone has most places; whoever comes then finds one, and gets more as others end."""

import pytest

from multaqa.bus.places import Places


def filled(places, tenant, kind="mail"):
    """As many as it may take; how many that were."""
    taken = 0
    while tenant not in places.free().get(kind, {tenant}):
        places.take(kind, tenant)
        taken += 1
    return taken


@pytest.fixture
def places():
    made = Places()
    made.provide("mail", 32)
    made.provide("print", 2)
    return made


def test_one_after_the_other_leaves_some_to_the_next(places):
    assert [filled(places, tenant) for tenant in ("a", "b", "c", "d")] == [24, 6, 2, 0]
    assert "mail" not in places.free()


def test_kinds_do_not_count_together(places):
    filled(places, "a")
    assert filled(places, "a", "print") == 2
    assert places.free() == {"mail": {"a"}}


def test_what_is_given_back_goes_to_who_has_least(places):
    for tenant in ("a", "b", "c", "d"):
        filled(places, tenant)
    places.give_back("mail", "a")
    assert places.free()["mail"] == {"a", "b"}
    assert filled(places, "e") == 1


def test_nobody_is_held_back_where_nothing_is_under_way(places):
    assert places.free() == {"mail": set(), "print": set()}
