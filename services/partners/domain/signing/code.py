"""One-time codes: six digits by mail, that confirm a signature within ten minutes."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from multaqa.errors import Refused

DIGITS = 6
LIFE = timedelta(minutes=10)
MOST_ATTEMPTS = 5


def new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


@dataclass
class OneTimeCode:
    """A code as its room keeps it.

    Six digits are found from their hash by trying them all, so the hash keeps a code out of sight and no more: what
    protects it is that it lives ten minutes, is tried five times, and signs for the holder of the link alone.
    """

    hash: str
    expires_at: datetime
    attempts: int = 0

    @classmethod
    def made(cls, digits: str, request_id: str, at: datetime) -> "OneTimeCode":
        return cls(_hashed(digits, request_id), at + LIFE)

    def attempt(self, digits: str, request_id: str, at: datetime) -> bool:
        """Count an attempt and say whether it is the code; Refused when it may not be tried any more."""
        if self.attempts >= MOST_ATTEMPTS:
            raise Refused("signature.code_exhausted", "This code was tried too often: ask for another.")
        if at >= self.expires_at:
            raise Refused("signature.code_expired", "This code has expired: ask for another.")
        self.attempts += 1
        return hmac.compare_digest(_hashed(digits, request_id), self.hash)

    @property
    def attempts_left(self) -> int:
        return MOST_ATTEMPTS - self.attempts


def _hashed(digits: str, request_id: str) -> str:
    return hashlib.sha256(f"{request_id}/{digits}".encode()).hexdigest()
