"""DKIM (RFC 6376): letters signed for the sender's domain, so that receivers believe where they come from."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

SIGNED = (
    "from", "to", "subject", "date", "message-id", "reply-to", "mime-version", "content-type", "content-language",
    "list-unsubscribe", "list-unsubscribe-post",
)  # fmt: skip
"""RFC 8058 asks that the signature cover the last two."""


@dataclass(frozen=True)
class DomainKey:
    """`private` is an RSA key in PEM; its public half stands in DNS at `<selector>._domainkey.<domain>`."""

    domain: str
    selector: str
    private: bytes

    @classmethod
    def read(cls, path: str, selector: str, domain: str) -> "DomainKey | None":
        """None where no key is set. Raises ValueError where what is set is none: the room does not start then."""
        if not path:
            return None
        key = cls(domain, selector, Path(path).read_bytes())
        try:
            key.signed(b"From: a@example.org\r\n\r\n")
        except _dkim().DKIMException as error:
            raise ValueError(f"{path} is no RSA key in PEM for DKIM: {error}") from error
        return key

    def signed(self, letter: bytes) -> bytes:
        """The letter with its signature on top; relaxed canonicalization survives what relays do to headers."""
        headers = {line.partition(b":")[0].lower() for line in letter.partition(b"\r\n\r\n")[0].split(b"\r\n")}
        covered = [name.encode() for name in SIGNED if name.encode() in headers]
        signature: bytes = _dkim().sign(
            letter, self.selector.encode(), self.domain.encode(), self.private, include_headers=covered
        )
        return signature + letter


def _dkim() -> Any:
    """Loaded where a key is set: it brings a resolver of its own, which a room does not need."""
    import dkim  # type: ignore[import-untyped]

    return dkim
