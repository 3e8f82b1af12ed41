"""Idempotency of commands: a command's answer is written in the transaction of its effect, and given again on a repeat.

Scope (tenant, caller, route, key) and fingerprint of the body follow draft-ietf-httpapi-idempotency-key-header-07.
"""

import json
from datetime import datetime
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError, OperationFailure

from multaqa.errors import Conflict, KeyReused, NotFound
from multaqa.store.client import Document
from multaqa.tenancy import Context

COMMANDS = "commands"
_WRITE_CONFLICT = 112


class Repeated(Exception):
    """This command was done before; `answer` is what it was answered then. Never leaves the kernel."""

    def __init__(self, answer: Any) -> None:
        super().__init__("a repeated command")
        self.answer = answer


def key_of(context: Context) -> str:
    return "/".join((context.tenant, context.principal, context.route or "", context.command_id or ""))


def _row(context: Context, expires_at: datetime, answer: Any) -> Document:
    return {
        "_id": key_of(context),
        "tenant": context.tenant,
        "fingerprint": context.fingerprint,
        "answer": json.dumps(answer),
        "expires_at": expires_at,
    }


def claim(database: Database[Document], context: Context, expires_at: datetime, session: ClientSession) -> None:
    """Take the command's row, or raise Repeated with the stored answer, Conflict while it is in progress."""
    try:
        database[COMMANDS].insert_one(_row(context, expires_at, None), session=session)
    except DuplicateKeyError:
        session.abort_transaction()
        answers = answered(database, [context])
        if key_of(context) in answers:
            raise Repeated(answers[key_of(context)]) from None
        raise _in_progress(context) from None  # it expired between the two reads: as good as busy
    except OperationFailure as error:
        if error.code == _WRITE_CONFLICT:
            raise _in_progress(context) from error
        raise


def store_answer(database: Database[Document], context: Context, answer: Any, session: ClientSession) -> None:
    update = {"$set": {"answer": json.dumps(answer)}}
    database[COMMANDS].update_one({"_id": key_of(context)}, update, session=session)


def store_answers(
    database: Database[Document], answers: list[tuple[Context, Any]], expires_at: datetime, session: ClientSession
) -> None:
    rows = [_row(context, expires_at, answer) for context, answer in answers if context.command_id]
    if rows:
        database[COMMANDS].insert_many(rows, session=session)


def answered(database: Database[Document], contexts: list[Context]) -> dict[str, Any]:
    """The stored answers of those of these commands that were done before, by `key_of`; KeyReused is an answer too."""
    by_key = {key_of(context): context for context in contexts if context.command_id}
    rows = database[COMMANDS].find({"_id": {"$in": list(by_key)}})
    return {row["_id"]: _answer_to(by_key[row["_id"]], row) for row in rows}


def _answer_to(context: Context, row: Document) -> Any:
    if row["answer"] is None:
        return NotFound("command.answer_erased", "What this request was answered has been erased.")
    if row["fingerprint"] == context.fingerprint:
        return json.loads(row["answer"])
    text = "This Idempotency-Key was used for another request. Take a new key for a new request."
    return KeyReused("command.key_reused", text, command_id=context.command_id)


def _in_progress(context: Context) -> Conflict:
    text = "This very request is being handled. Wait for its answer, or repeat it in a moment with the same key."
    return Conflict("command.in_progress", text, command_id=context.command_id)
