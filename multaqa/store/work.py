"""The unit of work: state, outbox, inbox, due work, audit and the command's answer in one transaction, or nothing."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import PyMongoError

from multaqa.bus.envelope import CONTENT_TYPE, Envelope
from multaqa.clock import Clock
from multaqa.errors import MultaqaError
from multaqa.ids import new_id
from multaqa.store import audit, commands, inbox
from multaqa.store.client import TRANSACTION, Document, insert
from multaqa.store.due import Agenda, Due
from multaqa.store.forgetting import forget
from multaqa.store.repository import Rows
from multaqa.tenancy import Context
from multaqa.tracing import child

OUTBOX = "outbox"
R = TypeVar("R", bound=Rows)
_COMMIT_PATIENCE_S = 5.0


class MessageClass(Protocol):
    """What the kernel uses of a message class; `multaqa.messages.base.Message` is one."""

    type: str

    @classmethod
    def encode(cls, facts: Mapping[str, Any]) -> dict[str, Any]: ...


class Aggregate(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def version(self) -> int: ...

    def facts(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Command:
    """One call of a group: what it asks, and on whose behalf."""

    arguments: dict[str, Any]
    context: Context


@dataclass(slots=True)
class Call:
    """Why a handler runs: a command, a group of them, received messages, or due work."""

    context: Context
    received: Sequence[Any] = ()
    due: Due | None = None
    group: Sequence[Command] | None = None
    committed: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """What every unit of work of a process shares."""

    name: str
    client: "MongoClient[Document]"
    database: Database[Document]
    clock: Clock
    retention: timedelta = field(default=timedelta(days=30))


class NotCommitted(Exception):
    """A handler of a message or of due work returned without commit: nothing happened, so it has failed."""


class Work:
    """One transaction. Leaving it without `commit` rolls back: the safe outcome is the default.

    The room's repositories are attributes, bound to the tenant of the call and to this transaction.
    """

    def __init__(self, room: Room, call: Call, repositories: Mapping[str, type[Rows]], *, writes: bool = True) -> None:
        self._room, self._call, self._writes = room, call, writes
        self._repositories = repositories
        self._session: ClientSession | None = None
        self._outbox: list[Document] = []
        self._audit: list[Document] = []
        self._now = room.clock.now()
        context = call.context
        self._agenda = Agenda(context.tenant, context.principal, context.traceparent)

    @property
    def context(self) -> Context:
        return self._call.context

    def now(self) -> datetime:
        """The instant of this unit of work: the same for all it decides."""
        return self._now

    def __enter__(self) -> Self:
        if self._writes:
            self._session = self._room.client.start_session()
            self._begin(self._session)
        return self

    def __getattr__(self, name: str) -> Any:
        """A repository by its name, bound when it is first asked for: a room has many, a handler wants few."""
        if name.startswith("_") or name not in self._repositories:
            raise AttributeError(name)
        bound = self.bound(self._repositories[name])
        setattr(self, name, bound)
        return bound

    def bound(self, rows: type[R]) -> R:
        """A repository bound to this tenant and transaction."""
        return rows(self._room.database, self.context.tenant, self._session)

    def _begin(self, session: ClientSession) -> None:
        session.start_transaction(**TRANSACTION)
        if self.context.command_id and self._call.group is None:
            try:
                commands.claim(self._room.database, self.context, self._expiry(), session)
            except BaseException:
                self._end(session)
                raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            self._end(self._session)

    @staticmethod
    def _end(session: ClientSession) -> None:
        try:
            if session.in_transaction:
                session.abort_transaction()
        finally:
            session.end_session()

    def publish(
        self, message: type[MessageClass], aggregate: Aggregate, *, cause: Command | None = None, **more: Any
    ) -> None:
        """Tell the other rooms, when this commits: the aggregate's facts, and `more`, as a message of this type.

        Save the aggregate first: its id is the subject, its version orders the message among those of the aggregate.
        `cause` is the command of a group that made it happen. Raises the message's validation error when the facts
        do not fit its schema: strict out.
        """
        facts = message.encode({**aggregate.facts(), **more})
        self._outbox.append(self._outgoing(message.type, aggregate.id, aggregate.version, facts, cause))

    def _outgoing(
        self, type: str, subject: str, version: int, facts: dict[str, Any], cause: Command | None
    ) -> Document:
        context = cause.context if cause else self.context
        envelope = Envelope(
            id=new_id(),
            type=type,
            tenant=context.tenant,
            subject=subject,
            version=version,
            time=self._now,
            source=f"/{self._room.name}",
            traceparent=child(context.traceparent),
            causation_id=context.causation_id,
            facts=facts,
        )
        return {
            "_id": envelope.id,
            "tenant": envelope.tenant,
            "type": type,
            "subject": subject,
            "version": version,
            "routing_key": envelope.routing_key,
            "body": envelope.encode(),
            "content_type": CONTENT_TYPE,
            "traceparent": envelope.traceparent,
            "created_at": time.time(),
        }

    def schedule(self, kind: str, key: str, due: datetime, **facts: Any) -> None:
        """Run the room's `@due(kind)` handler once, at or after `due`; the same key again moves it."""
        self._agenda.schedule(kind, key, due, facts)

    def nudge(self, kind: str, key: str, due: datetime) -> None:
        """Have the `@due(kind)` handler run once at or after `due`, or sooner if it is scheduled sooner.

        Unlike `schedule` it takes nothing from a run under way, which keeps its effect and is followed by another.
        """
        self._agenda.nudge(kind, key, due)

    def unschedule(self, kind: str, key: str) -> None:
        self._agenda.unschedule(kind, key)

    def forget(self, about: str) -> None:
        """Erase what stored answers, dead letters and the audit trail say about an id: the right reaches there, too.

        Of a row of the trail the facts go, not the row: that something was done stays, and the chain holds.
        """
        if self._session is None:
            raise TypeError("this work only reads")
        forget(self._room.database, self.context.tenant, about, self._session)
        if rows := audit.shred(self._room.database, self.context.tenant, about, self._session):
            self.audit(audit.ERASED, about, rows=rows)

    def audit(self, action: str, subject: str, **facts: Any) -> None:
        """Write a row of the tenant's audit trail: who did what to which aggregate."""
        context = self.context
        self._audit.append(audit.row(new_id(), context.tenant, context.principal, self._now, action, subject, facts))

    def commit(self, answer: Any = None) -> Any:
        """Make all of it true, and give `answer` back; for a group it lists an answer or an error per command."""
        if self._session is None:
            raise TypeError("this work only reads")
        json.dumps(answer, default=_refuse_unless_error)
        self._write(self._session, answer)
        _commit(self._session, self.context.deadline)
        self._call.committed = True
        return answer

    def _write(self, session: ClientSession, answer: Any) -> None:
        database = self._room.database
        if self._outbox:
            insert(database[OUTBOX], self._outbox, session)
        if self._audit:
            insert(database[audit.AUDIT], self._audit, session)
        self._agenda.write(database, session, self._call.due)
        if self._call.received:
            inbox.record(database, self._call.received, self._expiry(), session)
        self._store_answers(session, answer)

    def _store_answers(self, session: ClientSession, answer: Any) -> None:
        if self._call.group is not None:
            told = [
                (command.context, one)
                for command, one in zip(self._call.group, answer, strict=True)
                if not isinstance(one, MultaqaError)
            ]
            commands.store_answers(self._room.database, told, self._expiry(), session)
        elif self.context.command_id:
            commands.store_answer(self._room.database, self.context, answer, session)

    def _expiry(self) -> datetime:
        return self._now + self._room.retention


