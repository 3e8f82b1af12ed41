"""A trail recorded in a room's database, and what whoever holds the database can do to it."""

from dataclasses import dataclass
from typing import Any

from pymongo.database import Database

from multaqa.ids import new_id
from multaqa.store import audit
from multaqa.store.audit import rows as audit_rows
from multaqa.store.audit.checkpoint import Checkpoint, Checkpoints
from multaqa.store.audit.keyring import Keyring
from multaqa.store.audit.trail import StoredTrail
from multaqa.store.audit.verification import Findings, verify
from multaqa.store.audit.vouching import vouch

FES, RABAT = "fes-meknes", "rabat-sale-kenitra"
ROOM = "events"


@dataclass
class Recorded:
    """A trail of six linked rows, with the means to go on, to vouch for it and to look at it."""

    room: Any
    works_for: Any
    keyring: Keyring

    @property
    def rows(self) -> Any:
        return self.room.database.audit

    @property
    def database(self) -> Database:
        return self.room.database

    def write(self, subject: str, tenant: str = FES, **facts: Any) -> None:
        with self.works_for(tenant)() as work:
            work.audit("lamp.lit", subject, **facts)
            work.commit()

    def link(self) -> int:
        return audit.chain(self.room.client, self.database, self.room.clock.now())

    def vouch(self, tenant: str = FES) -> Checkpoint:
        made = vouch(self.database, ROOM, tenant, self.keyring, self.room.clock.now())
        assert made is not None
        Checkpoints(self.database, tenant).add(new_id(), made)
        return made

    def trail(self, tenant: str = FES) -> StoredTrail:
        return StoredTrail(ROOM, self.database, tenant, self.database)

    def look(self, *given: Any, tenant: str = FES) -> Findings:
        return verify(self.trail(tenant), self.keyring, given)

    def kinds(self, *given: Any) -> list[str]:
        return [trouble.kind for trouble in self.look(*given).troubles]

    def rewrite_from(self, sequence: int) -> None:
        """What whoever holds the database can do: link everything anew, and put the head there."""
        previous = self.rows.find_one({"tenant": FES, "sequence": sequence - 1})["digest"]
        for row in list(self.rows.find({"tenant": FES, "sequence": {"$gte": sequence}}, sort=[("sequence", 1)])):
            link = {"previous": previous, "digest": audit_rows.digest(row, row["sequence"], previous)}
            self.rows.update_one({"_id": row["_id"]}, {"$set": link})
            previous = link["digest"]
        self.database.audit_heads.update_one({"_id": FES}, {"$set": {"digest": previous}})

    def edit(self, sequence: int, **facts: Any) -> None:
        """An edit that leaves no seam inside the row: facts, salt and seal fit each other."""
        forged = audit_rows.row("", FES, "", self.room.clock.now(), "", "", facts)
        sealed = {name: forged[name] for name in ("facts", "salt", "seal")}
        self.rows.update_one({"tenant": FES, "sequence": sequence}, {"$set": sealed})

    def cut(self, after: int) -> None:
        """A truncation that leaves no seam: rows, head and checkpoints fit each other."""
        self.rows.delete_many({"tenant": FES, "sequence": {"$gt": after}})
        last = self.rows.find_one({"tenant": FES, "sequence": after})
        end = {"sequence": after, "digest": last["digest"]}
        self.database.audit_heads.update_one({"_id": FES}, {"$set": end})
        self.database.audit_checkpoints.delete_many({"tenant": FES, "sequence": {"$gt": after}})
