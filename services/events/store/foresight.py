"""Emerging skills."""

from dataclasses import asdict

from multaqa.store import Index, Repository
from services.events.domain import LocalText
from services.events.domain.emerging_skill import EmergingSkill
from services.events.store.documents import Document, kept, told


class EmergingSkills(Repository[EmergingSkill]):
    collection = "emerging_skills"
    noun = "emerging_skill"
    indexes = (Index("edition_id", "_id"),)

    def document(self, noted: EmergingSkill) -> Document:
        label = asdict(noted.label) if noted.label else None
        return {**kept(noted), "activity_title": asdict(noted.activity_title), "label": label}

    def entity(self, document: Document) -> EmergingSkill:
        label, title = document["label"], LocalText(**document["activity_title"])
        parts = {"activity_title": title, "label": LocalText(**label) if label else None}
        return EmergingSkill(**{**told(document, EmergingSkill), **parts})
