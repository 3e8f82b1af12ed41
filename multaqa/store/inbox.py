"""The inbox: which messages this room has already acted on, written in the transaction of the effect.

For `Work`: `record(database, call.received, expiry, session)` just before commit. When a message of `received` has been
acted on before, it raises `Replay`: leave the transaction, let the error pass through the handler and through `rerun`
(it is neither transient nor a race) to the consumer, which acknowledges what is known and hands over the rest again.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError

from multaqa.bus.envelope import Received
from multaqa.store.client import Document, insert
from multaqa.store.transient import is_taken

INBOX = "inbox"


class Replay(Exception):
    """A message among those being handled has been acted on already: nothing of this transaction may stand."""


def known(
    database: Database[Document], tenant: str, ids: Iterable[str], session: ClientSession | None = None
) -> set[str]:
    """Those of the ids that this room has already acted on."""
    keys = [_key(tenant, id_) for id_ in ids]
    rows = database[INBOX].find({"_id": {"$in": keys}}, {"_id": 1}, session=session)
    return {row["_id"].partition("/")[2] for row in rows}


def record(
    database: Database[Document], received: Sequence[Received], expiry: datetime, session: ClientSession
) -> None:
    """Remember that these messages have been acted on, until `expiry`; raises `Replay` when one had been before."""
    rows = [
        {"_id": _key(message.tenant, message.id), "tenant": message.tenant, "expires_at": expiry}
        for message in received
    ]
    try:
        insert(database[INBOX], rows, session)
    except (BulkWriteError, DuplicateKeyError) as error:
        if is_taken(error):
            raise Replay from error
        raise


def _key(tenant: str, id_: str) -> str:
    return f"{tenant}/{id_}"
