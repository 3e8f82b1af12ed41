"""Making a checkpoint: the room vouches only for what it has looked at."""

from datetime import datetime

from pymongo.database import Database

from multaqa.errors import Refused
from multaqa.store.audit.chain import head_of
from multaqa.store.audit.checkpoint import Anchor, Checkpoint, Checkpoints
from multaqa.store.audit.keyring import Keyring
from multaqa.store.audit.rows import AUDIT, GENESIS
from multaqa.store.audit.verification import Findings, Walk
from multaqa.store.client import Document


def vouch(database: Database[Document], room: str, tenant: str, keyring: Keyring, at: datetime) -> Checkpoint | None:
    """A signed checkpoint of where the chain ends now; None when there is nothing newer than the last one.

    Refused when the rows since the last one do not hold together: nobody signs a chain that was tampered with.
    """
    newest, head = Checkpoints(database, tenant).newest(), head_of(database, tenant)
    if head["sequence"] <= (newest.sequence if newest else 0):
        return None
    end = Anchor(tenant, room, head["sequence"], head["digest"], "the head of the chain")
    _refuse_broken(database, newest, end)
    return keyring.sign(Checkpoint(tenant, room, end.sequence, end.digest, at, keyring.key_id))


def _refuse_broken(database: Database[Document], newest: Checkpoint | None, end: Anchor) -> None:
    after, known = (newest.sequence, newest.digest) if newest else (0, GENESIS)
    findings = Findings(end.tenant, end.room)
    walk = Walk(findings, [end], after, known)
    since = {"tenant": end.tenant, "sequence": {"$gt": after, "$lte": end.sequence}}
    for row in database[AUDIT].find(since, sort=[("sequence", 1)]):
        walk.step(row)
    walk.end(erasures_known=False)
    if findings.troubles:
        text = f"No checkpoint is made of a trail that does not hold: {findings.troubles[0].text}"
        raise Refused("audit.broken", text, sequence=findings.troubles[0].sequence)
