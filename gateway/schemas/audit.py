"""The audit trail over HTTP."""

from marshmallow import fields

from gateway.audit import EVERYWHERE
from gateway.schemas.shape import PageQuery, Shape, identifier, moment, number, one_of, text


class CheckpointQuery(PageQuery):
    room = one_of(*EVERYWHERE, metadata={"description": "Only this room's trail; without it, all together."})


class AuditQuery(CheckpointQuery):
    subject = text(200, metadata={"description": "An id: rows about it, and rows whose facts name it."})
    action = text(80, metadata={"description": "What was done, like `agreement.signed`."})


class AuditRow(Shape):
    """Who did what to what. `facts` is null once they were erased; `sequence` until the row is linked."""

    id = identifier(required=True)
    room = one_of(*EVERYWHERE, required=True)
    at = moment(required=True)
    principal = text(200, required=True)
    action = text(80, required=True)
    subject = text(200, required=True)
    facts = fields.Dict(required=True, allow_none=True)
    sequence = number(1, required=True, allow_none=True)
    digest = fields.String(required=True, allow_none=True)


class MadeCheckpoint(Shape):
    """Where a trail ended, signed: `line` is all of it, `mark` is what mails carry. Keep either outside."""

    tenant = text(63, required=True)
    room = one_of(*EVERYWHERE, required=True)
    sequence = number(1, required=True)
    digest = fields.String(required=True)
    at = moment(required=True)
    key_id = fields.String(required=True)
    signature = fields.String(required=True)
    line = fields.String(required=True)
    mark = fields.String(required=True)


class Checkpoint(MadeCheckpoint):
    id = identifier(required=True)
