"""An inbox that is looked at costs a place; each reader hears of what is theirs alone."""

import json

import pytest

from gateway.inboxes import Inboxes
from multaqa.errors import NotFound, Unavailable

TOKEN = "fes-meknes." + "s" * 43


class Visiting:
    """A visit whose room knows one person, and has this news."""

    def __init__(self, person_id="p1", news=()):
        self.path, self.person_id, self.news, self.asked = {"token": TOKEN}, person_id, list(news), 0
        self.request = type("Asked", (), {"headers": {}, "environ": {"multaqa.close": lambda: None}})()

    def of(self, route, query=None):
        if self.person_id is None:
            raise NotFound("link.not_found", "Gone.")
        if route.procedure == "owner_of_inbox":
            return {"person_id": self.person_id}
        self.asked += 1
        return {"items": self.news[::-1] if query else [], "next": None, "at": "2026-11-26T10:00:00+00:00"}


def item(id, person_id="p1"):
    return {"id": id, "person_id": person_id, "sent_at": "2026-11-26T10:00:01+00:00", "subject": id}


def subjects(frames, count):
    found = []
    for frame in frames:
        lines = [line for line in frame.decode().splitlines() if line.startswith("data: ")]
        found += [json.loads(line.removeprefix("data: "))["subject"] for line in lines]
        if len(found) >= count:
            return found
    return found


def test_each_hears_once_of_what_is_theirs():
    inboxes = Inboxes(every_s=0.01, pulse_s=5)
    mine = Visiting(news=[item("a"), item("b", "p2"), item("c")])
    frames = inboxes.stream(mine).response
    assert subjects(frames, 2) == ["a", "c"]
    asked = mine.asked
    assert asked > 1
    inboxes.stop()


def test_who_comes_back_at_once_hears_of_each_item_once():
    """The one who asks for all of them has not ended yet: there is no second one."""
    inboxes = Inboxes(every_s=0.05, pulse_s=5)
    first = inboxes.stream(Visiting()).response
    next(first)
    first.close()
    again = Visiting(news=[item("a"), item("c")])
    frames = inboxes.stream(again).response
    assert subjects(frames, 2) == ["a", "c"]
    again.news.append(item("d"))
    assert subjects(frames, 1) == ["d"]
    inboxes.stop()


def test_one_more_than_there_are_places_for_is_told_to_come_again():
    inboxes = Inboxes(every_s=0.01, pulse_s=0.01, most=1)
    first = inboxes.stream(Visiting()).response
    next(first)
    with pytest.raises(Unavailable):
        inboxes.stream(Visiting())
    first.close()
    assert next(inboxes.stream(Visiting()).response)
    inboxes.stop()


def test_a_link_that_opens_nothing_any_more_ends_the_stream():
    inboxes = Inboxes(every_s=0.01, pulse_s=0.01)
    visiting = Visiting()
    frames = inboxes.stream(visiting).response
    next(frames)
    visiting.person_id = None
    assert list(frames)[-1:] in ([], [b""])
    inboxes.stop()
