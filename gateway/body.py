"""Bytes from a stranger into JSON, strictly: what two readers could understand in two ways is refused."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, NoReturn, Protocol

from gateway.problems import RequestError
from multaqa.errors import TooLarge

MAX_BODY_BYTES = 1 << 20


class Stream(Protocol):
    def read(self, size: int) -> bytes: ...


def read_bounded(stream: Stream, declared: int | None, limit: int = MAX_BODY_BYTES) -> bytes:
    """The whole body, or TooLarge as soon as its declared or its real length passes the limit."""
    if declared is not None and declared > limit:
        raise _too_large(limit)
    chunks, left = [], limit + 1
    while left and (chunk := stream.read(left)):
        chunks.append(chunk)
        left -= len(chunk)
    if not left:
        raise _too_large(limit)
    return b"".join(chunks)


def parse_json(body: bytes) -> Any:
    """The JSON value of a body; bad UTF-8, a repeated key, NaN or an endless nesting is a 400 that names it."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(
            400, "body.not_utf8", f"The body is not UTF-8 at byte {error.start}.", at=error.start
        ) from None
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise RequestError(
            400, "body.not_json", f"The body is not JSON: line {error.lineno}, column {error.colno}.",
            line=error.lineno, column=error.colno,
        ) from None  # fmt: skip
    except (RecursionError, ValueError):
        raise RequestError(400, "body.not_json", "The body is not JSON this API can read.", line=1, column=1) from None


def canonical(value: Any) -> bytes:
    """One spelling for equal JSON values, so that a repeat is recognised whatever its spaces and order of keys."""
    try:
        return _SPELLER.encode(value).encode()
    except (ValueError, RecursionError):
        raise RequestError(
            400, "body.not_text", "The body holds half a character (a lone surrogate) or a number too large for JSON."
        ) from None


def fingerprint(path: str, spelled: bytes) -> str:
    """What a command asked: its path, ids included, and its body."""
    return hashlib.sha256(path.encode() + b"\n" + spelled).hexdigest()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = _first_repeated(name for name, _ in pairs)
        raise RequestError(400, "body.duplicate_key", f"The key {twice!r} appears twice in one object.", key=twice)
    return found


def _first_repeated(names: Iterable[str]) -> str:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    raise LookupError("no name is repeated")


def _constant(name: str) -> NoReturn:
    raise RequestError(400, "body.not_a_number", f"{name} is not a JSON number.", name=name)


def _too_large(limit: int) -> TooLarge:
    return TooLarge("body.too_large", f"The body is larger than {limit} bytes.", limit=limit)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)
_SPELLER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
