"""The page that says where the promises of others are proven here names tests that there are."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SHORT = {"unit/": "tests/unit/notifications/", "integration/": "tests/integration/notifications/"}
PAGE = (ROOT / "docs/webhook-proofs.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| (?!Svix|Outpost|Convoy)", line)]
NAMED = sorted(set(re.findall(r"`(\S+\.py)::(\w+)`", PAGE)))


def test_every_row_names_a_test():
    assert len(ROWS) > 40
    assert [row for row in ROWS if ".py::test_" not in row] == []


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_what_is_named_is_there(path, name):
    whole = next((path.replace(short, long, 1) for short, long in SHORT.items() if path.startswith(short)), path)
    tree = ast.parse((ROOT / whole).read_text(encoding="utf-8"))
    assert name in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
