"""Quotas, held seats and draws over HTTP."""

from gateway.schemas.shape import Shape, identifier, list_of, moment, number, text


class NewQuota(Shape):
    """Without an activity of the whole edition, without a category for anybody."""

    activity_id = identifier(allow_none=True)
    category = identifier(allow_none=True)
    capacity = number(1, 1_000_000, required=True)


class QuotaUse(Shape):
    activity_id = identifier(required=True, allow_none=True)
    category = identifier(required=True, allow_none=True)
    capacity = number(1, required=True)
    taken = number(0, required=True)


class Quotas(Shape):
    items = list_of(QuotaUse, 10_000, required=True)


class ReconciledQuota(Shape):
    activity_id = identifier(required=True, allow_none=True)
    category = identifier(required=True, allow_none=True)
    taken = number(0, required=True)
    counted = number(0, required=True)
    drift = number(-1_000_000, required=True)


class Reconciliation(Shape):
    edition_id = identifier(required=True)
    quotas = list_of(ReconciledQuota, 10_000, required=True)
    drift = number(0, required=True)


class NewHold(Shape):
    category = identifier(required=True)
    activity_ids = list_of(identifier(), 20)
    minutes = number(1, 60, metadata={"description": "How long; 15 by default."})
    person_id = identifier(metadata={"description": "For whom: each person holds few seats at once."})


class Hold(Shape):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    category = identifier(required=True)
    activity_ids = list_of(identifier(), 20, required=True)
    expires_at = moment(required=True)


class Draw(Shape):
    edition_id = identifier(required=True)
    algorithm = text(200, required=True)
    commitment = text(64, required=True, metadata={"description": "SHA-256 of the seed, shown before anybody waits."})
    committed_at = moment(required=True)
    seed = text(64, required=True, allow_none=True, metadata={"description": "Shown once the draw is held."})
    drawn_at = moment(required=True, allow_none=True)
    order = list_of(identifier(), 100_000, required=True, metadata={"description": "Registrations as drawn."})
