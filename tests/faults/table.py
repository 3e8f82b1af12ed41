"""The table of faults: what was sent, and what became of it."""

import io
import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as Drawn


@dataclass(frozen=True, slots=True)
class Row:
    """One fault. `stall_s`: the longest time without an effect; `recover_s`: from the repair until what was accepted
    after it has its effect."""

    fault: str
    sent: int
    found: int
    lost: int
    doubled: int
    dead: int
    stall_s: float
    recover_s: float

    @property
    def is_right(self) -> bool:
        return self.lost == 0 and self.doubled == 0


@dataclass(slots=True)
class Table:
    seed: int
    rows: list[Row] = field(default_factory=list)
    windows: list[Any] = field(default_factory=list)

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps([asdict(row) for row in self.rows], indent=2) + "\n")

    def printed(self, coloured: bool) -> str:
        names = [column.name for column in fields(Row)]
        drawn = Drawn(title=f"faults (seed {self.seed}, {sum(row.sent for row in self.rows)} sent)")
        for name in names:
            drawn.add_column(name, justify="left" if name == "fault" else "right")
        for row in self.rows:
            drawn.add_row(*(str(getattr(row, name)) for name in names), style=None if row.is_right else "bold red")
        text = io.StringIO()
        Console(file=text, force_terminal=coloured, width=110).print(drawn)
        return text.getvalue()
