"""A person's right to be forgotten, where the kernel itself keeps facts: stored answers and dead letters."""

import re

from pymongo.client_session import ClientSession
from pymongo.database import Database

from multaqa.store.client import Document
from multaqa.store.commands import COMMANDS

DEAD_LETTERS = "dead_letters"


def forget(database: Database[Document], tenant: str, about: str, session: ClientSession) -> None:
    """Erase what a tenant's stored answers and dead letters say about an id.

    A repeat of a command whose answer is erased is told so, and does nothing. Dead letters are few and their bodies are
    octets, so they are read one by one.
    """
    speaks = {"tenant": tenant, "answer": {"$regex": re.escape(about)}}
    database[COMMANDS].update_many(speaks, {"$set": {"answer": None}}, session=session)
    letters = database[DEAD_LETTERS].find({"tenant": tenant}, {"body": 1}, session=session)
    found = [letter["_id"] for letter in letters if about.encode() in letter["body"]]
    if found:
        database[DEAD_LETTERS].delete_many({"_id": {"$in": found}}, session=session)
