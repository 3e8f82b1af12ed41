"""Rows of the benchmark: measured, printed, and written where they can be compared; no figure is typed by hand."""

import json
import platform
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
JSON = HERE / "results.json"
PAGE = HERE / "RESULTS.md"
WIDE = 200


@dataclass(frozen=True, slots=True)
class Row:
    """Ours beside its peer; `ratio` is ours over the peer's, `wanted` what it must reach, both None where only told."""

    name: str
    unit: str
    ours: float
    peer: float
    peer_name: str
    wanted: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """None beside a peer that has nothing: no number says how much more that is, and JSON has none for it."""
        return self.ours / self.peer if self.peer else None

    @property
    def reached(self) -> bool:
        """Beside a peer that has nothing, as much or more is enough."""
        if self.wanted is None:
            return True
        return True if self.ratio is None else self.ratio >= self.wanted


def write(rows: list[Row], command: str) -> None:
    known = json.loads(JSON.read_text()) if JSON.exists() else []
    fresh = {row.name: {**asdict(row), "ratio": None if row.ratio is None else round(row.ratio, 3)} for row in rows}
    merged = {row["name"]: row for row in known} | fresh
    JSON.write_text(json.dumps(list(merged.values()), indent=2, allow_nan=False) + "\n")
    PAGE.write_text(_page(list(merged.values()), command))


def show(rows: list[Row]) -> None:
    table = Table("what", "unit", "ours", "peer", "which", "ratio", "reach", "note")
    for row in rows:
        colour = "green" if row.reached else "bold red"
        wanted = "" if row.wanted is None else f"≥ {row.wanted:g}"
        cells = (row.name, row.unit, f"{row.ours:,.1f}", f"{row.peer:,.1f}", row.peer_name, _times(row.ratio), wanted)
        table.add_row(*cells, row.note, style=colour if row.wanted is not None else "")
    Console(width=None if sys.stdout.isatty() else WIDE).print(table)


def _page(rows: list[dict[str, Any]], command: str) -> str:
    lines = [
        "# Results",
        "",
        f"Written by `{command}`; every line's two sides ran in the same call, on quorum queues, with the broker, the",
        "database and the clients on the same machine. Compare ratios, not figures: they depend on the machine.",
        "",
        f"Machine: {_machine()}.",
        "",
        "| what | unit | ours | peer | which | ratio | to reach | note |",
        "|---|---|---:|---:|---|---:|---:|---|",
    ]
    lines += [_line(row) for row in rows]
    return "\n".join(lines) + "\n"


def _line(row: dict[str, Any]) -> str:
    wanted = "" if row["wanted"] is None else f"≥ {row['wanted']:g}"
    figures = [f"{row[side]:,.1f}" for side in ("ours", "peer")]
    cells = [row["name"], row["unit"], *figures, row["peer_name"], _times(row["ratio"]), wanted, row["note"]]
    return f"| {' | '.join(cells)} |"


def _times(ratio: float | None) -> str:
    return "peer has none" if ratio is None else f"{ratio:.2f}"


def _machine() -> str:
    memory = round(psutil.virtual_memory().total / 2**30)
    names = (line.split(":")[1].strip() for line in _processor() if line.startswith("model name"))
    system = f"{platform.system()} {platform.release().split('-')[0]}, Python {platform.python_version()}"
    return f"{psutil.cpu_count()} cores ({next(names, platform.machine())}), {memory} GiB, {system}"


def _processor() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []
