"""The outside world of a house on one machine: a mail server and a subscriber's endpoint, each a process of its own."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from multaqa.nodes import Nodes, SetupError
from multaqa.nodes.ports import LOCAL, answers
from multaqa.nodes.program import Program

READY_S = 20.0
HURRIED = {"QUIET_HOURS": "[]", "GATHER_S": "0", "REMINDER_LEADS_S": "[]"}


@dataclass(frozen=True, slots=True)
class Receivers:
    """`mails` and `webhooks` are the addresses of their pages."""

    smtp_port: int
    mails: str
    webhooks: str

    def variables(self) -> dict[str, str]:
        """What a room must find in its environment to send its mail here: at once, at any hour, and no reminders.

        A season takes minutes, and its calendar leaps: how many are still to be reminded depends on the second.
        """
        server = {"MULTAQA_SMTP_HOST": LOCAL, "MULTAQA_SMTP_PORT": str(self.smtp_port)}
        return {**server, **{f"MULTAQA_MAIL_{name}": text for name, text in HURRIED.items()}}


@contextmanager
def receiving(nodes: Nodes) -> Iterator[Receivers]:
    """Start both, wait until they listen, and end them on the way out."""
    smtp, page, hooks = (nodes.ports.free(name) for name in ("mails.smtp", "mails.page", "webhooks"))
    programs = {
        "mails": _program(nodes, "mail", f"--smtp-port={smtp}", f"--http-port={page}"),
        "webhooks": _program(nodes, "webhooks", f"--port={hooks}"),
    }
    try:
        for program in programs.values():
            program.start()
        _wait(programs["mails"], smtp, page)
        _wait(programs["webhooks"], hooks)
        yield Receivers(smtp, f"http://{LOCAL}:{page}", f"http://{LOCAL}:{hooks}")
    finally:
        for program in programs.values():
            program.stop()


def _program(nodes: Nodes, sink: str, *options: str) -> Program:
    command = [sys.executable, "-m", f"multaqa.sinks.{sink}", *options]
    return Program(command, nodes.root / "logs" / f"{sink}.log", nodes.leash, {})


def _wait(program: Program, *ports: int) -> None:
    deadline = time.monotonic() + READY_S
    while not all(answers(port) for port in ports):
        if not program.alive or time.monotonic() > deadline:
            raise SetupError(f"A receiver did not start. Its log ends:\n{program.last_words()}")
        time.sleep(0.05)
