"""What every room answers about its audit trail, and the daily checkpoint: `class X(trail_of(XCheckpointMade))`."""

from typing import Any

from nameko.extensions import DependencyProvider, SharedExtension

from multaqa import telemetry
from multaqa.bus import due
from multaqa.errors import NotFound
from multaqa.ids import new_id
from multaqa.rpc import rpc
from multaqa.store.audit.chain import CHECKPOINT
from multaqa.store.audit.checkpoint import Checkpoint, Checkpoints, Heads
from multaqa.store.audit.keyring import Keyring, keyring_of
from multaqa.store.audit.listing import AuditRows, page_of_checkpoints, page_of_rows
from multaqa.store.audit.vouching import vouch
from multaqa.store.provider import RoomDatabase, settings_of
from multaqa.store.work import MessageClass, Work

Facts = dict[str, Any]


class AuditKeys(SharedExtension):  # type: ignore[misc]
    """The keys of the process: their file is read at start, so that a bad one ends it there."""

    database = RoomDatabase()
    _keyring: Keyring | None = None

    def setup(self) -> None:
        settings = settings_of(self.container)
        if settings.audit_key_file:
            self.keyring()
        elif not settings.development:
            telemetry.log.warning("audit.no_key", what="no checkpoint is made: set audit_key_file")

    def keyring(self) -> Keyring:
        if self._keyring is None:
            self._keyring = keyring_of(settings_of(self.container), self.database.room.client)
        return self._keyring


class audit_keys(DependencyProvider):  # type: ignore[misc]  # noqa: N801 (a declaration, read like a function)
    """`audit_keys = audit_keys()`: `self.audit_keys.keyring()` signs and checks checkpoints."""

    keys = AuditKeys()

    def get_dependency(self, _: Any) -> AuditKeys:
        return self.keys


class TrailKeeper:
    """What a service does with its trail; `work` is the service's own."""

    work: Any
    checkpoint_made: type[MessageClass]
    audit_keys = audit_keys()

    @rpc
    def list_audit(
        self, subject: str | None = None, action: str | None = None, after: str | None = None, limit: int = 50
    ) -> Facts:
        with self.work.reading() as work:
            return page_of_rows(work.bound(AuditRows), subject, action, after, limit)

    @rpc
    def list_checkpoints(self, after: str | None = None, limit: int = 50) -> Facts:
        with self.work.reading() as work:
            return page_of_checkpoints(work.bound(Checkpoints), after, limit)

    @rpc
    def make_checkpoint(self) -> Facts:
        """The newest checkpoint, made now when there are rows that no checkpoint covers."""
        made = self._vouch()
        with self.work() as work:
            self._note_checkpoint(work, made)
            newest = made or work.bound(Checkpoints).newest()
            if newest is None:
                raise NotFound("checkpoint.nothing_linked", "This room has no linked row of this tenant yet.")
            work.commit(facts := newest.facts())
            return facts

    @due(CHECKPOINT)
    def make_checkpoint_daily(self, _: Any) -> None:
        made = self._vouch()
        with self.work() as work:
            self._note_checkpoint(work, made)
            work.commit()

    def _vouch(self) -> Checkpoint | None:
        """Before the transaction: a day's rows may take longer to look at than one may last."""
        room, tenant = self.work.room, self.work.call.context.tenant
        return vouch(room.database, room.name, tenant, self.audit_keys.keyring(), room.clock.now())

    def _note_checkpoint(self, work: Work, made: Checkpoint | None) -> None:
        work.bound(Heads).note(work.now())
        if made:
            work.bound(Checkpoints).add(new_id(), made)
            work.publish(self.checkpoint_made, made)


def trail_of(checkpoint_made: type[MessageClass]) -> type:
    """A base for a room's service; `checkpoint_made` is the message that tells of its checkpoints."""
    return type("TrailOfRoom", (TrailKeeper,), {"checkpoint_made": checkpoint_made})
