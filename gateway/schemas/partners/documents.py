"""Documents of agreements over HTTP: the PDF, what was signed elsewhere, and what anyone may verify."""

import re

from gateway.schemas.partners.agreements import AGREEMENT_KINDS, AGREEMENT_STATES
from gateway.schemas.partners.signing import digest as sha256
from gateway.schemas.shape import (
    LocalText,
    Shape,
    identifier,
    list_of,
    matching,
    moment,
    nested,
    number,
    one_of,
    text,
)

LEVELS = ("simple", "advanced", "qualified", "wet_ink")
FOUND = ("text", "document", "attachment", "nothing")
PARTIES = re.compile(r"[A-Za-z0-9_-]{1,64}(,[A-Za-z0-9_-]{1,64}){0,19}")
ANY_DIGEST = re.compile(r"[0-9a-fA-F]{64}")


class Printing(Shape):
    """Which text the PDF will show."""

    agreement_id = identifier(required=True)
    digest = sha256(required=True)


class Claim(Shape):
    """What is said of a document that was signed elsewhere."""

    level = one_of(*LEVELS[1:], required=True, metadata={"description": "Of its signatures, as law 43-20 calls it."})
    digest = sha256(required=True, metadata={"description": "Of the text it has, as the agreement tells it."})
    parties = matching(
        PARTIES,
        "field.not_ids",
        1299,
        required=True,
        metadata={"description": "Ids of the organisations that signed it, with commas between them."},
    )
    signatory = text(160, metadata={"description": "Who signed, for a party whose signatory the text does not name."})


class Attachment(Shape):
    id = identifier(required=True)
    agreement_id = identifier(required=True)
    level = one_of(*LEVELS, required=True)
    text_digest = sha256(required=True)
    file_digest = sha256(required=True, metadata={"description": "SHA-256 of the file."})
    organisations = list_of(identifier(), 20, required=True)
    signatures = number(0, required=True, metadata={"description": "Electronic signatures in the file; all hold."})
    size = number(0, required=True)
    attached_at = moment(required=True)


class VerificationQuery(Shape):
    digest = matching(ANY_DIGEST, "field.not_a_digest", 64, metadata={"description": "A SHA-256 to compare."})
    language = one_of("fr", "ar", metadata={"description": "Of the page; otherwise the one of Accept-Language."})


class VerifiedParty(Shape):
    name = nested(LocalText, required=True)
    signed_at = moment(required=True, allow_none=True)
    level = one_of(*LEVELS, required=True, allow_none=True)


class Checked(Shape):
    digest = matching(ANY_DIGEST, "field.not_a_digest", 64, required=True)
    found = one_of(*FOUND, required=True)


class Verification(Shape):
    """What whoever holds a copy may know: no person's name, no clause, no promise."""

    agreement_id = identifier(required=True)
    kind = one_of(*AGREEMENT_KINDS, required=True)
    title = nested(LocalText, required=True)
    text_version = number(1, required=True)
    digest = sha256(required=True)
    state = one_of(*AGREEMENT_STATES, required=True)
    in_force_at = moment(required=True, allow_none=True)
    ended_at = moment(required=True, allow_none=True)
    document_digest = sha256(required=True, allow_none=True)
    attached_digests = list_of(sha256(), 100, required=True)
    seal_fingerprint = sha256(required=True)
    parties = list_of(VerifiedParty, 20, required=True)
    checked = nested(Checked, required=True, allow_none=True)
