"""Public messages read at the door: a stream that is kept open (SSE), and pages that can be waited for.

A *cursor* says up to where a subscriber has read. It is the stream's offset under a key of the tenant: the offset would
tell how much the other tenants have to say, and one tenant's cursor means nothing to another.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from secrets import token_bytes
from threading import BoundedSemaphore
from time import monotonic
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from werkzeug.wrappers import Request, Response

from gateway.problems import RequestError
from multaqa.bus.envelope import Envelope
from multaqa.bus.feed import OLDEST, Entry, Reading, Tail, TooOld
from multaqa.errors import Invalid, MultaqaError, Unavailable
from multaqa.media_types import EVENT_STREAM_TYPE, JSON_TYPE
from multaqa.messages import public_fields
from multaqa.selection import Catalogue, Flaw, Selection, marks_of

KEY_OCTETS = 16
MARK = b"multaqa\x01"
"""The first half of a cursor's single AES block; a text that does not open to it was never one of this tenant's."""
MOST_READERS = 5_000
PULSE_S = 15.0
"""How often a stream without messages gives a sign of life, and how soon a revoked key ends it."""
RETRY_MS = 2_000
FRAMES_KEPT = 1_000
Fault = dict[str, Any]
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Seal:
    """Cursors of one tenant. One AES block each: the same offset gives the same cursor, and it says nothing."""

    def __init__(self, key: bytes) -> None:
        self._cipher = Cipher(AES(key), ECB())  # noqa: S305 -- a single block, never a text

    def closed(self, offset: int) -> str:
        encryptor = self._cipher.encryptor()
        block = encryptor.update(MARK + (offset + 1).to_bytes(8, "big")) + encryptor.finalize()
        return urlsafe_b64encode(block).rstrip(b"=").decode()

    def opened(self, cursor: str) -> int:
        """The offset of a cursor; Invalid for any text that is none of this tenant's."""
        try:
            block = urlsafe_b64decode(cursor + "==")
            decryptor = self._cipher.decryptor()
            plain = decryptor.update(block) + decryptor.finalize()
        except ValueError:
            plain = b""
        if len(plain) != len(MARK) + 8 or not plain.startswith(MARK):
            text = "This is no cursor that this API has given you."
            raise _invalid([_fault("after", "feed.cursor_unknown", text)])
        return int.from_bytes(plain[len(MARK) :], "big") - 1


@dataclass(frozen=True)
class Reader:
    """Somebody who may read: which tenant's messages, of the public ones which, with whose cursors."""

    tenant: str
    public: frozenset[str]
    selection: Selection
    seal: Seal

    def wants(self, envelope: Envelope) -> bool:
        if envelope.tenant != self.tenant or envelope.type not in self.public:
            return False
        return self.selection.admits(envelope.type, marks_of(envelope.facts))


def selected(types: list[str] | None, filters: Mapping[str, list[str] | None], public: Catalogue) -> Selection:
    """What is asked for, by the rules of subscriptions; Invalid, by its parameter, for what could select nothing."""
    asked = [name for one in types or public for name in one.split(",")]
    selection = Selection.of(asked, {name: values for name, values in filters.items() if values})
    faults = [fault for flaw in selection.flaws(public) for fault in _faults_of(flaw, selection)]
    if faults:
        raise _invalid(faults)
    return selection


def _faults_of(flaw: Flaw, selection: Selection) -> Iterator[Fault]:
    place, *below = flaw.path
    if place == "types":
        facts = {"type": selection.types[int(below[0])]}
        yield _fault("types", "feed.type_unknown", "No public message has this type.", **facts)
    else:
        for name in below or selection.filters:
            yield _fault(name, flaw.code, flaw.text)


class FeedDesk:
    """What `GatewayService` answers before the door lets somebody read."""

    work: Any

    def follow_messages(self, types: list[str] | None, **filters: list[str] | None) -> Reader:
        return self._admitted(types, filters)

    def read_messages(self, types: list[str] | None, **filters: list[str] | None) -> Reader:
        return self._admitted(types, filters)

    def _admitted(self, types: list[str] | None, filters: Mapping[str, list[str] | None]) -> Reader:
        public = public_fields()
        selection = selected(types, filters, public)
        with self.work.reading() as work:
            tenant = work.context.tenant
            key = work.cursor_keys.key(tenant)
        return Reader(tenant, frozenset(public), selection, Seal(key or self._first_key(tenant)))

    def _first_key(self, tenant: str) -> bytes:
        with self.work() as work:
            key = work.cursor_keys.key(tenant) or work.cursor_keys.keep(tenant, token_bytes(KEY_OCTETS))
            work.commit()
            return key


