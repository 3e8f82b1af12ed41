"""Signatures: what a signatory is told on the way from the first link to the last signature.

A link and a code travel in these messages and in the mails made of them, nowhere else: the rooms keep digests. Until
the mail is out they rest in the outbox (whose row goes with the broker's confirm), in the lane (whose message goes with
the acknowledgement; after its last retry among the dead letters) and in the mail that is due; `expires_at` bounds what
any of these copies is worth.
"""

from marshmallow import fields

from multaqa.messages.base import LocalText, Message
from multaqa.messages.partners.addressees import addressees


class SignatureLetter(Message):
    """What every letter about a signature names."""

    id = fields.String(required=True)
    agreement_id = fields.String(required=True)
    title = fields.Nested(LocalText, required=True)
    addressees = addressees()


class SignatureRequested(SignatureLetter):
    """A signatory may read and sign through the link, which nobody else has been given."""

    type = "partners.signature_requested.v1"

    token = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)
    delegated_by = fields.String(required=True, allow_none=True)


class SignatureCode(SignatureLetter):
    """A signatory has asked for the code that confirms their signature."""

    type = "partners.signature_code.v1"

    code = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)


class SignatureReminded(SignatureLetter):
    """A signatory has not signed for some days and is given another link beside the first."""

    type = "partners.signature_reminded.v1"

    token = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)


class SignatureDeclined(SignatureLetter):
    """A signatory has declined, so that nobody can sign this text any more."""

    type = "partners.signature_declined.v1"

    organisation_id = fields.String(required=True)
    declined_by = fields.String(required=True)
    reason = fields.String(required=True)
