"""Cursors say nothing and open nowhere else; a feed has so many places and gives each back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from gateway.feeds import OLDEST, Feeds, Reader, Seal, wanted_types
from multaqa.bus.feed import TooOld
from multaqa.errors import Invalid, Unavailable

KEY, OTHER = bytes(range(16)), bytes(range(1, 17))
PUBLIC = frozenset({"matching.candidate_hired.v1", "matching.hiring_offered.v1", "events.result_published.v1"})
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


def test_types_are_names_or_rooms():
    assert wanted_types(None, PUBLIC) == PUBLIC
    assert wanted_types("matching.*", PUBLIC) == {one for one in PUBLIC if one.startswith("matching.")}
    assert wanted_types("events.result_published.v1,matching.hiring_offered.v1", PUBLIC) == {
        "events.result_published.v1",
        "matching.hiring_offered.v1",
    }
    with pytest.raises(Invalid):
        wanted_types("matching.*,partners.*", PUBLIC)


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


def reader():
    return Reader("fes-meknes", PUBLIC, Seal(KEY))


@pytest.mark.parametrize("kind", ["page", "stream"])
def test_a_full_feed_asks_to_come_again_and_a_refusal_gives_its_place_back(kind):
    full, one = Feeds(Tail(), most=0), Feeds(Tail(), most=1)
    with pytest.raises(Unavailable, match=r"feed\.too_many_readers"):
        getattr(full, kind)(request(), reader(), lambda: None)
    for _ in range(2):
        with pytest.raises(Exception, match="no longer kept") as gone:
            getattr(one, kind)(request(), reader(), lambda: None)
        assert (gone.value.status, gone.value.code) == (410, "feed.cursor_too_old")
