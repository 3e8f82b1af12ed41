"""The connection to MongoDB, the same for rooms and relays."""

from collections.abc import Sequence
from typing import Any

from pymongo import MongoClient, ReadPreference, WriteConcern
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.read_concern import ReadConcern

Document = dict[str, Any]
DURABLE = WriteConcern(w="majority", j=True)
TRANSACTION: dict[str, Any] = {
    "read_concern": ReadConcern("snapshot"),
    "write_concern": DURABLE,
    "read_preference": ReadPreference.PRIMARY,
}


def connect(uri: str, name: str, *, pool: int = 100) -> MongoClient[Document]:
    """A client whose reads know their time zone and whose writes survive the death of a node.

    Server selection gives up after 3 s: a database that is away is an answer (`Unavailable`), not a silence.
    """
    return MongoClient(
        uri,
        appname=name,
        tz_aware=True,
        maxPoolSize=pool,
        serverSelectionTimeoutMS=3_000,
        connectTimeoutMS=3_000,
        socketTimeoutMS=30_000,
        retryWrites=True,
        w="majority",
        journal=True,
    )


def insert(rows: Collection[Document], documents: Sequence[Document], session: ClientSession | None = None) -> None:
    """Insert one or many; one alone goes without the driver's bulk machinery."""
    if len(documents) == 1:
        rows.insert_one(documents[0], session=session)
    else:
        rows.insert_many(documents, session=session)


def database_of(client: MongoClient[Document], name: str) -> Database[Document]:
    return client.get_database(name, write_concern=DURABLE)
