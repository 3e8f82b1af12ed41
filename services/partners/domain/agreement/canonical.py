"""One spelling of a document, so that the same text always has the same SHA-256."""

import hashlib
import json
from typing import Any


def canonical(document: dict[str, Any]) -> bytes:
    """JSON in the spelling of RFC 8785: members sorted, no spaces, UTF-8.

    A document holds texts, whole numbers below 2**53, booleans, nulls, lists and members named in ASCII; for these the
    two spellings are the same. A fraction has many spellings and is refused with TypeError.
    """
    _refuse_fractions(document)
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest_of(document: dict[str, Any]) -> str:
    """SHA-256 over the canonical spelling, in hexadecimal."""
    return hashlib.sha256(canonical(document)).hexdigest()


def _refuse_fractions(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a canonical document holds no fraction")
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list | tuple):
        return
    for member in value:
        _refuse_fractions(member)
