"""A small HTTP server for a sink: answers made by functions of the path, in threads."""

import json
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol

LONGEST_BODY = 1_048_576


@dataclass(frozen=True)
class Answer:
    body: bytes = b""
    media_type: str = "text/plain; charset=utf-8"
    status: int = HTTPStatus.OK
    headers: tuple[tuple[str, str], ...] = ()


class Site(Protocol):
    """What a sink shows; `headers` have small names."""

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer: ...


def html(text: str) -> Answer:
    """A page that runs no script and loads nothing, whatever a mail holds."""
    policy = ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'")
    return Answer(text.encode(), "text/html; charset=utf-8", headers=(policy,))


def as_json(value: Any) -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False, indent=1).encode(), "application/json")


def not_found() -> Answer:
    return Answer(b"not found", status=HTTPStatus.NOT_FOUND)


def server_of(site: Site, host: str, port: int) -> ThreadingHTTPServer:
    """Port 0 takes a free one, found in `server_address`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            length = min(int(self.headers.get("content-length") or 0), LONGEST_BODY)
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = site.answer(self.command, self.path, headers, self.rfile.read(length))
            self.send_response(answer.status)
            self.send_header("content-type", answer.media_type)
            self.send_header("content-length", str(len(answer.body)))
            for name, value in answer.headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = _serve  # noqa: N815 (the names http.server calls)

        def log_message(self, format: str, *args: Any) -> None:
            """Silence: the page tells what came."""

    return ThreadingHTTPServer((host, port), Handler)


def serve_until_told(server: ThreadingHTTPServer) -> None:
    """Serve until SIGTERM or SIGINT."""
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    threading.Thread(target=server.serve_forever, name="page", daemon=True).start()
    told.wait()
    server.shutdown()
    server.server_close()
