"""One line of the API: what is asked, who may ask it, and the RPC that answers.

A route names its RPC the way one would call it, `partners.withdraw_agreement(agreement_id, reason)`: each argument is
taken from the path, the query or the body by its name; `facts` is the whole validated body, `expected_version`
is the client's If-Match. A file that is sent (`body=Upload(...)`) comes as `content` (base64) and `media_type`; for a
file that is answered (`answer=Download(...)`) the RPC returns `content` (base64), `media_type` and `filename`. A route
of role LINK has `{token}` in its path and its RPC takes `link`, the SHA-256 of the token's secret in hex; one of role
PUBLIC has `{tenant}` there. A name found nowhere is refused when the table is built, not when a request comes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.schemas.shape import Shape
from multaqa.media_types import EVENT_STREAM_TYPE, HTML_TYPE, JSON_TYPE

ADMINISTRATOR = frozenset({"administrator"})
STAFF = ADMINISTRATOR | {"staff"}
PARTNER = STAFF | {"partner"}
PORTAL = STAFF | {"portal"}
DOOR = STAFF | {"door"}
POSTMASTER = ADMINISTRATOR | {"postmaster"}
SUBSCRIBER = ADMINISTRATOR | {"subscriber"}
LINK = frozenset({"link"})
"""Whoever holds the link whose `{token}` is in the path: no key, no account."""
PUBLIC = frozenset({"public"})
"""Anybody who names the `{tenant}` in the path: no key, no link. What a visitor sees is no secret."""
ROLES = ("administrator", "staff", "partner", "portal", "door", "subscriber", "postmaster")

WHOLE_BODY = "facts"
IF_MATCH = "expected_version"
LINK_PLACE = "token"
LINK_DIGEST = "link"
TENANT_PLACE = "tenant"
UPLOADED = frozenset({"content", "media_type"})
SIGNATURE = re.compile(r"(?P<room>[a-z]+)\.(?P<procedure>[a-z_]+)\((?P<names>[a-z_, ]*)\)")
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

MEBIBYTE = 1 << 20
LARGEST_UPLOAD = 10 * MEBIBYTE
"""A broker of today takes messages of 16 MiB; as base64 in one, a file of 10 MiB is 13.4."""


@dataclass(frozen=True, init=False)
class Upload:
    """A body that is a file: of one of these media types, of at most so many bytes."""

    media_types: tuple[str, ...]
    most: int

    def __init__(self, *media_types: str, most: int = 5 * MEBIBYTE) -> None:
        if not media_types or not 0 < most <= LARGEST_UPLOAD:
            raise TypeError(f"an upload has media types and at most {LARGEST_UPLOAD} bytes")
        object.__setattr__(self, "media_types", media_types)
        object.__setattr__(self, "most", most)


@dataclass(frozen=True, init=False)
class Download:
    """An answer that is a file of one of these media types."""

    media_types: tuple[str, ...]

    def __init__(self, *media_types: str) -> None:
        if not media_types:
            raise TypeError("a download has media types")
        object.__setattr__(self, "media_types", media_types)


@dataclass(frozen=True)
class Stream:
    """An answer that goes on for as long as the client listens."""

    media_types: tuple[str, ...] = (EVENT_STREAM_TYPE,)


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """A method and a path, bound to an RPC of a room (or of the gateway itself) and to the roles that may call it."""

    method: str
    path: str
    room: str
    procedure: str
    names: tuple[str, ...]
    roles: frozenset[str]
    summary: str
    status: int
    body: Shape | Upload | None
    query: Shape | None
    answer: Shape | Download | Stream | None
    page: str | None = None
    """The template that shows the answer to people; programs get JSON."""
    feed: str | None = None
    """`page` or `stream`: its RPC admits a reader, and the door itself hands out what there is to read."""
    fresh_s: int = 0
    """How long anybody may keep a copy of the answer: it is public, and the same for all."""

    @property
    def offers(self) -> tuple[str, ...]:
        """The media types it may answer in, the first one first."""
        if isinstance(self.answer, Download | Stream):
            return self.answer.media_types
        return (JSON_TYPE, HTML_TYPE) if self.page else (JSON_TYPE,)

    @property
    def label(self) -> str:
        """The route as logs, metrics and idempotency know it: never with an id in it."""
        return f"{self.method} {self.path}"

    @property
    def is_command(self) -> bool:
        """Whether a repeat must be told from a new wish: a DELETE is the same wish however often it is sent."""
        return self.method == "POST"

    @property
    def is_by_link(self) -> bool:
        return self.roles == LINK

    @property
    def is_public(self) -> bool:
        return self.roles == PUBLIC

    @property
    def takes_version(self) -> bool:
        return IF_MATCH in self.names

    def arguments(self, path: Mapping[str, Any], query: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
        """The RPC's keyword arguments; what the client may leave out and did is None."""
        given = {**query, **body, **path, WHOLE_BODY: body}
        return {name: given.get(name) for name in self.names}


def get(path: str, rpc: str, roles: frozenset[str], summary: str, **shapes: Any) -> Route:
    return _route("GET", path, rpc, roles, summary, {"status": 200, **shapes})


def post(path: str, rpc: str, roles: frozenset[str], summary: str, **shapes: Any) -> Route:
    return _route("POST", path, rpc, roles, summary, {"status": 201, **shapes})


def delete(path: str, rpc: str, roles: frozenset[str], summary: str, **shapes: Any) -> Route:
    return _route("DELETE", path, rpc, roles, summary, {"status": 204, **shapes})


def _route(method: str, path: str, rpc: str, roles: frozenset[str], summary: str, more: dict[str, Any]) -> Route:
    named = SIGNATURE.fullmatch(rpc)
    if named is None:
        raise TypeError(f"{method} {path}: {rpc!r} is not room.procedure(argument, argument)")
    shapes = {part: _instance(more.get(part)) for part in ("body", "query", "answer")}
    if isinstance(shapes["answer"], Download) and method != "GET":
        raise TypeError(f"{method} {path}: a file is read by GET; the answer of a command is kept, and small")
    if (roles == LINK) != (LINK_PLACE in PLACEHOLDER.findall(path)):
        raise TypeError(f"{method} {path}: a token in the path is for whoever holds a link, and for nobody else")
    if (roles == PUBLIC) != (TENANT_PLACE in PLACEHOLDER.findall(path)):
        raise TypeError(f"{method} {path}: a tenant in the path is for anybody, and for nobody else")
    names = tuple(name for name in named["names"].replace(" ", "").split(",") if name)
    _check_names(f"{method} {path}", names, path, shapes)
    status, shown = more["status"], {name: more[name] for name in ("page", "fresh_s", "feed") if name in more}
    return Route(method, path, named["room"], named["procedure"], names, roles, summary, status, **shapes, **shown)


def _instance(shape: Any) -> Any:
    """A schema is built once per route: building one costs a hundred times what using it does."""
    return shape() if isinstance(shape, type) else shape


def _check_names(label: str, names: tuple[str, ...], path: str, shapes: Mapping[str, Any]) -> None:
    known = set(PLACEHOLDER.findall(path)) | {IF_MATCH}
    known |= {LINK_DIGEST} if LINK_PLACE in known else set()
    for part in ("body", "query"):
        shape = shapes[part]
        known |= set(shape.fields) if isinstance(shape, Shape) else set()
    if isinstance(shapes["body"], Upload):
        known |= UPLOADED
    elif shapes["body"]:
        known.add(WHOLE_BODY)
    if unknown := set(names) - known:
        raise TypeError(f"{label}: nothing gives {', '.join(sorted(unknown))}")
