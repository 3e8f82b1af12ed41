"""`multaqa` and `python -m multaqa`: a process goes straight to its runner, all else to the command line."""

import sys

PROCESSES = ("run", "relay")


def main() -> None:
    # A room imports nothing of the command line: Eventlet patches before all else, and idle rooms stay small.
    if sys.argv[1:2] and sys.argv[1] in PROCESSES and len(sys.argv) == 3:  # noqa: PLR2004 - `multaqa run ROOM`
        become(sys.argv[1], sys.argv[2])
    else:
        from multaqa.cli import main as command_line

        command_line()


def become(command: str, room: str) -> None:
    from multaqa import runner

    if command == "run":
        runner.run_room(room)
    else:
        runner.run_relay(room)


if __name__ == "__main__":
    main()
