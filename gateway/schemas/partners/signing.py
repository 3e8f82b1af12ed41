"""Signatures that are asked for by link, over HTTP."""

import re

from marshmallow import fields

from gateway.schemas.partners.agreements import (
    AGREEMENT_KINDS,
    SIGNING_ORDERS,
    Clause,
    NewParty,
    TemplateReference,
    Terms,
)
from gateway.schemas.shape import (
    Flag,
    LocalText,
    Shape,
    day,
    email,
    identifier,
    list_of,
    matching,
    moment,
    nested,
    number,
    one_of,
    text,
)

STATES = ("waiting", "open", "signed", "declined", "withdrawn", "expired")
LANGUAGES = ("fr", "ar")
DIGEST = re.compile(r"[0-9a-f]{64}")
CODE = re.compile(r"[0-9]{6}")


def digest(**declared: object) -> fields.String:
    """A SHA-256 in hexadecimal."""
    return matching(DIGEST, "field.not_a_digest", 64, **declared)


class Signatory(Shape):
    name = text(160, required=True)
    email = email(required=True)
    language = one_of(*LANGUAGES, required=True)


class NamedSignatory(Signatory):
    """Who signs for a party by link."""

    organisation_id = identifier(required=True)


class Sending(Shape):
    """Each signatory gets a link by mail that works until the end of `expires_on`, two weeks unless given."""

    order = one_of(*SIGNING_ORDERS, metadata={"description": "`sequential`: in the order of the parties."})
    signatories = list_of(
        NamedSignatory,
        20,
        metadata={"description": "One for each party that signs by link; others sign elsewhere."},
    )
    expires_on = day()


class NewSignatureRequest(NamedSignatory):
    """`expires_on` is the last day on which the link works: two weeks from now unless given."""

    expires_on = day(allow_none=True)


class SigningStep(Shape):
    what = text(40, required=True)
    at = moment(required=True)
    by = text(160, required=True)
    told = fields.Dict(required=True, metadata={"description": "What the step is about, by name."})


class SignatureRequest(Shape):
    """How far a signature is; nothing in it can be signed with."""

    id = identifier(required=True)
    agreement_id = identifier(required=True)
    organisation_id = identifier(required=True)
    signatory = nested(Signatory, required=True)
    on_behalf_of = text(160, required=True, allow_none=True)
    state = one_of(*STATES, required=True)
    level = one_of("simple", required=True, metadata={"description": "As Moroccan law 43-20 calls it; never more."})
    digest = digest(required=True)
    asked_at = moment(required=True)
    expires_at = moment(required=True)
    consented_at = moment(required=True, allow_none=True)
    settled_at = moment(required=True, allow_none=True)
    reason = text(2000, required=True, allow_none=True)
    trail = list_of(SigningStep, 1000, required=True)


class ConsentToSign(Shape):
    digest = digest(required=True, metadata={"description": "Of the document that was read, as it was given with it."})


class SigningCode(Shape):
    code = matching(CODE, "field.not_a_code", 6, required=True)


class SigningProgress(Shape):
    """How far the holder of a link is. A wrong code is counted, not refused: `attempts_left` says how many remain."""

    state = one_of(*STATES, required=True)
    consented = Flag(required=True)
    code_expires_at = moment(required=True, allow_none=True)
    attempts_left = number(0, required=True, allow_none=True)
    settled_at = moment(required=True, allow_none=True)


class SignableDocument(Terms):
    """The canonical document: its digest is the SHA-256 of its members sorted, without spaces, in UTF-8 (RFC 8785)."""

    id = identifier(required=True)
    kind = one_of(*AGREEMENT_KINDS, required=True)
    parent_id = identifier(required=True, allow_none=True)
    languages = list_of(one_of(*LANGUAGES), 2, required=True)
    text_version = number(1, required=True)
    title = nested(LocalText, required=True)
    parties = list_of(NewParty, 20, required=True)
    clauses = list_of(Clause, 100, required=True)
    template = nested(TemplateReference, required=True, allow_none=True)


class SigningParty(Shape):
    organisation_id = identifier(required=True)
    name = nested(LocalText, required=True, allow_none=True, metadata={"description": "Null for the directorate."})
    signatory = text(160, required=True, allow_none=True)
    signed_at = moment(required=True, allow_none=True)


class ToSign(SigningProgress):
    """What the holder of a link reads."""

    agreement_id = identifier(required=True)
    organisation_id = identifier(required=True)
    signatory = nested(Signatory, required=True)
    on_behalf_of = text(160, required=True, allow_none=True)
    expires_at = moment(required=True)
    level = one_of("simple", required=True)
    digest = digest(required=True)
    document = nested(SignableDocument, required=True)
    parties = list_of(SigningParty, 20, required=True)


class SignatureRequests(Shape):
    """All that were ever asked for one agreement, in the order of asking."""

    items = list_of(SignatureRequest, 1000, required=True)
    next = fields.String(required=True, allow_none=True)
