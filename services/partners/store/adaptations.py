"""The curriculum-adaptation list."""

from collections.abc import Mapping
from typing import Any

from multaqa.store import Document, Index, Repository, kept
from services.partners.domain import LocalText
from services.partners.domain.adaptation import Adaptation, Noting, key_of


class Adaptations(Repository[Adaptation]):
    """The unique index keeps one line per skill, whoever notes it at the same moment."""

    collection = "adaptations"
    noun = "adaptation"
    indexes = (Index("key", unique=True), Index("sector", "_id"))

    def document(self, adaptation: Adaptation) -> Document:
        return kept(adaptation)

    def entity(self, document: Document) -> Adaptation:
        label = document["label"]
        notings = (
            Noting(**{**one, "activity_title": LocalText(**one["activity_title"])}) for one in document["notings"]
        )
        parts = {"label": LocalText(**label) if label else None, "notings": tuple(notings)}
        return Adaptation(**{**document, **parts, "change_ids": tuple(document["change_ids"])})

    def about(self, facts: Mapping[str, Any]) -> Adaptation | None:
        return self.keyed(key_of(facts))

    def keyed(self, key: str) -> Adaptation | None:
        return self.one({"key": key})
