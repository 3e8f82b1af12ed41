"""Rows that may turn out to be one: what was heard of a duplicate leads to the one that stands for both."""

from collections.abc import Mapping
from typing import Any

from multaqa.store.repository import Index, Projection


class Merging(Projection):
    indexes = (Index("merged_into"),)

    def merge(self, survivor: tuple[str, int], duplicate: tuple[str, int], known: Mapping[str, Any]) -> str:
        """Keep what is known of both, each as (id, version); the id that stands for the duplicate today."""
        self.put_if_newer(*survivor, dict(known))
        self.put_if_newer(*duplicate, {**known, "merged_into": survivor[0]})
        return self.current(duplicate[0])

    def current(self, subject: str) -> str:
        """The id that stands for it today: its own, or that of the one it was merged into."""
        seen = [subject]
        while (known := self.find(seen[-1])) and (heir := known.get("merged_into")) and heir not in seen:
            seen.append(heir)
        return seen[-1]

    def names_of(self, subject: str) -> list[str]:
        """Every id that leads to it, its own first: others may go on naming a duplicate."""
        names = [subject]
        while more := self.many({"merged_into": {"$in": names}, "_id": {"$nin": names}}):
            names += [row["_id"] for row in more]
        return names
