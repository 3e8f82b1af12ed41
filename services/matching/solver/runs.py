"""Entry functions for the pool: a run computed and recorded, and computed again from its record.

Importing this loads neither numpy nor scipy; what is computed does.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from services.matching.domain.history import KeptMeeting, KeptTimetable
from services.matching.domain.plain import digest, read, renamed, written
from services.matching.domain.timetable import Forum, Timetable, plan
from services.matching.solver.collecting import without_collecting


@dataclass(frozen=True)
class Computed:
    """A timetable, and under pseudonyms its inputs and itself, compressed."""

    timetable: Timetable
    inputs: bytes
    kept: bytes
    inputs_digest: str
    outcome_digest: str


def computed(forum: Forum, pseudonyms: Mapping[str, str]) -> Computed:
    """Computed under pseudonyms, so that what is kept of it names nobody; told under the names that were given."""
    nameless: Forum = renamed(forum, pseudonyms)
    with without_collecting():
        inputs, timetable = written(nameless), plan(nameless)
    names = {pseudonym: name for name, pseudonym in pseudonyms.items()}
    kept = written(KeptTimetable(tuple(KeptMeeting.of(meeting) for meeting in timetable.meetings)))
    return Computed(
        renamed(timetable, names), zlib.compress(inputs), zlib.compress(kept), digest(inputs), _outcome(timetable)
    )


def recomputed(inputs: bytes) -> tuple[str, str]:
    """The digests of the kept inputs, and of what they give today."""
    octets = zlib.decompress(inputs)
    with without_collecting():
        timetable = plan(read(Forum, octets))
    return digest(octets), _outcome(timetable)


def _outcome(timetable: Timetable) -> str:
    return digest(
        written([(one.candidate_id, one.offer.id, one.table.id, one.slot, one.score) for one in timetable.meetings])
    )
