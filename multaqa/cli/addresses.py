"""Which house a command speaks to: the one the environment names, else the one that runs in this folder."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from multaqa.settings import Settings, environment, load, process_environment

FOLDER = Path(".multaqa")
RUNNING = FOLDER / "running.json"


def settings_of(room: str) -> Settings:
    """The room's settings, with the addresses of the house that `multaqa up` or `demo` keeps running here."""
    found = {} if environment("AMQP_URI") or not RUNNING.exists() else json.loads(RUNNING.read_text())
    return load(room, process_environment(**found))


@contextmanager
def announced(variables: Mapping[str, str]) -> Iterator[None]:
    """Let commands in this folder find the house while it runs."""
    FOLDER.mkdir(exist_ok=True)
    RUNNING.write_text(json.dumps(dict(variables)))
    try:
        yield
    finally:
        RUNNING.unlink(missing_ok=True)
