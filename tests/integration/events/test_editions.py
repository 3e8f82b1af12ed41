"""An edition's life on a real broker and database: each step is told once, and what its dates bring comes by itself."""

from datetime import timedelta

import pytest

from multaqa.clock import SystemClock
from multaqa.errors import Invalid, PreconditionFailed, Refused
from multaqa.testing.waiting import eventually
from tests.integration.events.forum import opened, planned, register

SOON = timedelta(seconds=2)


def moments(starts_in, lasts=timedelta(days=1)):
    starts_at = SystemClock().now() + starts_in
    return {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + lasts).isoformat()}


def states_told(events, word):
    return [told.facts["state"] for told in events.told(f"events.edition_{word}.v1")]


def state_of(events, edition):
    return events.ask("get_edition", edition_id=edition)["state"]


def test_an_edition_is_announced_before_it_opens(events):
    edition = planned(events)
    assert events.ask("announce_edition", edition_id=edition)["state"] == "announced"
    events.ask("open_edition", edition_id=edition)
    assert (states_told(events, "announced"), states_told(events, "opened")) == (["announced"], ["open"])


def test_an_edition_is_held_by_itself_when_it_ends(events):
    edition = opened(events, lasts=SOON)
    assert eventually(lambda: states_told(events, "held")) == ["held"]
    assert states_told(events, "closed") == ["closed"]
    with pytest.raises(Refused, match=r"edition\.over"):
        events.ask("cancel_edition", edition_id=edition, reason="Trop tard")


def test_registration_closes_by_itself_before_the_edition_ends(events):
    edition = planned(events)
    ends_at = (SystemClock().now() + SOON).isoformat()
    events.ask("change_edition", edition_id=edition, facts={"registration_ends_at": ends_at})
    events.ask("open_edition", edition_id=edition)
    register(events, edition, "a")
    eventually(lambda: states_told(events, "closed"))
    assert state_of(events, edition) == "closed"
    with pytest.raises(Refused, match=r"edition\.registration_closed"):
        register(events, edition, "b")


def test_who_has_a_seat_gives_it_back_though_registration_is_closed(events):
    edition = opened(events)
    seat = register(events, edition, "a")["id"]
    events.ask("close_edition", edition_id=edition)
    assert events.ask("cancel_registration", registration_id=seat)["state"] == "cancelled"


def test_a_postponed_edition_is_held_at_its_new_end(events):
    edition = opened(events, lasts=SOON)
    moved = {**moments(timedelta(days=3)), "reason": "La salle est inondée"}
    told = events.ask("postpone_edition", edition_id=edition, facts=moved)
    assert (told["state"], len(told["postponements"])) == ("open", 1)
    assert [one.facts["postponements"][0]["reason"] for one in events.told("events.edition_postponed.v1")] == [
        "La salle est inondée"
    ]
    planned_turns = {row["kind"]: row["due"] for row in events.database.due.find({"key": edition})}
    assert {kind: due.isoformat()[:19] for kind, due in planned_turns.items()} == dict.fromkeys(
        ["close_edition", "hold_edition"], moved["ends_at"][:19]
    )


def test_nothing_comes_by_itself_of_a_cancelled_edition(events):
    edition = opened(events)
    events.ask("cancel_edition", edition_id=edition, reason="Grève")
    assert states_told(events, "cancelled") == ["cancelled"]
    assert (
        events.database.due.count_documents({"key": edition, "kind": {"$in": ["close_edition", "hold_edition"]}}) == 0
    )
    with pytest.raises(Refused, match=r"edition\.cancelled"):
        register(events, edition, "a")


def test_a_change_is_made_to_what_was_read(events):
    edition = planned(events)
    read = events.ask("get_edition", edition_id=edition)
    changed = events.ask(
        "change_edition", edition_id=edition, facts={"venue": "Meknès"}, expected_version=read["version"]
    )
    assert changed["version"] == read["version"] + 1
    assert [told.facts["venue"] for told in events.told("events.edition_changed.v1")] == ["Meknès"]
    with pytest.raises(PreconditionFailed):
        events.ask("change_edition", edition_id=edition, facts={"venue": "Fès"}, expected_version=read["version"])
    assert events.ask("get_edition", edition_id=edition)["venue"] == "Meknès"


def test_an_impossible_postponement_changes_nothing(events):
    edition = opened(events)
    before = events.ask("get_edition", edition_id=edition)
    wrong = moments(timedelta(days=3), lasts=timedelta(days=-1))
    with pytest.raises(Invalid) as refused:
        events.ask("postpone_edition", edition_id=edition, facts={**wrong, "reason": "Travaux"})
    assert [fault["pointer"] for fault in refused.value.errors] == ["/ends_at"]
    assert events.ask("get_edition", edition_id=edition) == before
    assert events.told("events.edition_postponed.v1") == []
