"""A printed agenda: a sheet per table or per person. Nobody is named on it: a candidate stands under a short code."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.matching.domain.interview import Interview
from services.matching.domain.kind import KINDS
from services.matching.domain.offer import Offer
from services.matching.domain.wording import LocalText

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: nothing that reads like something else."""
HALF = 3


def short_code(edition_id: str, pseudonym: str) -> str:
    """By which both sides know a candidate on paper, at this edition and at no other: `7K3-M2Q`, of 30 bits."""
    drawn = int.from_bytes(hashlib.sha256(f"{edition_id}/{pseudonym}".encode()).digest()[:4], "big")
    signs = "".join(ALPHABET[drawn >> 5 * place & 31] for place in range(2 * HALF))
    return f"{signs[:HALF]}-{signs[HALF:]}"


@dataclass(frozen=True)
class Line:
    starts_at: datetime
    ends_at: datetime
    table: str
    code: str
    organisation: LocalText
    offer: LocalText
    kind: LocalText


@dataclass(frozen=True)
class Sheet:
    """`title` is a table's label or a candidate's code; a table's sheet says whose it is."""

    title: str
    organisation: LocalText | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Booklet:
    """The sheets of an edition, in one language; `by` says whether each is a table's or a person's."""

    gathering: LocalText
    number: int
    by: str
    preliminary: bool
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class Names:
    """What ids mean on paper; an organisation that was not told yet is called by its id."""

    pseudonyms: Mapping[str, str]
    organisations: Mapping[str, Mapping[str, str]]
    offers: Mapping[str, Offer]

    def organisation(self, id: str) -> LocalText:
        return LocalText(**self.organisations.get(id, {"fr": id, "ar": id}))

    def line(self, interview: Interview) -> Line:
        pseudonym = self.pseudonyms.get(interview.candidate_id, interview.candidate_id)
        return Line(
            interview.starts_at,
            interview.ends_at,
            interview.table,
            short_code(interview.edition_id, pseudonym),
            self.organisation(interview.organisation_id),
            self.offers[interview.offer_id].title,
            KINDS[interview.kind].words,
        )


def sheets(by: str, interviews: Iterable[Interview], names: Names) -> tuple[Sheet, ...]:
    """One for each table, in the order of labels, or for each person, in the order of codes."""
    of: dict[str, list[Interview]] = {}
    for interview in sorted(interviews, key=lambda one: (one.starts_at, one.table, one.id)):
        of.setdefault(interview.table_id if by == "table" else interview.candidate_id, []).append(interview)
    made = [_sheet(by, own, names) for own in of.values()]
    return tuple(sorted(made, key=lambda sheet: sheet.title))


def _sheet(by: str, own: list[Interview], names: Names) -> Sheet:
    lines = tuple(names.line(interview) for interview in own)
    if by == "table":
        return Sheet(own[0].table, names.organisation(own[0].organisation_id), lines)
    return Sheet(lines[0].code, None, lines)
