"""Which public messages a subscriber asked for, in any way: by type or by room, narrowed by what they are about."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from multaqa.filters import FIELDS

WILDCARD = ".*"
NOTICES = "notifications."
"""Types of messages about subscriptions: they go to whoever owns one, and no filter narrows them."""

Catalogue = Mapping[str, Collection[str]]
"""The public types, each with the names of its fields."""


class Flaw(NamedTuple):
    """What is wrong with a selection; `path` leads to the field."""

    path: tuple[str, ...]
    code: str
    text: str


@dataclass(frozen=True)
class Selection:
    """A message is selected when its type is asked for and it has one of the values of every filter."""

    types: tuple[str, ...]
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, types: Collection[str], filters: Mapping[str, Collection[str]] | None = None) -> "Selection":
        return cls(tuple(types), {name: tuple(values) for name, values in (filters or {}).items()})

    def covers(self, message_type: str) -> bool:
        return any(_covers(asked, message_type) for asked in self.types)

    def admits(self, message_type: str, marks: Mapping[str, str]) -> bool:
        """`marks` are what the message is about, by the names of filters: see `marks_of`."""
        if not self.covers(message_type):
            return False
        narrowed = not message_type.startswith(NOTICES)
        return not narrowed or all(marks.get(name) in values for name, values in self.filters.items())

    def keys(self) -> list[str]:
        """The words by which a message finds this selection in an index: one of them is among its `keys_of`."""
        narrowest = next((name for name in FIELDS if self.filters.get(name)), None)
        if narrowest is None:
            return sorted(set(self.types))
        notices = [asked for asked in self.types if asked.startswith(NOTICES)]
        return sorted({f"{narrowest}={value}" for value in self.filters[narrowest]} | set(notices))

    def flaws(self, catalogue: Catalogue) -> Iterator[Flaw]:
        """Why nothing could ever be selected."""
        if not self.types:
            yield Flaw(("types",), "subscription.without_type", "At least one type is needed.")
        for n, asked in enumerate(self.types):
            if not any(_covers(asked, known) for known in catalogue):
                yield Flaw(("types", str(n)), "subscription.type_unknown", "No public type is named like this.")
        yield from self._filters_that_match_nothing(catalogue)

    def _filters_that_match_nothing(self, catalogue: Catalogue) -> Iterator[Flaw]:
        chosen = [fields for known, fields in catalogue.items() if self.covers(known) and not known.startswith(NOTICES)]
        for name, values in self.filters.items():
            if not values or not any(FIELDS[name] in fields for fields in chosen):
                text = "No message of the types asked for could ever match this filter."
                yield Flaw(("filters", name), "subscription.filter_matches_nothing", text)
        together = {FIELDS[name] for name in self.filters}
        if len(together) > 1 and not any(together <= set(fields) for fields in chosen):
            text = "No type asked for has the fields of all these filters."
            yield Flaw(("filters",), "subscription.filters_exclude_each_other", text)


def marks_of(facts: Mapping[str, Any]) -> dict[str, str]:
    """What a message is about, as filters name it."""
    return {name: str(facts[field]) for name, field in FIELDS.items() if facts.get(field) is not None}


def keys_of(message_type: str, marks: Mapping[str, str]) -> list[str]:
    room = message_type.partition(".")[0]
    return [message_type, f"{room}{WILDCARD}", *(f"{name}={value}" for name, value in marks.items())]


def _covers(asked: str, message_type: str) -> bool:
    if asked.endswith(WILDCARD):
        return message_type.startswith(asked.removesuffix("*"))
    return asked == message_type
