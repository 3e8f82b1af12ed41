"""The season in small, over HTTP, on processes and nodes of its own: once in peace, once with rooms that die."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from multaqa.cli.house import House, housed
from scenarios.house import addresses_of
from scenarios.player import play
from scenarios.progress import Narrator
from scenarios.report import Row

CANDIDATES, COMPANIES = 60, 6


class Assassin(Narrator):
    """Tells the play, and kills a room with SIGKILL in the middle of a step."""

    def __init__(self, house: House, victims: dict[str, str]) -> None:
        super().__init__()
        self._house = house
        self._victims = victims
        self.killed: list[str] = []

    @contextmanager
    def step(self, label: str, total: int) -> Iterator[Callable[[], None]]:
        done = 0

        def told(advance: Callable[[], None]) -> None:
            nonlocal done
            advance()
            done += 1
            if label in self._victims and done == total // 2:
                self._kill(self._victims[label])

        with super().step(label, total) as advance:
            yield lambda: told(advance)

    def _kill(self, room: str) -> None:
        self._house.supervisor[room].program.kill()
        self.killed.append(room)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with housed(tmp_path, fresh=True) as running:
        yield running


def wrong(rows: list[Row]) -> list[Row]:
    return [row for row in rows if not row.right]


@pytest.mark.timeout(300)
def test_a_small_season_reads_back_as_it_was_written(house: House) -> None:
    rows = play(addresses_of(house), candidates=CANDIDATES, companies=COMPANIES)
    assert {row.fact for row in rows} == {*(f"S{number}" for number in range(1, 11)), "tenants"}
    assert wrong(rows) == []


@pytest.mark.timeout(300)
def test_rooms_that_are_killed_cost_the_season_nothing(house: House) -> None:
    assassin = Assassin(
        house,
        {
            "agreements signed by link": "partners",
            "registrations for the forum": "events",
            "answers of the candidates": "matching",
        },
    )
    rows = play(addresses_of(house), candidates=CANDIDATES, companies=COMPANIES, progress=assassin)
    assert assassin.killed == ["partners", "events", "matching"]
    assert wrong(rows) == []
