"""Signing by link: who is asked, what they have read, and how a code confirms it. The level is `simple`, never more."""

from services.partners.domain.signing.asking import deadline, signatories
from services.partners.domain.signing.code import MOST_ATTEMPTS, OneTimeCode, new_code
from services.partners.domain.signing.letter import SignatureLetter
from services.partners.domain.signing.link import Link, gone, new_link
from services.partners.domain.signing.request import LEVEL, SignatureRequest
from services.partners.domain.signing.trail import Signatory, Step

__all__ = [
    "LEVEL",
    "MOST_ATTEMPTS",
    "Link",
    "OneTimeCode",
    "Signatory",
    "SignatureLetter",
    "SignatureRequest",
    "Step",
    "deadline",
    "gone",
    "new_code",
    "new_link",
    "signatories",
]
