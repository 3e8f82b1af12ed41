"""nameko's side of due work: a room's `@due(kind)` methods, run when their time has come."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from nameko.extensions import Entrypoint, ProviderCollector, SharedExtension
from pymongo.errors import PyMongoError

from multaqa import telemetry
from multaqa.bus.places import Places
from multaqa.errors import Conflict
from multaqa.store.due import Due, claim, put_off
from multaqa.store.handler import until_committed
from multaqa.store.provider import CALL, RoomDatabase, settings_of
from multaqa.store.work import Call
from multaqa.tenancy import Context

_AT_ONCE = 48


class DueRunner(ProviderCollector, SharedExtension):  # type: ignore[misc]
    """Claims rows whose time has come, a few at a time, and hands each to its kind's method."""

    database = RoomDatabase()

    def setup(self) -> None:
        settings = settings_of(self.container)
        self._poll_s = settings.due_poll_s
        self._free = threading.BoundedSemaphore(_AT_ONCE)
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._thread = threading.Thread(target=self._run, name="due", daemon=True)
        self._started = False
        self._places = Places()

    def start(self) -> None:
        if not self._started:
            self._started = True
            for one in self._providers:
                self._places.provide(one.kind, one.at_once)
            self._thread.start()

    def close(self) -> None:
        self._stopping.set()
        self._woken.set()

    def stop(self) -> None:
        self.close()

    def release(self, work: Due) -> None:
        self._places.give_back(work.kind, work.tenant)
        self._free.release()
        self._woken.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                found = self._claim_one()
            except PyMongoError as error:
                telemetry.log.warning("due.no_database", cause=type(error).__name__)
                found = False
            if not found:
                self._woken.wait(self._poll_s)
                self._woken.clear()

    def _claim_one(self) -> bool:
        self._free.acquire()
        work = self._next() if not self._stopping.is_set() else None
        if work is None:
            self._free.release()
            return False
        self._places.take(work.kind, work.tenant)
        next(one for one in self._providers if one.kind == work.kind).run(work)
        return True

    def _next(self) -> Due | None:
        """What is due first; of a kind that a tenant has filled to its share, what others have is looked for before."""
        room = self.database.room
        now, free = room.clock.now(), self._places.free()
        for kind, filled in free.items():
            if filled and (of_others := next(claim(room.database, [kind], now, 1, but=filled), None)):
                return of_others
        return next(claim(room.database, [kind for kind, filled in free.items() if not filled], now, 1), None)


class _DueEntrypoint(Entrypoint):  # type: ignore[misc]
    runner = DueRunner()

    def __init__(self, kind: str, at_once: int = _AT_ONCE, **more: Any) -> None:
        super().__init__(**more)
        self.kind, self.at_once = kind, at_once

    def setup(self) -> None:
        self.runner.register_provider(self)

    def stop(self) -> None:
        self.runner.close()

    def run(self, work: Due) -> None:
        context = Context(
            tenant=work.tenant,
            principal=work.principal,
            traceparent=work.traceparent,
            causation_id=f"{work.kind}/{work.key}/{work.generation}"[:200],
        )
        started = time.monotonic()

        def finish(_: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            self._finish(work, exc_info[1] if exc_info else None, time.monotonic() - started)
            return result, None

        self.container.spawn_worker(
            self, (work,), {}, context_data={CALL: Call(context, due=work)}, handle_result=finish
        )

    def _finish(self, work: Due, error: BaseException | None, seconds: float) -> None:
        room = self.runner.database.room
        outcome = telemetry.HANDLED
        if isinstance(error, Conflict) and error.code == "due.moved":
            outcome = telemetry.REPEATED
        elif error is not None:
            outcome = telemetry.RETRIED
            self._put_off(work, error)
        self.runner.release(work)
        telemetry.handled(room.name, f"due.{work.kind}", work.tenant, outcome, seconds, traceparent=work.traceparent)

    def _put_off(self, work: Due, error: BaseException) -> None:
        telemetry.log.error(
            "due.failed", kind=work.kind, key=work.key, tenant=work.tenant, attempt=work.attempt,
            exc_info=(type(error), error, error.__traceback__),
        )  # fmt: skip
        with suppress(PyMongoError):  # the lease ends by itself and the row is claimed again
            put_off(self.runner.database.room.database, work, repr(error))


def due(
    kind: str, *, external: bool = False, at_once: int = _AT_ONCE
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Run a service's method when work of this kind, written by `work.schedule(kind, key, due)`, is due.

    Its commit deletes the row in the same transaction, so that its effect happens once; scheduling the same key in it
    means "again, later". `external=True` is for an effect outside of the database (a mail, an HTTP call): the method
    is then not run again on a transient error; its lease of a minute brings the row back. `at_once` bounds how many of
    the kind a process runs together: slow work must neither outlive its lease in a queue nor hold up the other kinds.
    """

    def expose(method: Callable[..., Any]) -> Callable[..., Any]:
        wrapped = until_committed(method, again=not external)
        _DueEntrypoint.decorator(kind, at_once)(wrapped)
        return wrapped

    return expose


__all__ = ["due"]
