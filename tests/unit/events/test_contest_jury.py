"""A jury: when nobody has anything left to score, and who closes what it deliberates."""

from datetime import UTC, datetime

import pytest

from multaqa.errors import Refused
from services.events.domain.contest import DeliberationItem, Juror, panel_is_done, who_closes

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


def juror(number, *order, **more):
    return Juror(f"j{number}", "c", f"o{number}", False, f"J{number}", "j@x.example", "fr", NOW, order=[*order], **more)


def handed_in(number, *order):
    return juror(number, *order, handed_in_at=NOW)


def test_a_panel_is_done_once_whoever_has_entries_has_handed_in():
    assert not panel_is_done([handed_in(1, "e1"), juror(2, "e1")])
    assert panel_is_done([handed_in(1, "e1"), handed_in(2, "e1")])


def test_who_has_no_entry_is_not_waited_for():
    waited = juror(2, "e2")
    assert not panel_is_done([handed_in(1, "e1"), waited])
    waited.order.remove("e2")
    assert panel_is_done([handed_in(1, "e1"), waited])


def test_nobody_is_no_panel():
    assert not panel_is_done([])


def jury(count, chair):
    return [juror(number, chair=number == chair) for number in range(count)]


def bind(*jurors, entry="e1"):
    for one in jurors:
        one.declare(entry, "family", None, "juror", NOW)


def test_the_chair_closes_what_nothing_binds_them_to():
    named = jury(4, chair=2)
    bind(named[2], entry="e2")
    assert who_closes("e1", named) is named[2]


def test_the_deputy_is_named_next_without_a_conflict_and_after_the_last_comes_the_first():
    named = jury(4, chair=2)
    bind(named[2])
    assert who_closes("e1", named[::-1]) is named[3]
    bind(named[3])
    assert who_closes("e1", named) is named[0]


def test_who_has_left_closes_nothing_and_a_new_chair_comes_before_any_deputy():
    named = jury(3, chair=0)
    named[0].leave("Malade.", [], NOW)
    assert who_closes("e1", named) is named[1]
    new = juror(3, chair=True)
    assert who_closes("e1", [*named, new]) is new


def test_nobody_closes_where_everybody_is_bound():
    named = jury(3, chair=0)
    bind(*named)
    assert who_closes("e1", named) is None


def test_staff_close_an_item_only_where_the_jury_has_nobody_for_it():
    named, item = jury(3, chair=0), DeliberationItem("i1", "c", "e1", "idea", {"j0": 0, "j1": 2}, NOW)
    with pytest.raises(Refused, match=r"deliberation\.jury_closes"):
        item.close_without_jury("Constat.", who_closes("e1", named), NOW)
    bind(*named)
    item.close_without_jury("Constat.", who_closes("e1", named), NOW)
    assert (item.is_open, item.closed_by, item.text) == (False, "staff", "Constat.")
    with pytest.raises(Refused, match=r"deliberation\.closed"):
        item.close_without_jury("Encore.", None, NOW)
