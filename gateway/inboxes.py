"""Inboxes that are looked at: what comes in is told at once to whoever keeps theirs open (server-sent events).

The room is asked once for all of a directorate's open inboxes, however many there are, and only while there is one.
"""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from time import monotonic
from typing import Any

import eventlet
from eventlet.event import Event
from werkzeug.wrappers import Response

from gateway.feeds import HEADERS, MOST_READERS, frame, keep_open, may_still, too_many_readers
from gateway.forms import Visit
from gateway.links import Link
from gateway.route import LINK_PLACE, Route
from gateway.routes.notifications import INBOX_MISSED, INBOX_NEWS, OWN_INBOX
from multaqa.errors import MultaqaError, Unavailable
from multaqa.media_types import EVENT_STREAM_TYPE

RETRY_MS = 5_000
REMEMBERED = 2_000
"""Ids of the last items that were told: the room is asked for a little more than what is new."""


@dataclass(eq=False)
class _Reader:
    visit: Visit
    person_id: str
    items: list[dict[str, Any]] = field(default_factory=list)
    woken: Event = field(default_factory=Event)

    def tell(self, item: dict[str, Any]) -> None:
        self.items.append(item)
        if not self.woken.ready():
            self.woken.send()

    def wait(self, at_most_s: float) -> list[dict[str, Any]]:
        with eventlet.Timeout(at_most_s, exception=False):
            self.woken.wait()
        items, self.items, self.woken = self.items, [], Event()
        return items


class Inboxes:
    """Those open at one gateway: the room is asked every `every_s`, a sign of life is sent every `pulse_s`."""

    def __init__(self, every_s: float = 2.0, pulse_s: float = 15.0, most: int = MOST_READERS) -> None:
        self._every_s, self._pulse_s, self._most = every_s, pulse_s, most
        self._readers: dict[str, set[_Reader]] = {}
        self._watched: set[str] = set()
        self._is_stopped = False

    def stop(self) -> None:
        self._is_stopped = True

    def stream(self, visit: Visit) -> Response:
        """Every item that comes in from now on, or since `Last-Event-ID`; the link is asked again at each pulse."""
        reader = _Reader(visit, visit.of(OWN_INBOX)["person_id"])
        if sum(len(readers) for readers in self._readers.values()) >= self._most:
            raise too_many_readers()
        since = visit.request.headers.get("Last-Event-ID")
        missed = _told(visit, INBOX_MISSED, since)[0] if since else []
        keep_open(visit.request)
        return Response(self._frames(reader, missed), headers=HEADERS, content_type=EVENT_STREAM_TYPE)

    def _frames(self, reader: _Reader, items: list[dict[str, Any]]) -> Iterator[bytes]:
        tenant = Link.shown(reader.visit.path[LINK_PLACE]).tenant
        self._admit(tenant, reader)
        try:
            yield f"retry: {RETRY_MS}\n\n".encode()
            asked_at = monotonic()
            while not self._is_stopped:
                yield b"".join(_framed(one) for one in items)
                if monotonic() - asked_at >= self._pulse_s:
                    asked_at = monotonic()
                    if not may_still(partial(reader.visit.of, OWN_INBOX)):
                        return
                    yield b":\n\n"
                items = reader.wait(self._pulse_s)
        finally:
            self._readers[tenant].discard(reader)

    def _admit(self, tenant: str, reader: _Reader) -> None:
        self._readers.setdefault(tenant, set()).add(reader)
        if tenant not in self._watched:
            self._watched.add(tenant)
            eventlet.spawn(self._watch, tenant)

    def _watch(self, tenant: str) -> None:
        """Asks with the link of any reader; one whose link opens nothing any more is ended by its own pulse."""
        readers, since, told = self._readers[tenant], None, deque[str](maxlen=REMEMBERED)
        while readers and not self._is_stopped:
            if news := _news_of_any(readers, since):
                items, at = news
                fresh = [item for item in items if item["id"] not in told]
                told.extend(item["id"] for item in fresh)
                for item, reader in product(fresh if since else (), list(readers)):
                    if reader.person_id == item["person_id"]:
                        reader.tell(item)
                since = at
            eventlet.sleep(self._every_s)
        self._watched.discard(tenant)


def _news_of_any(readers: set[_Reader], since: str | None) -> tuple[list[dict[str, Any]], str] | None:
    """None where the room could not be asked: it is asked again for the same time."""
    for reader in list(readers):
        try:
            return _told(reader.visit, INBOX_NEWS, since)
        except Unavailable:
            return None
        except MultaqaError:
            continue
    return None


def _told(visit: Visit, route: Route, since: str | None) -> tuple[list[dict[str, Any]], str]:
    """All there is since an instant, the oldest first, and until when that is."""
    asked: dict[str, str] = {"since": since} if since else {}
    page = visit.of(route, query=asked)
    items, at = list(page["items"]), page["at"]
    while page["next"]:
        page = visit.of(route, query={**asked, "after": page["next"]})
        items += page["items"]
    return items[::-1], at


def _framed(item: dict[str, Any]) -> bytes:
    shown = {name: value for name, value in item.items() if name != "person_id"}
    return frame(item["sent_at"], json.dumps(shown, ensure_ascii=False).encode())
