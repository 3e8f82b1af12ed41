"""What a copy of a jury's minutes shows: the frozen document, what its ids mean today, and who has answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class MinutesCopy:
    """`document` is what the digest is of; `organisations` are names by id, in both languages."""

    document: Mapping[str, Any]
    digest: str
    jurors: Mapping[str, str]
    organisations: Mapping[str, Mapping[str, str]]
    answers: Sequence[Mapping[str, Any]]
    awaited: Sequence[str]
    superseded_by: str | None
    verify_url: str
    made_at: str

    def juror(self, id: str) -> str:
        """The name; of whoever's data was erased the number, by which the document knows them."""
        return self.jurors.get(id, id)

    def organisation(self, id: str | None) -> Mapping[str, str]:
        """What an id means; one whose meaning is not known stands for itself."""
        return self.organisations.get(id or "") or {"fr": id or "—", "ar": id or "—"}

    def entry(self, id: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = next(one for one in self.document["entries"] if one["entry_id"] == id)
        return found
