"""After all faults: nothing was lost or happened twice later on either, and every window was under load."""


def test_nothing_was_lost_or_happened_twice_after_all(table, scale):
    for opened in table.windows:
        row = opened.row()
        assert row.is_right, row
        assert row.sent >= scale.least, row
