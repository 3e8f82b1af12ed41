"""What somebody does not want to be told, by category and channel; what is mandatory cannot be switched off."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from multaqa.errors import Invalid
from multaqa.ids import derived_id
from services.notifications.domain.category import CATEGORIES, CHANNELS, MANDATORY, MANDATORY_CHANNELS, OF_PEOPLE
from services.notifications.domain.wording import Fault, fault, moment


def address_id(address: str) -> str:
    """Under which what an address chose is kept: it is not named there."""
    return derived_id("address", address.casefold())


@dataclass
class Preferences:
    """`addressee` is the id of a person, or of the address of somebody who is none.

    `off` are the channels that are switched off, by category. `opposes` is the opposition of law 09-08: nothing
    comes that is not mandatory, whatever else was chosen.
    """

    id: str
    addressee: str
    off: dict[str, list[str]] = field(default_factory=dict)
    opposes: bool = False
    changed_at: datetime | None = None
    version: int = 0

    def objection_to(self, category: str, channel: str) -> str | None:
        """Why this is not to be told; None when it may be, and always for what is mandatory."""
        if category == MANDATORY and channel in MANDATORY_CHANNELS:
            return None
        if self.opposes:
            return "opposition to what is not mandatory"
        return f"{category} switched off for {channel}" if channel in self.off.get(category, ()) else None

    def choose(self, choices: Iterable[Mapping[str, Any]], at: datetime) -> None:
        """Each choice is a category, a channel and whether it is wanted; one that is wrong changes nothing."""
        chosen = list(choices)
        faults = [found for place, one in enumerate(chosen) for found in _faults(place, one)]
        if faults:
            raise Invalid("preferences.invalid", "These choices cannot be taken.", errors=faults)
        for one in chosen:
            self._switch(one["category"], one["channel"], wanted=one["wanted"])
        self.changed_at = at

    def oppose(self, at: datetime, *, opposes: bool) -> None:
        self.opposes, self.changed_at = opposes, at

    def _switch(self, category: str, channel: str, *, wanted: bool) -> None:
        others = [one for one in self.off.get(category, ()) if one != channel]
        self.off[category] = others if wanted else [*others, channel]

    def facts(self, channels: Iterable[str] = CHANNELS) -> dict[str, Any]:
        """With a choice for each category and each of the channels that there are."""
        return {
            "opposes": self.opposes,
            "changed_at": moment(self.changed_at),
            "choices": [
                {
                    "category": category,
                    "channel": channel,
                    "wanted": channel not in self.off.get(category, ()),
                    "mandatory": category == MANDATORY and channel in MANDATORY_CHANNELS,
                }
                for category in OF_PEOPLE
                for channel in channels
            ],
        }


def _faults(place: int, choice: Mapping[str, Any]) -> Iterable[Fault]:
    where = f"/choices/{place}"
    if choice["category"] not in CATEGORIES:
        yield fault(f"{where}/category", "preferences.category_unknown", "There is no such category.")
    if choice["channel"] not in CHANNELS:
        yield fault(f"{where}/channel", "preferences.channel_unknown", "There is no such channel.")
    if choice["category"] == MANDATORY and choice["channel"] in MANDATORY_CHANNELS and not choice["wanted"]:
        text = "Security codes and links cannot be switched off."
        yield fault(f"{where}/category", "preferences.mandatory", text)