class Feeds:
    """The readings of one gateway, over one tail of the stream."""

    pulse_s = PULSE_S

    def __init__(self, tail: Tail, most: int = MOST_READERS) -> None:
        self._tail = tail
        self._frames_of: dict[int, bytes] = {}
        self._places = BoundedSemaphore(most)

    def stop(self) -> None:
        self._tail.stop()

    def page(self, request: Request, reader: Reader, _still: Callable[[], Any]) -> Response:
        """Up to `limit` messages after the cursor, waiting up to `wait_s` for the first; `next` is where to go on."""
        limit, wait_s = int(request.args.get("limit", 50)), float(request.args.get("wait_s", 0))
        with self._place():
            reading = self._reading(reader, request.args.get("after"), OLDEST)
            found = _next(reading, wait_s)[:limit]
        offset = found[-1].offset if len(found) == limit else reading.offset
        head = b'{"items":[' + b",".join(entry.body for entry in found)
        body = head + b'],"next":"' + reader.seal.closed(offset).encode() + b'"}'
        return Response(body, headers=HEADERS, content_type=JSON_TYPE)

    def stream(self, request: Request, reader: Reader, still: Callable[[], Any]) -> Response:
        """Every message after `Last-Event-ID`, for as long as the client listens and its key opens the door."""
        cursor = request.headers.get("Last-Event-ID") or request.args.get("after")
        place = self._place()
        keep_open(request)
        try:
            reading = self._reading(reader, cursor, None)
            first = _next(reading, 0)
        except BaseException:
            place.release()
            raise
        return Response(
            self._frames(place, reading, reader, first, still), headers=HEADERS, content_type=EVENT_STREAM_TYPE
        )

    def _frames(
        self, place: "_Place", reading: Reading, reader: Reader, found: list[Entry], still: Callable[[], Any]
    ) -> Iterator[bytes]:
        """Frames of server-sent events; one without data moves the client's cursor on, and nothing else."""
        with place:
            yield f"retry: {RETRY_MS}\n\n".encode()
            asked_at = monotonic()
            while not self._tail.is_stopped:
                if found:
                    yield b"".join(self._framed(reader, entry) for entry in found)
                if monotonic() - asked_at >= self.pulse_s:
                    asked_at = monotonic()
                    if not may_still(still):
                        return
                    yield frame(reader.seal.closed(reading.offset))
                try:
                    found = reading.next(self.pulse_s)
                except (TooOld, MultaqaError):
                    return  # it comes again with its cursor, and is told

    def _framed(self, reader: Reader, entry: Entry) -> bytes:
        """Written once for all readers of the tenant, whom alone it is told."""
        framed = self._frames_of.get(entry.offset)
        if framed is None:
            framed = self._frames_of[entry.offset] = frame(reader.seal.closed(entry.offset), entry.body)
            if len(self._frames_of) > FRAMES_KEPT:
                del self._frames_of[next(iter(self._frames_of))]
        return framed

    def _place(self) -> "_Place":
        if not self._places.acquire(blocking=False):
            raise too_many_readers()
        return _Place(self._places)

    def _reading(self, reader: Reader, cursor: str | None, otherwise: int | None) -> Reading:
        after = reader.seal.opened(cursor) if cursor else otherwise
        return self._tail.read(after, reader.wants)


class _Place:
    """One of the places there are; given back once, however it ends."""

    def __init__(self, places: BoundedSemaphore) -> None:
        self._places: BoundedSemaphore | None = places

    def release(self) -> None:
        places, self._places = self._places, None
        if places:
            places.release()

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        self.release()

    __del__ = release
    """A client that leaves before the first frame was asked for leaves a generator that never began."""


def _fault(parameter: str, code: str, text: str, **facts: Any) -> Fault:
    return {"parameter": parameter, "code": code, "text": text, "facts": facts}


def _invalid(faults: list[Fault]) -> Invalid:
    return Invalid("request.invalid", "Some fields are not as this API expects them.", errors=faults)  # type: ignore[arg-type]


def _next(reading: Reading, wait_s: float) -> list[Entry]:
    try:
        return reading.next(wait_s)
    except TooOld as error:
        text = "What follows this cursor is older than 30 days and no longer kept. Begin anew without a cursor."
        raise RequestError(410, "feed.cursor_too_old", text) from error


def keep_open(request: Request) -> None:
    """Each frame goes out at once; with the stream the connection ends."""
    request.environ["eventlet.minimum_write_chunk_size"] = 1  # or frames would wait until there are many of them
    request.environ["multaqa.close"]()


def too_many_readers() -> Unavailable:
    return Unavailable("feed.too_many_readers", "Too many are reading here. Try again in a moment.")


def may_still(still: Callable[[], Any]) -> bool:
    try:
        still()
    except MultaqaError as refusal:
        return isinstance(refusal, Unavailable)
    return True


def frame(cursor: str, body: bytes | None = None) -> bytes:
    return b"id: " + cursor.encode() + (b"\ndata: " + body if body is not None else b"") + b"\n\n"
