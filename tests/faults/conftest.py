"""One house for all faults: private nodes and the lab start once; every fault leaves a row in the table.

`--long` is the form of `make faults`: more load, more strikes, a broker frozen for half a minute. `--seed` strikes at
the same moments again.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

import pytest

from multaqa.bus.topology import Tenant
from multaqa.nodes import Nodes, private_nodes
from tests.faults.table import Table
from tests.faults.window import LONG, SHORT, Scale, Window
from tests.lab.house import House

ROOT = Path(".multaqa/faults")
REPORT = Path(".multaqa/reports/faults.json")
TENANTS = [Tenant(slug, slug) for slug in ("alpha", "beta", "gamma", "delta")]
# Of the tenant whose messages kill: a limit that is reached within seconds instead of minutes.
DELIVERY_LIMITS = {"delta": 4}
LONG_S, LONGEST_S = 300, 3600
TABLE = pytest.StashKey[Table]()

Opening = Callable[[str], AbstractContextManager[Window]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="faults: more load and more strikes, for minutes")
    parser.addoption("--seed", type=int, default=None, help="faults: strike at the same random moments again")


def pytest_configure(config: pytest.Config) -> None:
    seed = config.getoption("--seed", default=None)
    config.stash[TABLE] = Table(random.SystemRandom().randrange(1_000_000) if seed is None else seed)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    table = config.stash[TABLE]
    if table.rows:
        table.write(REPORT)
        terminalreporter.write("\n" + table.printed(terminalreporter.isatty))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    limit = pytest.mark.timeout(LONGEST_S if config.getoption("--long", default=False) else LONG_S)
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(limit)


@pytest.fixture(scope="session")
def scale(pytestconfig: pytest.Config) -> Scale:
    return LONG if pytestconfig.getoption("--long", default=False) else SHORT


@pytest.fixture(scope="session")
def table(pytestconfig: pytest.Config) -> Table:
    return pytestconfig.stash[TABLE]


@pytest.fixture(scope="session")
def chance(table: Table) -> random.Random:
    """Where every random moment comes from."""
    return random.Random(table.seed)


@pytest.fixture(scope="session")
def nodes() -> Iterator[Nodes]:
    with private_nodes(ROOT, fresh=True) as started:
        yield started


@pytest.fixture(scope="session")
def house(nodes: Nodes) -> Iterator[House]:
    with House(nodes, TENANTS, delivery_limits=DELIVERY_LIMITS) as house:
        yield house


@pytest.fixture
def window(house: House, scale: Scale, table: Table, chance: random.Random) -> Opening:
    """`with window("kill -9 sink") as opened:` load runs inside, and at the end everything is accounted for."""
    return partial(_open, house, scale, table, chance)


@contextmanager
def _open(house: House, scale: Scale, table: Table, chance: random.Random, fault: str) -> Iterator[Window]:
    window = Window(house, scale, chance, fault, f"w{len(table.windows) + 1}")
    table.windows.append(window)
    house.wait_ready()
    window.load.start()
    try:
        yield window
        window.finish()
    finally:
        window.load.stop()
        table.rows.append(window.row())
    assert window.row().is_right, table.rows[-1]
