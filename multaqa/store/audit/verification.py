"""Whether a trail is what was written: walked row by row, compared with what its head and its checkpoints say of it.

What each trouble proves, and what cannot be seen, is written in docs/operations.md. Nothing here reads a database: a
trail comes from one (`trail.py`) or from a file (`export.py`), and a million rows are never held at once.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from multaqa.store.audit.checkpoint import Anchor, Checkpoint
from multaqa.store.audit.keyring import Keyring
from multaqa.store.audit.rows import ERASED, GENESIS, digest, seal
from multaqa.store.client import Document

Kind = Literal["changed", "missing", "doubled", "unlinked", "truncated", "rewritten", "forged", "erased"]
MOST_TOLD = 50


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is not as it was written; `text` says what, and what to do."""

    kind: Kind
    text: str
    sequence: int | None = None


@dataclass(slots=True)
class Findings:
    """What a walk found. `waiting` rows are written and not linked yet, which is no trouble."""

    tenant: str
    room: str
    rows: int = 0
    waiting: int = 0
    erased: int = 0
    anchors: int = 0
    troubles: list[Trouble] = field(default_factory=list)
    untold: int = 0

    def add(self, kind: Kind, text: str, sequence: int | None = None) -> None:
        if len(self.troubles) < MOST_TOLD:
            self.troubles.append(Trouble(kind, text, sequence))
        else:
            self.untold += 1


class Trail(Protocol):
    """One tenant's trail in one room: `rows` gives the linked ones in order, then those that wait."""

    tenant: str
    room: str
    head: Anchor

    def checkpoints(self) -> Sequence[Checkpoint]: ...

    def rows(self) -> Iterable[Document]: ...


def verify_all(trails: Iterable[Trail], keyring: Keyring, given: Sequence[Checkpoint | Anchor]) -> list[Findings]:
    """Walk each trail; a checkpoint given of a trail that is not there is the trace of one deleted whole."""
    found = []
    for trail in trails:
        of_it = [one for one in given if (one.tenant, one.room) == (trail.tenant, trail.room)]
        found.append(verify(trail, keyring, of_it))
    seen = {(findings.tenant, findings.room) for findings in found}
    return found + [_gone(one) for one in given if (one.tenant, one.room) not in seen]


def _gone(given: Checkpoint | Anchor) -> Findings:
    findings = Findings(given.tenant, given.room)
    text = f"There is no such trail here, and the checkpoint you gave speaks of its row {given.sequence}. {_COMPARE}"
    findings.add("truncated", text, given.sequence)
    return findings


def verify(trail: Trail, keyring: Keyring, given: Iterable[Checkpoint | Anchor] = ()) -> Findings:
    """Walk the whole trail; `given` is what people outside have kept: whole checkpoints, or marks from mails."""
    findings = Findings(trail.tenant, trail.room)
    kept = [*((one, "a checkpoint kept here") for one in trail.checkpoints())]
    kept += [(one, "the checkpoint you gave") for one in given if isinstance(one, Checkpoint)]
    anchors = [one for one in given if isinstance(one, Anchor)]
    anchors += _believed(kept, keyring, findings)
    findings.anchors = len({anchor.sequence for anchor in anchors})
    walk = Walk(findings, [trail.head, *anchors] if trail.head.sequence else anchors)
    for row in trail.rows():
        walk.step(row)
    walk.end()
    if walk.sequence > trail.head.sequence:
        text = f"The head of the chain says {trail.head.sequence}, but rows go on to {walk.sequence}: it was put back."
        findings.add("truncated", f"{text} {_RESTORE}", trail.head.sequence)
    return findings


def _believed(kept: Iterable[tuple[Checkpoint, str]], keyring: Keyring, findings: Findings) -> Iterable[Anchor]:
    """The checkpoints that the platform's key signed; a forged one is told, and vouches for nothing.

    Where no key is known nothing can be said of signatures, and a checkpoint can only add to what is asked of a trail.
    """
    for checkpoint, source in kept:
        if keyring.public and (objection := keyring.objection(checkpoint)):
            text = f"{source.capitalize()}, of row {checkpoint.sequence}, {objection}."
            findings.add("forged", text, checkpoint.sequence)
        else:
            yield Anchor.of(checkpoint, source)


