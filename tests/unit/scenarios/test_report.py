import io
import json
from pathlib import Path

from rich.console import Console

from scenarios import report
from scenarios.report import Row

RIGHT = Row("S7", "stands", 32, 32)
WRONG = Row("S8", "hirings", 90, 89)


def test_one_wrong_row_fails_the_season() -> None:
    assert report.exit_code([RIGHT]) == 0
    assert report.exit_code([RIGHT, WRONG]) == 1


def test_no_row_is_no_proof() -> None:
    assert report.exit_code([]) == 1


def test_the_file_holds_the_four_columns(tmp_path: Path) -> None:
    path = tmp_path / "reports" / "demo.json"
    report.write([RIGHT, WRONG], path)
    assert json.loads(path.read_text())[1] == {"fact": "S8", "check": "hirings", "expected": 90, "found": 89}


def test_the_table_marks_the_wrong_row_and_says_what_comes_later() -> None:
    page = Console(file=io.StringIO(), width=120)
    report.show([RIGHT, WRONG], page, later=["S2: the committee"])
    shown = page.file.getvalue()  # type: ignore[attr-defined]
    assert "✗" in shown
    assert "1 of 2 rows right." in shown
    assert "S2: the committee" in shown
