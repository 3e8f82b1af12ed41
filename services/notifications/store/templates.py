"""A directorate's own words, and how its letters look."""

from multaqa.errors import NotFound
from multaqa.ids import new_id
from multaqa.store import Document, Index, Repository, kept
from services.notifications.domain import Branding, Template, TemplateVersion, Trouble
from services.notifications.store.rows import told_of


class Templates(Repository[Template]):
    collection = "templates"
    noun = "template"
    indexes = (Index("type", "channel", "language", unique=True),)

    def document(self, template: Template) -> Document:
        return kept(template)

    def entity(self, document: Document) -> Template:
        versions = [TemplateVersion(**version) for version in document["versions"]]
        trouble = Trouble(**document["trouble"]) if document["trouble"] else None
        return Template(**{**told_of(document, Template), "versions": versions, "trouble": trouble})

    def of(self, type: str, channel: str, language: str) -> Template:
        """Without a version, where the directorate wrote none."""
        named = {"type": type, "channel": channel, "language": language}
        return self.one(named) or Template(new_id(), **named)

    def written(self, type: str, channel: str, language: str) -> Template:
        """One of which there is a version."""
        template = self.of(type, channel, language)
        if not template.versions:
            text = "The directorate has no words of its own for this."
            raise NotFound("template.not_written", text, type=type, channel=channel, language=language)
        return template

    def all(self) -> list[Template]:
        return self.many({}, sort=[("type", 1), ("channel", 1), ("language", 1)])


class Brandings(Repository[Branding]):
    collection = "branding"
    noun = "branding"
    indexes = (Index(unique=True),)

    def document(self, branding: Branding) -> Document:
        return kept(branding)

    def entity(self, document: Document) -> Branding:
        return Branding(**told_of(document, Branding))

    def own(self) -> Branding:
        """The house's look, where the directorate chose none."""
        return self.one({}) or Branding(new_id())
