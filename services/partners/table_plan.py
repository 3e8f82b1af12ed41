"""What a table would change: shown as a preview, or made true, all of its lines or none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from multaqa.errors import Invalid
from multaqa.tables import Fault, fault, refusal

T = TypeVar("T")
MOST_ERRORS = 100


class Unreadable(Exception):
    """A cell that says nothing its column can hold."""

    def __init__(self, column: str, code: str, text: str) -> None:
        super().__init__(code)
        self.column, self.code, self.text = column, code, text


@dataclass
class TablePlan(Generic[T]):
    """`lines` counts those of the file, wrong ones among them; `unchanged` those that say what is known already."""

    lines: int
    faults: list[Fault]
    added: list[T] = field(default_factory=list)
    changed: list[T] = field(default_factory=list)
    unchanged: int = 0

    @classmethod
    def of(cls, sound: int, faults: Iterable[Fault]) -> "TablePlan[T]":
        """Of so many sound lines and the faults of the others."""
        listed = list(faults)
        return cls(sound + len({one["facts"]["line"] for one in listed}), listed)

    def note(self, entity: T, *, known: bool, differs: bool) -> None:
        if not known:
            self.added.append(entity)
        elif differs:
            self.changed.append(entity)
        else:
            self.unchanged += 1

    def refuse(self, line: int, column: str, code: str, text: str, **facts: Any) -> None:
        self.faults.append(fault(line, column, code, text, **facts))

    def refuse_as(self, line: int, refused: Invalid, columns: Mapping[str, str]) -> None:
        """The faults of an entity as faults of its line: `columns` says under which one each of its fields stands."""
        for wrong in refused.errors:
            named = wrong["pointer"].strip("/").split("/")
            column = columns.get("_".join(named)) or columns.get(named[0]) or named[0]
            self.refuse(line, column, wrong["code"], wrong["text"])

    def require_sound(self) -> None:
        if self.faults:
            raise refusal(self._in_order())

    def facts(self) -> dict[str, Any]:
        figures = {
            "lines": self.lines,
            "created": len(self.added),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "wrong": len(self.faults),
        }
        return {"figures": figures, "errors": self._in_order()[:MOST_ERRORS]}

    def _in_order(self) -> list[Fault]:
        return sorted(self.faults, key=lambda one: int(one["facts"]["line"]))
