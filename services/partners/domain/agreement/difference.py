"""What changed between two texts, clause by clause and word by word."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any

from services.partners.domain.agreement.clauses import Clause
from services.partners.domain.agreement.text import LANGUAGES, Text

TERMS = (
    "title", "parties", "commitments", "seats", "sectors", "institutes", "territory",
    "starts_on", "ends_on", "renewal_months", "notice_days",
)  # fmt: skip


@dataclass(frozen=True)
class Run:
    """Neighbouring words with one fate: kept, removed or added."""

    change: str
    words: str


@dataclass(frozen=True)
class ClauseChange:
    """A clause's fate: added, removed, changed or kept; a changed one has its runs of words by language."""

    code: str
    change: str
    title: dict[str, list[Run]]
    body: dict[str, list[Run]]


@dataclass(frozen=True)
class Difference:
    clauses: list[ClauseChange]
    terms: list[dict[str, Any]]

    def facts(self) -> dict[str, Any]:
        return asdict(self)


def difference(older: Text, newer: Text) -> Difference:
    return Difference(list(_clause_changes(older, newer)), list(_term_changes(older, newer)))


def _clause_changes(older: Text, newer: Text) -> Iterator[ClauseChange]:
    """In the order of the newer text; what it lost comes last."""
    before = {clause.code: clause for clause in older.clauses}
    for clause in newer.clauses:
        yield _compared(clause.code, before.pop(clause.code, None), clause)
    for code, clause in before.items():
        yield _compared(code, clause, None)


def _compared(code: str, older: Clause | None, newer: Clause | None) -> ClauseChange:
    change = "added" if older is None else "removed" if newer is None else "kept" if older == newer else "changed"
    return ClauseChange(code, change, _runs_of("title", older, newer), _runs_of("body", older, newer))


def _runs_of(part: str, older: Clause | None, newer: Clause | None) -> dict[str, list[Run]]:
    return {
        language: list(runs(_words_of(older, part, language), _words_of(newer, part, language)))
        for language in LANGUAGES
    }


def _words_of(clause: Clause | None, part: str, language: str) -> list[str]:
    return getattr(getattr(clause, part), language).split() if clause else []


def runs(older: list[str], newer: list[str]) -> Iterator[Run]:
    """Two lists of words as runs of kept, removed and added ones (difflib's longest matching blocks).

    Reading the kept and removed runs gives the older words, the kept and added ones the newer. From 200 words on
    difflib does not start a block with a very common word: that keeps a long clause of few words from taking seconds.
    """
    steps = SequenceMatcher(None, older, newer).get_opcodes()
    for _, start, end, new_start, new_end in steps:
        if older[start:end] == newer[new_start:new_end]:
            yield Run("kept", " ".join(older[start:end]))
            continue
        if start < end:
            yield Run("removed", " ".join(older[start:end]))
        if new_start < new_end:
            yield Run("added", " ".join(newer[new_start:new_end]))


def _term_changes(older: Text, newer: Text) -> Iterator[dict[str, Any]]:
    before, now = older.facts(), newer.facts()
    for name in TERMS:
        if before[name] != now[name]:
            yield {"term": name, "before": before[name], "after": now[name]}
