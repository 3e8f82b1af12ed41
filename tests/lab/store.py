"""What the lab's rooms keep: parcels, and ledgers that show whatever happens twice."""

import time
from collections.abc import Iterable
from typing import Any

from multaqa.ids import new_id
from multaqa.store import Index, Projection, Repository
from multaqa.store.repository import Rows
from tests.lab.parcel import Parcel


class Parcels(Repository[Parcel]):
    collection = "parcels"
    noun = "parcel"

    def document(self, parcel: Parcel) -> dict[str, Any]:
        return parcel.facts()

    def entity(self, document: dict[str, Any]) -> Parcel:
        return Parcel(**document)


class Effects(Rows):
    """One row an effect, under an id of its own: an effect that happens twice is seen as two rows."""

    collection = "effects"
    noun = "effect"
    indexes = (Index("window", "number"),)

    def happen(self, messages: Iterable[Any]) -> None:
        now = time.time()
        self.rows.insert_many(
            {
                "_id": new_id(),
                "window": message.facts["window"],
                "number": message.facts["number"],
                "version": message.version,
                "at": now,
            }
            for message in messages
        )


class Newest(Projection):
    collection = "newest"
    noun = "parcel"


class Attempts(Rows):
    """Every run of a handler that a trick is played on, written outside of its transaction: it survives the failure."""

    collection = "attempts"
    noun = "attempt"
    indexes = (Index("subject"),)

    def note(self, message: Any, together: int) -> None:
        seen = {"subject": message.subject, "version": message.version, "together": together}
        self.rows.insert_one({"_id": new_id(), "window": message.facts["window"], **seen})

    def alone(self, message: Any) -> int:
        """How often the message was handled by itself; a batch that fails is no attempt of its neighbours."""
        return self.rows.count_documents({"subject": message.subject, "version": message.version, "together": 1})


class Gates(Rows):
    """A handler may wait for a gate that the test opens."""

    collection = "gates"
    noun = "gate"

    def is_open(self, name: str) -> bool:
        return self.rows.find_one({"_id": name}) is not None
