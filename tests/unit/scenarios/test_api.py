"""The player's patience, against a real server on a local port that answers what each test lays out for it."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from scenarios.api import Api, UnexpectedAnswerError, until

Answer = tuple[int, dict[str, Any]]


class Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[Answer] = []
        self.keys: list[str | None] = []
        self.paths: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.keys.append(self.headers.get("Idempotency-Key"))
        self.server.paths.append(self.path)
        status, body = self.server.answers.pop(0)
        written = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    do_GET = do_POST = answer  # noqa: N815 - the names that http.server looks for

    def log_message(self, *_: object) -> None:
        """Quiet: pytest shows what matters."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def api(server: Server) -> Iterator[Api]:
    with Api(server.address, "mq_key_secret", seed=7, patience_s=2.0) as caller:
        yield caller


def test_a_command_is_repeated_with_the_same_key_while_the_room_is_away(server: Server, api: Api) -> None:
    server.answers = [(503, {}), (409, {"type": "/problems/command.in_progress"}), (201, {"id": "a"})]
    assert api.post("/v1/series", {}, step="series:forum") == {"id": "a"}
    assert len(set(server.keys)) == 1
    assert len(server.keys) == 3
    assert api.repeats.value == 2


def test_keys_follow_from_seed_and_step(server: Server, api: Api) -> None:
    server.answers = [(201, {})] * 3
    api.post("/v1/series", {}, step="a")
    api.post("/v1/series", {}, step="b")
    with Api(server.address, "another", seed=7) as again:
        again.post("/v1/series", {}, step="a")
    assert server.keys[0] == server.keys[2] != server.keys[1]


def test_a_refusal_is_not_repeated(server: Server, api: Api) -> None:
    server.answers = [(409, {"type": "/problems/edition.closed"})]
    with pytest.raises(UnexpectedAnswerError, match=r"edition\.closed"):
        api.post("/v1/editions/1/registrations", {}, step="a")


def test_a_refusal_that_passes_by_itself_is_awaited(server: Server, api: Api) -> None:
    server.answers = [(404, {"type": "/problems/person.not_found"}), (201, {"id": "r"})]
    assert api.post("/v1/registrations", {}, step="a", awaiting=frozenset({404})) == {"id": "r"}


def test_patience_ends(server: Server) -> None:
    server.answers = [(503, {"type": "/problems/room.unavailable"})] * 50
    with Api(server.address, "k", seed=7, patience_s=0.1) as hasty, pytest.raises(UnexpectedAnswerError, match="503"):
        hasty.get("/v1/tenant")


def test_each_follows_the_cursor_to_the_end(server: Server, api: Api) -> None:
    server.answers = [(200, {"items": [{"n": 1}, {"n": 2}], "next": "c"}), (200, {"items": [{"n": 3}], "next": None})]
    assert [row["n"] for row in api.each("/v1/offers", edition_id="e")] == [1, 2, 3]
    assert server.paths == ["/v1/offers?limit=200&edition_id=e", "/v1/offers?after=c&limit=200&edition_id=e"]


def test_until_returns_the_last_reading_when_time_is_over() -> None:
    assert until(lambda: 3, lambda reading: reading == 4, within_s=0.1) == 3
