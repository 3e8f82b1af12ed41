"""Values of the domain as JSON and back, so that what a run was computed from can be kept for years."""

import hashlib
import json
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
LISTS = (tuple, list, set, frozenset)


def written(value: Any) -> bytes:
    """The same value gives the same octets: a digest of them tells whether anything differs."""
    return json.dumps(_plain(value), separators=(",", ":"), ensure_ascii=False).encode()


def digest(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


def read(kind: type[T], octets: bytes) -> T:
    """A value of this dataclass as it was written; the order of what it maps is kept."""
    value: T = _value(kind, json.loads(octets))
    return value


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """The same with every string that is one of these names replaced, wherever it stands."""
    if isinstance(value, str):
        return names.get(value, value)
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{name: renamed(own, names) for name, own in _fields_of(value).items()})
    if isinstance(value, Mapping):
        return {renamed(key, names): renamed(own, names) for key, own in value.items()}
    if isinstance(value, LISTS):
        return type(value)(renamed(own, names) for own in value)
    return value


def _fields_of(value: Any) -> dict[str, Any]:
    return {one.name: getattr(value, one.name) for one in fields(value)}


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(own) for name, own in _fields_of(value).items()}
    if isinstance(value, Mapping):
        return {str(key): _plain(own) for key, own in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(_plain(own) for own in value)
    if isinstance(value, LISTS):
        return [_plain(own) for own in value]
    return value.isoformat() if isinstance(value, date) else value


def _value(kind: Any, plain: Any) -> Any:
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if plain is None else _value(next(part for part in parts if part is not type(None)), plain)
    if origin is not None:
        return _collection(origin, parts, plain)
    if is_dataclass(kind):
        build: Any = kind
        hints = _hints(build)
        return build(**{name: _value(hints[name], own) for name, own in plain.items()})
    if kind in (datetime, date):
        return kind.fromisoformat(plain)
    return plain


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _collection(origin: Callable[..., Any], parts: tuple[Any, ...], plain: Any) -> Any:
    if origin in LISTS:
        return origin(_value(parts[0], own) for own in plain)
    return {_value(parts[0], key): _value(parts[1], own) for key, own in plain.items()}
