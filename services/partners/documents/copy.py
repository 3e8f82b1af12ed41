"""What a copy of an agreement shows: its canonical text, its signatures, and where it can be verified."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.partners.domain.wording import LocalText


@dataclass(frozen=True)
class TrailLine:
    """One signature as the trail tells it; `file_digest` is the SHA-256 of the document it was given in elsewhere."""

    organisation_id: str
    signatory: str
    digest: str
    level: str
    at: datetime
    on_behalf_of: str | None = None
    file_digest: str | None = None


@dataclass(frozen=True)
class Copy:
    """`document` is `Agreement.document()`; `names` are what its ids and codes mean, in both languages."""

    document: Mapping[str, Any]
    digest: str
    names: Mapping[str, LocalText]
    trail: tuple[TrailLine, ...]
    awaited: tuple[str, ...]
    verify_url: str
    made_at: datetime

    def name(self, id: str) -> LocalText:
        """What an id means; an id whose meaning is not known stands for itself."""
        return self.names.get(id) or LocalText(id, id)
