"""What a letter about a signature names: the subject of the messages that become mails."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from services.partners.domain.signing.trail import Signatory
from services.partners.domain.wording import LocalText


@dataclass(frozen=True)
class SignatureLetter:
    """`id` and `version` are those of the request it is about."""

    id: str
    version: int
    agreement_id: str
    title: LocalText
    addressees: Sequence[Signatory]

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "agreement_id": self.agreement_id,
            "title": asdict(self.title),
            "addressees": [addressee.facts() for addressee in self.addressees],
        }
