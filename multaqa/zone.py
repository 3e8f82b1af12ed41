"""Morocco's clocks, as the locked `tzdata` package knows them.

A country changes its clocks by decree, at times within weeks, and a system's own tables may be years old: Debian's of
2025 still have Morocco one hour ahead in autumn 2026. All processes must show the same hour, so they all read the one
table that the lock file names; `make lock` renews it.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, reset_tzpath

ZONE = "Africa/Casablanca"

reset_tzpath(())  # else the system's table, where there is one, wins over the package, however old it is
ZoneInfo.clear_cache()
CASABLANCA = ZoneInfo(ZONE)


def day_of(moment: datetime) -> date:
    """The day it is in Morocco then, wherever the server stands."""
    return moment.astimezone(CASABLANCA).date()


def start_of(day: date) -> datetime:
    """The first instant of a day in Morocco, in UTC."""
    return datetime.combine(day, time(), CASABLANCA).astimezone(UTC)
