"""The one way the player reaches the product: HTTP, with a key, commands that are safe to repeat, and patience."""

import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any, Self

import httpx

Body = dict[str, Any]

KEYS = uuid.UUID("6d3c1f0e-5b0a-4c57-9c1e-2f7a3a1d9b42")
OUT_OF_ORDER = frozenset({502, 503, 504, 429})
PASSING_CONFLICTS = ("command.in_progress", ".stale")  # the same command is under way, or lost a race: ask again


class UnexpectedAnswerError(Exception):
    """The product gave an answer that the season does not know."""

    def __init__(self, method: str, path: str, response: httpx.Response) -> None:
        super().__init__(f"{method} {path}: {response.status_code} {response.text[:500]}")
        self.status = response.status_code


class OutOfPatienceError(Exception):
    """What was awaited did not come before the deadline."""


class Api:
    """A caller of `/v1` with one key, or none; an Idempotency-Key follows from seed and step, so a repeat is safe."""

    def __init__(
        self, address: str, key: str | None, seed: int, *, connections: int = 32, patience_s: float = 60.0
    ) -> None:
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        self._http = httpx.Client(
            base_url=address,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            limits=limits,
            timeout=15.0,
            trust_env=False,
        )
        self._seed = seed
        self._patience_s = patience_s
        self.repeats = _Count()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, **params: Any) -> Body:
        asked = {name: value for name, value in params.items() if value is not None}
        return self._patiently("GET", path, lambda: self._http.get(path, params=asked))

    def post(self, path: str, body: Body | None = None, *, step: str, awaiting: frozenset[int] = frozenset()) -> Body:
        """`awaiting`: refusals that pass by themselves, as when a room has not yet heard of a person."""
        headers = {"Idempotency-Key": str(uuid.uuid5(KEYS, f"{self._seed}:{step}"))}
        return self._patiently(
            "POST", path, lambda: self._http.post(path, json=body or {}, headers=headers), awaiting=awaiting
        )

    def send(self, path: str, content: bytes, media_type: str, *, step: str, **params: str) -> Body:
        """A file as the body."""
        headers = {"Idempotency-Key": str(uuid.uuid5(KEYS, f"{self._seed}:{step}")), "Content-Type": media_type}
        return self._patiently(
            "POST", path, lambda: self._http.post(path, content=content, headers=headers, params=params)
        )

    def each(self, path: str, *, limit: int = 200, **params: Any) -> Iterator[Body]:
        """Every row of a list, page after page."""
        after = None
        while True:
            page = self.get(path, after=after, limit=limit, **params)
            yield from page["items"]
            after = page["next"]
            if after is None:
                return

    def _patiently(
        self, method: str, path: str, ask: Callable[[], httpx.Response], awaiting: frozenset[int] = frozenset()
    ) -> Body:
        deadline = time.monotonic() + self._patience_s
        pause = 0.05
        while True:
            response = _answer(ask)
            if response is not None and not _passing(response, awaiting):
                return _body(method, path, response)
            if time.monotonic() > deadline:
                raise (
                    OutOfPatienceError(f"{method} {path}")
                    if response is None
                    else UnexpectedAnswerError(method, path, response)
                )
            self.repeats.add()
            time.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(pause * 2, 2.0)


class _Count:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.value = 0

    def add(self) -> None:
        with self._lock:
            self.value += 1


def until(read: Callable[[], Any], settled: Callable[[Any], bool], *, within_s: float = 60.0) -> Any:
    """Read again until it is settled; the last reading is returned even when the time is over, to be shown as found."""
    deadline = time.monotonic() + within_s
    pause = 0.05
    while True:
        reading = read()
        if settled(reading) or time.monotonic() > deadline:
            return reading
        time.sleep(pause)
        pause = min(pause * 1.5, 1.0)


def _answer(ask: Callable[[], httpx.Response]) -> httpx.Response | None:
    try:
        return ask()
    except httpx.TransportError:
        return None


def _surprise(method: str, path: str, response: httpx.Response | None) -> Exception:
    return OutOfPatienceError(f"{method} {path}") if response is None else UnexpectedAnswerError(method, path, response)


def _passing(response: httpx.Response, awaiting: frozenset[int]) -> bool:
    if response.status_code in OUT_OF_ORDER or response.status_code in awaiting:
        return True
    conflict = response.status_code == httpx.codes.CONFLICT
    return conflict and response.json()["type"].endswith(PASSING_CONFLICTS)


def _body(method: str, path: str, response: httpx.Response) -> Body:
    if not response.is_success:
        raise _surprise(method, path, response)
    body: Body = response.json() if response.content else {}
    return body
