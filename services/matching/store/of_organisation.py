"""What the rows of an organisation have in common: it may turn out to be another."""

from multaqa.store import Repository
from multaqa.store.repository import E


class OfOrganisation(Repository[E]):
    """Entities that belong to an organisation, which may turn out to be another."""

    def hand_over(self, organisation_id: str, heir: str) -> None:
        """With the version counted on: a change of the row in the same instant is then stale."""
        given = {"$set": {"organisation_id": heir}, "$inc": {"version": 1}}
        self.rows.update_many({"organisation_id": organisation_id}, given)
