"""`python -m tests.lab.run source`, `python -m tests.lab.run middle relay`: one process of the lab."""

import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from multaqa import green
from multaqa.settings import Settings, process_environment, read

CONFIGURATION = Path(__file__).with_name("config.yml")


def settings_of(room: str, variables: Mapping[str, str]) -> Settings:
    return read(CONFIGURATION, process_environment(**{**variables, "LAB_ROOM": room}))


def run_room(room: str) -> None:
    green.begin()
    from multaqa.room import serve

    service = getattr(import_module(f"tests.lab.rooms.{room}"), f"{room.capitalize()}Service")
    serve(settings_of(room, {}), service)


def run_relay(room: str) -> None:
    from multaqa.relay import serve

    serve(settings_of(room, {}))


if __name__ == "__main__":
    room, *process = sys.argv[1:]
    (run_relay if process == ["relay"] else run_room)(room)
