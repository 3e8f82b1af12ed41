"""The table at the end of the play, for people on the console and for machines in a file."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

REPORT = Path(".multaqa/reports/demo.json")


@dataclass(frozen=True)
class Row:
    """One fact of the season as one number or word: what the script says, and what the API answers."""

    fact: str
    check: str
    expected: Any
    found: Any

    @property
    def right(self) -> bool:
        return bool(self.expected == self.found)


def write(rows: Sequence[Row], path: Path = REPORT) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def show(rows: Sequence[Row], console: Console, later: Sequence[str] = ()) -> None:
    table = Table("fact", "check", "expected", "found", "", title="The season, as read back through the API")
    for row in rows:
        mark = "[green]✓[/green]" if row.right else "[bold red]✗[/bold red]"
        table.add_row(row.fact, row.check, str(row.expected), str(row.found), mark)
    console.print(table)
    wrong = sum(not row.right for row in rows)
    console.print(f"{len(rows) - wrong} of {len(rows)} rows right." if wrong else f"All {len(rows)} rows right.")
    if later:
        console.print("Not played yet: " + "; ".join(later) + ".")


def exit_code(rows: Sequence[Row]) -> int:
    """0 when there are rows and each is right."""
    return 0 if rows and all(row.right for row in rows) else 1
