"""A tenant's trail as it stands in a room's database, read while the room goes on writing."""

import json
from collections.abc import Iterator, Sequence

from pymongo.database import Database

from multaqa.errors import MultaqaError
from multaqa.store.audit.chain import HEADS, head_of
from multaqa.store.audit.checkpoint import Anchor, Checkpoint, Checkpoints, checkpoint_of, read_checkpoint
from multaqa.store.audit.rows import AUDIT
from multaqa.store.client import Document

HEARD = "checkpoint.heard"
"""The action of the rows by which the partners' trail, whose marks go out in mails, vouches for the other rooms'."""

_AT_A_TIME = 2_000


class StoredTrail:
    """The last number is read first: rows that are linked while the walk goes on are neither missing nor too many."""

    def __init__(self, room: str, database: Database[Document], tenant: str, heard_in: Database[Document]) -> None:
        self.tenant, self.room = tenant, room
        self._database, self._heard_in = database, heard_in
        self._last = self._last_number()
        head = head_of(database, tenant)
        self.head = Anchor(tenant, room, head["sequence"], head["digest"], "the head of the chain")

    def checkpoints(self) -> Sequence[Checkpoint]:
        """Those the room keeps, and those the partners' trail has heard."""
        rows = self._database[Checkpoints.collection].find({"tenant": self.tenant}, sort=[("sequence", 1)])
        kept = [checkpoint_of(row) for row in rows]
        return [*kept, *(one for one in self._heard() if one not in kept)]

    def rows(self) -> Iterator[Document]:
        mine, until = {"tenant": self.tenant}, max(self._last, self.head.sequence)
        linked = {**mine, "sequence": {"$ne": None, "$lte": until}}
        yield from self._database[AUDIT].find(linked, sort=[("sequence", 1), ("_id", 1)], batch_size=_AT_A_TIME)
        for later in ({"sequence": None}, {"sequence": {"$gt": until}}):
            for row in self._database[AUDIT].find({**mine, **later}):
                yield {**row, "sequence": None}

    def _last_number(self) -> int:
        numbered = {"tenant": self.tenant, "sequence": {"$type": "number"}}
        row = self._database[AUDIT].find_one(numbered, sort=[("sequence", -1)])
        return row["sequence"] if row else 0

    def _heard(self) -> Iterator[Checkpoint]:
        heard = {"tenant": self.tenant, "action": HEARD, "subject": self.room, "facts": {"$type": "string"}}
        for row in self._heard_in[AUDIT].find(heard):
            try:
                yield read_checkpoint(line_in(row))
            except MultaqaError:
                continue  # a row that was tampered with is told where its own trail is walked


def line_in(row: Document) -> str:
    """The checkpoint's line in a row that heard one."""
    facts = json.loads(row["facts"])
    return str(facts.get("line", "")) if isinstance(facts, dict) else ""


def tenants_with_a_trail(room: str, database: Database[Document], heard_in: Database[Document]) -> list[str]:
    """Whoever has left something there; a trail deleted whole is still known by its head or by its checkpoints."""
    known = {whose for name in (AUDIT, HEADS, Checkpoints.collection) for whose in database[name].distinct("tenant")}
    return sorted(known | set(heard_in[AUDIT].distinct("tenant", {"action": HEARD, "subject": room})))
