"""Agreements over HTTP."""

from gateway.schemas.shape import (
    LocalText,
    PageQuery,
    Shape,
    day,
    identifier,
    list_of,
    moment,
    nested,
    number,
    one_of,
    text,
)

AGREEMENT_KINDS = ("framework", "convention")
AGREEMENT_STATES = ("draft", "awaiting_signature", "in_force")
COMMITMENT_KINDS = ("training_places", "internships", "hires", "equipment", "trainers", "jury_members", "stands")


class NewParty(Shape):
    organisation_id = identifier(required=True)
    signatory = text(160, allow_none=True)


class Party(NewParty):
    signed_at = moment(required=True, allow_none=True)


class Commitment(Shape):
    kind = one_of(*COMMITMENT_KINDS, required=True)
    owner = identifier(required=True, metadata={"description": "The party that promises."})
    quantity = number(1, 1_000_000, required=True)
    unit = text(60, required=True)
    due_on = day(required=True)


class NewAgreement(Shape):
    kind = one_of(*AGREEMENT_KINDS, required=True)
    title = nested(LocalText, required=True)
    parties = list_of(NewParty, 20, least=1, required=True)
    commitments = list_of(Commitment, 100)
    sectors = list_of(identifier(), 20)
    parent_id = identifier(allow_none=True)
    edition_id = identifier(allow_none=True, metadata={"description": "The edition at which it is signed."})
    starts_on = day(allow_none=True)
    ends_on = day(allow_none=True)


class Agreement(NewAgreement):
    id = identifier(required=True)
    parties = list_of(Party, 20, required=True)
    state = one_of(*AGREEMENT_STATES, required=True)
    drafted_at = moment(required=True)
    submitted_at = moment(required=True, allow_none=True)
    in_force_at = moment(required=True, allow_none=True)


class AgreementQuery(PageQuery):
    state = one_of(*AGREEMENT_STATES, metadata={"description": "Only those in this state."})


class NewSignature(Shape):
    organisation_id = identifier(required=True)
    signatory = text(160, required=True)
