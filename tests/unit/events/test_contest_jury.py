"""A jury: when nobody has anything left to score."""

from datetime import UTC, datetime

from services.events.domain.contest import Juror, panel_is_done

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
