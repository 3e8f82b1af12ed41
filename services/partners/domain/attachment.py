"""A document signed elsewhere, attached to the agreement whose text it has."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Invalid, Refused
from services.partners.domain.agreement import LEVELS
from services.partners.domain.wording import Fault, fault

BUILT_IN = "simple"
ELSEWHERE = tuple(level for level in LEVELS if level != BUILT_IN)
ELECTRONIC = ("advanced", "qualified")


@dataclass(frozen=True)
class Claim:
    """What whoever attaches a document says of it: its level, the digest of its text, and the parties that signed."""

    level: str
    text_digest: str
    organisations: tuple[str, ...]

    @classmethod
    def made(cls, level: str, text_digest: str, organisations: Sequence[str]) -> "Claim":
        claim = cls(level, text_digest.lower(), tuple(dict.fromkeys(organisations)))
        if faults := list(claim._faults()):
            raise Invalid("document.claim_invalid", "The document cannot be attached like this.", errors=faults)
        return claim

    def _faults(self) -> Iterator[Fault]:
        if self.level not in ELSEWHERE:
            yield fault("/level", "document.level_unknown", f"The level is one of {', '.join(ELSEWHERE)}.")
        if not self.organisations:
            yield fault("/parties", "document.parties_missing", "Name at least one party that signed it.")

    @property
    def least_signatures(self) -> int:
        """Ink leaves no trace a program could check; an electronic level without a signature is none."""
        return 1 if self.level in ELECTRONIC else 0


@dataclass
class Attachment:
    """`signatures` counts the electronic signatures found in the file; `file_digest` is its SHA-256."""

    id: str
    agreement_id: str
    level: str
    text_digest: str
    organisations: tuple[str, ...]
    signatures: int
    file_id: str
    file_digest: str
    size: int
    attached_at: datetime
    version: int = 0

    def facts(self) -> dict[str, Any]:
        facts = {**asdict(self), "organisations": list(self.organisations), "attached_at": self.attached_at.isoformat()}
        del facts["file_id"], facts["version"]
        return facts


def named(signatory: str | None, organisation_id: str) -> str:
    """Who signed for a party; Refused when neither the text nor whoever attaches the document says so."""
    if not signatory:
        text = "The text names no signatory for this party: say who signed."
        raise Refused("document.signatory_unnamed", text, party=organisation_id, missing=["signatory"])
    return signatory
