"""The audit trail as one: each room keeps its own, and staff read them together, newest first."""

from typing import Any

from multaqa.errors import NotFound
from multaqa.store.repository import encode_cursor

EVERYWHERE = ("gateway", "partners", "events", "matching", "notifications")
Facts = dict[str, Any]


class AuditDesk:
    """Asks every room, or one: a page with a room's rows left out would be a lie, so all must answer."""

    name: str
    work: Any
    rooms: Any

    def search_audit(
        self, room: str | None, subject: str | None, action: str | None, after: str | None, limit: int
    ) -> Facts:
        return self._newest("list_audit", room, after, limit, subject=subject, action=action)

    def search_checkpoints(self, room: str | None, after: str | None, limit: int) -> Facts:
        return self._newest("list_checkpoints", room, after, limit)

    def make_checkpoints(self) -> Facts:
        """One of each room that has linked rows; the newest where nothing has happened since."""
        made = [self._checkpoint(room) for room in EVERYWHERE]
        return {"items": [one for one in made if one], "next": None}

    def _checkpoint(self, room: str) -> Facts | None:
        try:
            return self._asked(room, "make_checkpoint")
        except NotFound:
            return None

    def _newest(self, procedure: str, room: str | None, after: str | None, limit: int, **sought: Any) -> Facts:
        rooms = [room] if room else EVERYWHERE
        pages = {each: self._asked(each, procedure, after=after, limit=limit, **sought) for each in rooms}
        found = [{**item, "room": each} for each, page in pages.items() for item in page["items"]]
        found.sort(key=lambda item: str(item["id"]), reverse=True)
        more = len(found) > limit or any(page["next"] for page in pages.values())
        return {"items": found[:limit], "next": encode_cursor(found[limit - 1]["id"]) if more else None}

    def _asked(self, room: str, procedure: str, **arguments: Any) -> Facts:
        own = room == self.name
        context = self.work.call.context
        asked = getattr(self, procedure)(**arguments) if own else self.rooms.call(room, procedure, context, **arguments)
        answer: Facts = asked
        return answer