class Walk:
    """Follows a chain from its first row, or from a row that was vouched for before."""

    def __init__(
        self, findings: Findings, anchors: Iterable[Anchor] = (), after: int = 0, known: str = GENESIS
    ) -> None:
        self._findings = findings
        self._anchors: dict[int, list[Anchor]] = defaultdict(list)
        for anchor in anchors:
            self._anchors[anchor.sequence].append(anchor)
        self.sequence, self._digest = after, known
        self._unexplained: dict[str, int] = {}
        self._explained: set[str] = set()

    def step(self, row: Document) -> None:
        sequence = row.get("sequence")
        self._look_at_facts(row)
        if sequence is None:
            self._findings.waiting += 1
            return
        self._findings.rows += 1
        if not isinstance(sequence, int):
            self._findings.add("changed", f"The row {row['_id']} has {sequence!r} for its number: it was changed.")
            return
        self._look_at_place(sequence)
        self._look_at_links(row, sequence)
        self._compare(sequence, str(row.get("digest")))
        self.sequence, self._digest = sequence, str(row.get("digest"))

    def end(self, *, erasures_known: bool = True) -> None:
        """What can only be said after the last row; what explains an erasure may stand outside of a part of a trail."""
        for sequence in sorted(self._anchors):
            for anchor in self._anchors[sequence]:
                self._findings.add("truncated", _cut_off(anchor, self.sequence), sequence)
        unexplained = self._unexplained.items() if erasures_known else ()
        for id, sequence in unexplained:
            if id not in self._explained:
                text = f"Row {sequence} ({id}) has lost its facts, and no erasure says so: {_RESTORE}"
                self._findings.add("erased", text, sequence)

    def _look_at_place(self, sequence: int) -> None:
        expected = self.sequence + 1
        if sequence > expected:
            gone = f"Row {expected} is" if sequence == expected + 1 else f"Rows {expected} to {sequence - 1} are"
            self._findings.add("missing", f"{gone} missing: deleted, or given another number. {_RESTORE}", expected)
        elif sequence < expected:
            text = f"Two rows have the number {sequence}: one was put in later. {_RESTORE}"
            self._findings.add("doubled", text, sequence)

    def _look_at_links(self, row: Document, sequence: int) -> None:
        previous = row.get("previous")
        if row.get("digest") != digest(row, sequence, previous):
            text = f"Row {sequence} ({row['_id']}) is not what was linked there: it was edited or moved. {_RESTORE}"
            self._findings.add("changed", text, sequence)
        elif previous != self._digest and sequence == self.sequence + 1:
            text = f"Row {sequence} ({row['_id']}) follows another row {sequence - 1} than the one that stands there."
            self._findings.add("unlinked", f"{text} {_RESTORE}", sequence)

    def _look_at_facts(self, row: Document) -> None:
        facts, salt, id = row.get("facts"), row.get("salt"), str(row["_id"])
        if facts is None and salt is None:
            self._findings.erased += 1
            self._unexplained[id] = row.get("sequence") or 0
        elif row.get("seal") != seal(str(salt), str(facts)):
            text = f"The facts of row {row.get('sequence')} ({id}) are not those that were sealed: edited. {_RESTORE}"
            self._findings.add("changed", text, row.get("sequence"))
        elif row.get("action") == ERASED:
            self._explained |= set(_erased_rows(str(facts)))

    def _compare(self, sequence: int, found: str) -> None:
        for anchor in self._anchors.pop(sequence, ()):
            if not found.startswith(anchor.digest):
                text = (
                    f"Row {sequence} is not the row that {anchor.source} vouches for: it has the digest "
                    f"{found[:20]}…, not {anchor.digest[:20]}…. The trail up to there was rewritten. {_COMPARE}"
                )
                self._findings.add("rewritten", text, sequence)


_RESTORE = "Compare with a backup, and find out who wrote to the database."
_COMPARE = "Keep that checkpoint, compare with a backup, and find out who wrote to the database."


def _cut_off(anchor: Anchor, last: int) -> str:
    said = f"and {anchor.source} speaks of row {anchor.sequence}"
    return f"The trail ends at row {last}, {said}: its end is cut off. {_COMPARE}"


def _erased_rows(facts: str) -> list[Any]:
    try:
        rows = json.loads(facts).get("rows", [])
    except (ValueError, AttributeError):
        return []
    return [row for row in rows if isinstance(row, str)] if isinstance(rows, list) else []