def _refuse_unless_error(value: Any) -> None:
    if not isinstance(value, MultaqaError):
        raise TypeError(f"an answer is JSON, {value!r} is not")


def _commit(session: ClientSession, deadline: float | None) -> None:
    """Commit, asking again while the answer is unknown: a commit may be repeated, its effect happens once."""
    until = min(time.time() + _COMMIT_PATIENCE_S, deadline or float("inf"))
    while True:
        try:
            return session.commit_transaction()
        except PyMongoError as error:
            if not error.has_error_label("UnknownTransactionCommitResult") or time.time() > until:
                raise
            time.sleep(0.05)


class Works:
    """What a handler holds: `with self.work() as work` opens a transaction, `self.work.reading()` only reads."""

    def __init__(self, room: Room, call: Call, repositories: Mapping[str, type[Rows]]) -> None:
        self.room = room
        self.call = call
        self._repositories = repositories

    def __call__(self) -> Work:
        return Work(self.room, self.call, self._repositories)

    @contextmanager
    def reading(self) -> Iterator[Work]:
        with Work(self.room, self.call, self._repositories, writes=False) as work:
            yield work

    def beforehand(self) -> Work:
        """A transaction of due work that does not end it: what is noted before an effect outside."""
        return Work(self.room, replace(self.call, due=None), self._repositories)

    def under(self, context: Context) -> "Works":
        """The same room, on behalf of somebody else: for the gateway, which learns who calls while it answers."""
        return Works(self.room, replace(self.call, context=context), self._repositories)

    def for_group(self, group: Sequence[Command]) -> "Works":
        return Works(self.room, replace(self.call, group=group), self._repositories)
