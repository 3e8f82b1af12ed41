from datetime import date, datetime, timedelta

from multaqa.clock import SystemClock
from multaqa.zone import CASABLANCA
from scenarios.calendar import Calendar, months_after


class Clock:
    def __init__(self) -> None:
        self.moved = timedelta()

    def move(self, seconds: float) -> None:
        self.moved += timedelta(seconds=seconds)

    def now(self) -> datetime:
        return SystemClock().now() + self.moved


def test_moving_to_a_day_reaches_its_morning() -> None:
    clock = Clock()
    calendar = Calendar(clock.now(), clock.move)
    calendar.move_to(calendar.in_days(35))
    there = clock.now().astimezone(CASABLANCA)
    assert (there.date(), there.hour) == (calendar.in_days(35), 9)


def test_a_second_move_starts_from_the_first() -> None:
    clock = Clock()
    calendar = Calendar(clock.now(), clock.move)
    for days in (35, 140, 230):
        calendar.move_to(calendar.in_days(days))
    assert clock.now().date() == calendar.in_days(230)


def test_time_never_goes_back() -> None:
    clock = Clock()
    calendar = Calendar(clock.now(), clock.move)
    calendar.move_to(calendar.in_days(-3))
    assert clock.moved == timedelta()


def test_three_months_have_passed_in_every_season() -> None:
    assert months_after(date(2026, 7, 1), 3) >= date(2026, 10, 1)
    assert months_after(date(2026, 12, 31), 6) >= date(2027, 6, 30)
