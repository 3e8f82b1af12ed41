"""Compact JSON Web Signatures (RFC 7515) with Ed25519 (RFC 8037): what a signed credential travels as.

Read strictly: base64url without padding and in its one canonical spelling (section 2), an object without repeated
members (section 4), the one algorithm that is signed with. So no byte of a token can change without its being another.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

ALGORITHM = "EdDSA"
SEGMENT = re.compile(r"[A-Za-z0-9_-]+")
LONGEST = 30_000
Sign = Callable[[bytes], bytes]


class NotSigned(ValueError):
    """The text is no token of this form."""


@dataclass(frozen=True)
class Token:
    """A token that was read, not yet believed: `signature` is to be one of `signed` by the key that `kid` names."""

    kid: str
    payload: Mapping[str, Any]
    signed: bytes
    signature: bytes


def compact(payload: Mapping[str, Any], kid: str, sign: Sign) -> str:
    """The signed token: header, payload and signature, each in base64url, joined by dots."""
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": kid}
    signed = f"{_segment(header)}.{_segment(payload)}"
    return f"{signed}.{encoded(sign(signed.encode('ascii')))}"


def parsed(text: str) -> Token:
    """The parts of a token; NotSigned where it is none, or one that this house never makes."""
    parts = text.strip().split(".")
    if len(text) > LONGEST or len(parts) != 3:  # noqa: PLR2004 (header, payload, signature)
        raise NotSigned("a token has three parts")
    header, payload, signature = (decoded(part) for part in parts)
    told, claims = _object(header), _object(payload)
    kid = told.get("kid")
    if told.get("alg") != ALGORITHM or not isinstance(kid, str) or "crit" in told:
        raise NotSigned(f"a token is signed with {ALGORITHM} by a named key")
    return Token(kid, claims, f"{parts[0]}.{parts[1]}".encode("ascii"), signature)


def encoded(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def decoded(segment: str) -> bytes:
    """The octets of a segment; a second spelling of the same octets is refused."""
    if not SEGMENT.fullmatch(segment):
        raise NotSigned("a segment is base64url")
    try:
        octets = urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except NotBase64 as error:
        raise NotSigned("a segment is base64url") from error
    if encoded(octets) != segment:
        raise NotSigned("a segment has one spelling")
    return octets


def _segment(members: Mapping[str, Any]) -> str:
    return encoded(json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode())


def _object(octets: bytes) -> dict[str, Any]:
    try:
        members = json.loads(octets, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise NotSigned("a segment is JSON") from error
    if not isinstance(members, dict):
        raise NotSigned("a segment is an object")
    return members


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotSigned("a member is named once")
    return members
