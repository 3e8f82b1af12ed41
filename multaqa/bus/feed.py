"""The public stream for the many readers of one process.

One consumer follows the end of the stream and keeps the newest messages; whoever reads at the end waits for those, and
whoever is behind reads from the broker until they have caught up. So a thousand readers cost the broker one consumer,
and a slow one holds up nobody: it falls out of what is kept and reads for itself.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from time import monotonic

import structlog

from multaqa.bus.envelope import Envelope
from multaqa.bus.link import Link
from multaqa.bus.stream import end, follow, read
from multaqa.errors import Unavailable

KEPT = 5_000
PAGE = 200
FIRST_WAIT_S = 5.0
END_S = 0.3
"""A stream that gives nothing for so long has no more."""
PULSE_S = 0.5
OLDEST = -1
"""Before every message there is."""

log = structlog.get_logger("multaqa.bus")


class TooOld(Exception):
    """What comes after this offset is no longer kept: going on would leave a gap unseen."""


@dataclass(frozen=True)
class Entry:
    offset: int
    envelope: Envelope

    @cached_property
    def body(self) -> bytes:
        """Its CloudEvent, written once however many read it."""
        return self.envelope.encode()


class Tail:
    """The end of the stream, followed from the first reader on until `stop`. What is kept has no gap."""

    def __init__(self, link: Link, kept: int = KEPT) -> None:
        self._link = link
        self._newest: deque[Entry] = deque(maxlen=kept)
        self._dropped: int | None = None
        """The last offset that is not kept; None until the end of the stream is known."""
        self._stopped = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def read(self, after: int | None, wants: Callable[[Envelope], bool]) -> "Reading":
        """Read what is wanted after an offset; None: only what is new from now on. Unavailable without a broker."""
        self._start()
        with self._changed:
            self._changed.wait_for(lambda: self._dropped is not None or self._stopped, FIRST_WAIT_S)
            if self._dropped is None or self._stopped:
                raise _unavailable()
            return Reading(self, self._link, self._last() if after is None else after, wants)

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
            thread = self._thread
        if thread:
            thread.join()
            self._link.stop()

    @property
    def is_stopped(self) -> bool:
        return self._stopped

    def holds_after(self, offset: int) -> bool:
        """Whether all that comes after this offset is kept here."""
        return self._dropped is not None and self._dropped <= offset

    def after(self, offset: int, wait_s: float) -> list[Entry]:
        """All after this offset that is kept, waiting so long for the first."""
        with self._changed:
            self._changed.wait_for(lambda: self._last() > offset or self._stopped, wait_s)
            found: list[Entry] = []
            for entry in reversed(self._newest):
                if entry.offset <= offset:
                    break
                found.append(entry)
            return found[::-1]

    def _last(self) -> int:
        if self._newest:
            return self._newest[-1].offset
        return OLDEST if self._dropped is None else self._dropped

    def _start(self) -> None:
        with self._changed:
            if self._thread is None and not self._stopped:
                self._link.start()
                self._thread = threading.Thread(target=self._run, name="tail of the stream", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while not self._stopped:
            try:
                self._link.wait_connected(PULSE_S)
                self._follow()
            except Unavailable:
                log.warning("feed.interrupted")
            with self._changed:
                self._changed.wait_for(lambda: self._stopped, PULSE_S)

    def _follow(self) -> None:
        """From the end that was found first, or from where an interruption left off."""
        if self._dropped is None:
            found_end = end(self._link)
            with self._changed:
                self._dropped = found_end
                self._changed.notify_all()
        messages = follow(self._link, self._last(), pulse_s=PULSE_S)
        try:
            for found in messages:
                if found:
                    self._keep(Entry(*found))
                if self._stopped:
                    return
        finally:
            messages.close()

    def _keep(self, entry: Entry) -> None:
        with self._changed:
            if len(self._newest) == self._newest.maxlen:
                self._dropped = self._newest[0].offset
            self._newest.append(entry)
            self._changed.notify_all()


class Reading:
    """One reader's place: `next` gives what is wanted in order, without gap; a repeat has the same message id."""

    def __init__(self, tail: Tail, link: Link, offset: int, wants: Callable[[Envelope], bool]) -> None:
        self.offset = offset
        """All up to here was seen."""
        self._tail, self._link, self._wants = tail, link, wants

    def next(self, wait_s: float) -> list[Entry]:
        """Some of what comes next, waiting so long for it; perhaps nothing. TooOld where some of it is gone."""
        until = monotonic() + wait_s
        while True:
            found = self._some(max(0.0, until - monotonic()))
            if found:
                self.offset = found[-1].offset
            wanted = [entry for entry in found if self._wants(entry.envelope)]
            if wanted or monotonic() >= until or self._tail.is_stopped:
                return wanted

    def _some(self, wait_s: float) -> list[Entry]:
        if self._tail.holds_after(self.offset):
            return self._tail.after(self.offset, wait_s)
        page = read(self._link, None if self.offset == OLDEST else self.offset, PAGE, END_S)
        if page and OLDEST < self.offset < page[0][0] - 1 and self._is_gone(self.offset + 1):
            raise TooOld
        return [Entry(*found) for found in page]

    def _is_gone(self, offset: int) -> bool:
        oldest = read(self._link, None, 1, END_S)
        return bool(oldest) and oldest[0][0] > offset


def _unavailable() -> Unavailable:
    return Unavailable("feed.unavailable", "The messages cannot be read at the moment. Go on from the last cursor.")
