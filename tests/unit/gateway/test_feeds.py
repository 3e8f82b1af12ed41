"""Cursors say nothing and open nowhere else; a feed has so many places and gives each back."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from gateway.feeds import OLDEST, Feeds, Reader, Seal, selected
from multaqa.bus.envelope import Envelope
from multaqa.bus.feed import TooOld
from multaqa.errors import Invalid, Unavailable

KEY, OTHER = bytes(range(16)), bytes(range(1, 17))
HIRED, OFFERED, RESULT = "matching.candidate_hired.v1", "matching.hiring_offered.v1", "events.result_published.v1"
HIRING_FIELDS = {"id", "organisation_id", "sector"}
PUBLIC = {HIRED: HIRING_FIELDS, OFFERED: HIRING_FIELDS, RESULT: {"id", "edition_id"}}
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
OFFSETS = st.integers(OLDEST, 2**62)


@given(OFFSETS, OFFSETS)
def test_a_cursor_is_its_offset_s_and_no_other(one, other):
    seal = Seal(KEY)
    assert seal.opened(seal.closed(one)) == one
    assert (seal.closed(one) == seal.closed(other)) == (one == other)


@given(OFFSETS)
def test_a_cursor_opens_nothing_under_another_key_nor_after_a_change(offset):
    cursor = Seal(KEY).closed(offset)
    changed = cursor[:3] + ("A" if cursor[3] != "A" else "B") + cursor[4:]
    for key, text in ((OTHER, cursor), (KEY, changed), (KEY, cursor[:-4]), (KEY, "")):
        with pytest.raises(Invalid) as refused:
            Seal(key).opened(text)
        assert [(one["parameter"], one["code"]) for one in refused.value.errors] == [("after", "feed.cursor_unknown")]


def covered(types):
    selection = selected(types, {}, PUBLIC)
    return {one for one in PUBLIC if selection.covers(one)}


def refusals(types, **filters):
    with pytest.raises(Invalid) as refused:
        selected(types, filters, PUBLIC)
    return [(one["parameter"], one["code"]) for one in refused.value.errors]


def test_types_are_names_or_rooms_with_commas_between_or_one_by_one():
    assert covered(None) == set(PUBLIC)
    assert covered(["matching.*"]) == {HIRED, OFFERED}
    assert covered([f"{RESULT},{OFFERED}"]) == covered([RESULT, OFFERED]) == {RESULT, OFFERED}


def test_each_parameter_that_could_select_nothing_is_named():
    assert refusals(["matching.*,partners.*", "x.*"]) == [("types", "feed.type_unknown")] * 2
    assert refusals([RESULT], partner=["o1"]) == [("partner", "subscription.filter_matches_nothing")]
    assert refusals(None, partner=["o1"], edition=["e1"]) == [
        ("partner", "subscription.filters_exclude_each_other"),
        ("edition", "subscription.filters_exclude_each_other"),
    ]


def test_a_reader_wants_what_is_public_of_its_tenant_and_passes_its_filters():
    one = reader(selected(["matching.*"], {"sector": ["building"]}, PUBLIC))
    told = {"tenant": "fes-meknes", "type": HIRED, "sector": "building"}
    assert one.wants(envelope(**told))
    for other in ({"tenant": "rabat"}, {"type": RESULT}, {"type": "matching.candidate_profiled.v1"}, {"sector": "x"}):
        assert not one.wants(envelope(**{**told, **other}))


def envelope(tenant, type, sector):
    return Envelope("m1", type, tenant, "s1", 1, NOON, "/matching", "", None, {"sector": sector})


class GoneReading:
    offset = 5

    def next(self, _):
        raise TooOld


class Tail:
    is_stopped = False

    def read(self, *_):
        return GoneReading()


def request():
    return EnvironBuilder(environ_overrides={"multaqa.close": lambda: None}).get_request()


def reader(selection=None):
    return Reader("fes-meknes", frozenset(PUBLIC), selection or selected(None, {}, PUBLIC), Seal(KEY))


@pytest.mark.parametrize("kind", ["page", "stream"])
def test_a_full_feed_asks_to_come_again_and_a_refusal_gives_its_place_back(kind):
    full, one = Feeds(Tail(), most=0), Feeds(Tail(), most=1)
    with pytest.raises(Unavailable, match=r"feed\.too_many_readers"):
        getattr(full, kind)(request(), reader(), lambda: None)
    for _ in range(2):
        with pytest.raises(Exception, match="no longer kept") as gone:
            getattr(one, kind)(request(), reader(), lambda: None)
        assert (gone.value.status, gone.value.code) == (410, "feed.cursor_too_old")
