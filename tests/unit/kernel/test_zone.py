"""Morocco's clocks are those of the locked table, whatever the system's says."""

import zoneinfo
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

import pytest

from multaqa.zone import CASABLANCA


def offset(day):
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC).astimezone(CASABLANCA).utcoffset()


def test_no_table_of_the_system_is_read():
    assert zoneinfo.TZPATH == ()


def test_the_table_knows_the_clocks_of_autumn_2026():
    """Decided after Debian's table of 2025 was made; a table that does not know it shows every hour wrong by one."""
    assert int(version("tzdata").partition(".")[0]) >= 2026
    assert offset("2026-11-25") == timedelta(0)


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-02-14", 1), ("2026-02-16", 0), ("2026-03-20", 0), ("2026-03-23", 1), ("2026-06-08", 1)]
)
def test_ramadan_changes_the_clocks_and_changes_them_back(day, hours):
    assert offset(day) == timedelta(hours=hours)
