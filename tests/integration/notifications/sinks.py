"""The two sinks as processes of their own, and what they say they got."""

import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import httpx

from multaqa.testing.waiting import eventually


@dataclass(frozen=True)
class Sink:
    port: int
    smtp_port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def got(self) -> dict[str, Any]:
        page = "mails.json" if self.smtp_port else "received.json"
        return httpx.get(f"{self.url}/{page}").json()

    def has(self, count: int) -> dict[str, Any]:
        """Wait until so many have come; AssertionError when more have."""
        got = eventually(lambda: (seen := self.got())["count"] >= count and seen)
        assert got["count"] == count
        return got

    def letter(self, number: int) -> EmailMessage:
        octets = httpx.get(f"{self.url}/mails/{number}.eml").content
        return message_from_bytes(octets, policy=policy.default)

    def learn(self, secret: str) -> None:
        httpx.put(f"{self.url}/secret", content=secret).raise_for_status()


@contextmanager
def mail_sink(smtp_port: int | None = None, refused: Mapping[str, str] | None = None) -> Iterator[Sink]:
    smtp, page = free_ports(2)
    smtp, page = (smtp_port, next(one for one in (page, smtp) if one != smtp_port)) if smtp_port else (smtp, page)
    refusals = [one for answer in (refused or {}).items() for one in ("--refuse", *answer)]
    with _process("mail", "--smtp-port", smtp, "--http-port", page, *refusals):
        sink = Sink(page, smtp)
        eventually(lambda: _answers(sink))
        yield sink


@contextmanager
def subscriber(*options: Any, port: int | None = None) -> Iterator[Sink]:
    port = port or free_port()
    with _process("webhooks", "--port", port, *options):
        sink = Sink(port)
        eventually(lambda: _answers(sink))
        yield sink


def free_port() -> int:
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Different ones: of those asked for one after the other, two may be the same."""
    with ExitStack() as stack:
        held = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in held]


@contextmanager
def _process(name: str, *options: Any) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", f"multaqa.sinks.{name}", *map(str, options)])
    try:
        yield
    finally:
        process.terminate()
        assert process.wait(10) == 0


def _answers(sink: Sink) -> bool:
    try:
        sink.got()
    except httpx.TransportError:
        return False
    return True
