"""How many of a category may come, how many seats are taken, and the last place given on the waitlist."""

from dataclasses import dataclass
from datetime import datetime

from services.events.domain.registration import Registration


def quota_id(edition_id: str, category: str) -> str:
    """One quota per edition and category: whoever takes part there finds it without asking."""
    return f"{edition_id}/{category}"


@dataclass
class Quota:
    """Whoever takes or gives back a seat saves the quota too: its version puts them in one order."""

    id: str
    edition_id: str
    category: str
    capacity: int
    taken: int = 0
    last_place: int = 0
    version: int = 0

    @classmethod
    def empty(cls, edition_id: str, category: str, capacity: int) -> "Quota":
        return cls(quota_id(edition_id, category), edition_id, category, capacity)

    @property
    def has_room(self) -> bool:
        return self.taken < self.capacity

    def admit(self, id: str, person_id: str, at: datetime) -> Registration:
        """A seat while there is one, else the next place on the waitlist."""
        registration = Registration(id, self.edition_id, person_id, self.category, registered_at=at)
        if self.has_room:
            self.taken += 1
            registration.confirm(at)
        else:
            self.last_place += 1
            registration.wait(self.last_place)
        return registration

    def pass_on_seat(self, first_waiting: Registration | None, at: datetime) -> None:
        """A seat came back: it goes to the first who waits, if anybody does."""
        if first_waiting is None:
            self.taken -= 1
        else:
            first_waiting.confirm(at)
