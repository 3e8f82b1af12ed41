"""Signing by link: who is asked, what they have read, and how a code confirms it. The level is `simple`, never more."""

from services.partners.domain.signing.asking import deadline, signatories
from services.partners.domain.signing.code import MOST_ATTEMPTS, OneTimeCode, new_code
from services.partners.domain.signing.letter import SignatureLetter
from services.partners.domain.signing.request import LEVEL, SignatureRequest
from services.partners.domain.signing.trail import Signatory, Step

__all__ = [
    "LEVEL",
    "MOST_ATTEMPTS",
    "OneTimeCode",
    "Signatory",
    "SignatureLetter",
    "SignatureRequest",
    "Step",
    "deadline",
    "new_code",
    "signatories",
]
