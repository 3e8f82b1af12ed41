"""What people want to be told."""

from multaqa.ids import new_id
from multaqa.store import Document, Index, Repository, kept
from services.notifications.domain import Preferences, address_id
from services.notifications.store.rows import told_of


class PreferencesRows(Repository[Preferences]):
    collection = "preferences"
    noun = "preferences"
    indexes = (Index("addressee", unique=True),)

    def document(self, preferences: Preferences) -> Document:
        return kept(preferences)

    def entity(self, document: Document) -> Preferences:
        return Preferences(**told_of(document, Preferences))

    def of(self, addressee: str) -> Preferences:
        """Who never chose wants everything."""
        return self.chosen_by(addressee) or Preferences(new_id(), addressee)

    def chosen_by(self, addressee: str) -> Preferences | None:
        return self.one({"addressee": addressee})

    def forget(self, person_id: str | None, address: str | None) -> None:
        addressees = [person_id, address_id(address) if address else None]
        self.rows.delete_many({"addressee": {"$in": [one for one in addressees if one]}})
