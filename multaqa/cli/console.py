"""How the command line speaks: colour and bars on a terminal, plain lines elsewhere, failures in one sentence."""

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import structlog
from rich.console import Console
from rich.markup import escape

from multaqa.errors import MultaqaError
from multaqa.nodes import SetupError
from multaqa.settings import SettingsError

INTERRUPTED = 130
TERMINATED = 143
PLAIN_WIDTH = 120

console = Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH)
complaints = Console(stderr=True, width=None if sys.stderr.isatty() else PLAIN_WIDTH)


@contextmanager
def speaking_plainly() -> Iterator[None]:
    """Turn the failures we know into a sentence and an exit code; SIGTERM ends like Ctrl-C, cleaning up on the way."""
    signal.signal(signal.SIGTERM, _leave)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        yield
    except MultaqaError as error:
        fail(f"{error.text} ({error.code})")
    except (SetupError, SettingsError) as error:
        fail(str(error))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def fail(text: str) -> NoReturn:
    complaints.print(f"[bold red]✗[/bold red] {escape(text)}", highlight=False)
    sys.exit(1)


def say(text: str) -> None:
    console.print(text, highlight=False)


def _leave(signum: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 - the signature of a signal handler
    sys.exit(TERMINATED)
