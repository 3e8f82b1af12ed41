"""Agreements, the rounds of their texts, and the templates of their clauses."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from multaqa.store import Document, Index, Page, Repository, kept
from multaqa.store.repository import decode_cursor, encode_cursor
from services.partners.domain.agreement import (
    BINDING,
    Agreement,
    Clause,
    ClauseTemplate,
    Notice,
    Signature,
    Text,
    TextVersion,
)
from services.partners.domain.agreement.words import words_in
from services.partners.domain.wording import LocalText
from services.partners.store.documents import as_text

MOST_COUNTED = 4


class Agreements(Repository[Agreement]):
    """`found` repeats what lists ask for in the form an index takes; each list index ends with the order of lists."""

    collection = "agreements"
    noun = "agreement"
    indexes = (
        Index("state", "_id"),
        Index("kind", "_id"),
        Index("parent_id", "_id"),
        Index("found.organisations", "_id"),
        Index("found.sectors", "_id"),
        Index("found.last_day", "_id"),
        Index("found.words", "_id"),
        Index("found.organisations", "state"),
    )

    def document(self, agreement: Agreement) -> Document:
        return {
            **kept(agreement),
            "text": _text_document(agreement.text),
            "notice": agreement.notice.facts() if agreement.notice else None,
            "found": _found(agreement),
        }

    def entity(self, document: Document) -> Agreement:
        facts = {name: value for name, value in document.items() if name != "found"}
        return Agreement(
            **{
                **facts,
                "text": _text(document["text"]),
                "signatures": [Signature(**signature) for signature in document["signatures"]],
                "notice": _notice(document["notice"]),
            }
        )

    def listed(self, asked: Document, after: str | None, limit: int) -> Page[Document]:
        """A page of facts, read without the words of the clauses: a list does not show them."""
        narrowed = self._rarest_first({**asked, "_id": {"$gt": decode_cursor(after)}} if after else asked)
        rows = self.rows.find(narrowed, {"found": 0, "text.clauses": 0}, sort=[("_id", 1)], limit=limit + 1)
        found = [self._read(row) for row in rows]
        more = len(found) > limit
        facts = [{**agreement.facts(), "version": agreement.version} for agreement in found[:limit]]
        return Page(facts, encode_cursor(found[limit - 1].id) if more else None)

    def _rarest_first(self, asked: Document) -> Document:
        """MongoDB looks the first word up and reads all it finds for the others: the rarest leaves the least to read.

        Counting reads the index alone; of many words the longest few are counted, which are seldom common.
        """
        words = sorted(asked.get("found.words", {}).get("$all", ()), key=len, reverse=True)
        if len(words) < 2:  # noqa: PLR2004 -- one word has no order
            return asked
        rarest = min(words[:MOST_COUNTED], key=lambda word: self.count({"found.words": word}))
        return {**asked, "found.words": {"$all": [rarest, *(word for word in words if word != rarest)]}}

    def standing_among(self, ids: Collection[str]) -> list[Agreement]:
        """Those of these agreements that bind or are suspended."""
        return self.many({"_id": {"$in": list(ids)}, "state": {"$in": [*BINDING, "suspended"]}})

    def partners_among(self, organisations: Collection[str]) -> set[str]:
        """Those of the organisations that are a party to an agreement in force."""
        asked = {"found.organisations": {"$in": list(organisations)}, "state": {"$in": list(BINDING)}}
        in_force = self.rows.find(asked, {"found.organisations": 1})
        return {party for row in in_force for party in row["found"]["organisations"]}


FILTERS = {
    "state": "state",
    "kind": "kind",
    "parent_id": "parent_id",
    "sector": "found.sectors",
    "organisation_id": "found.organisations",
}


def asked_of_agreements(asked: Mapping[str, Any]) -> Document:
    """The filter of a list; what is not asked for does not narrow it."""
    wanted = {name: value for name, value in asked.items() if value is not None}
    narrowed: Document = {field: wanted[name] for name, field in FILTERS.items() if name in wanted}
    bounds = {"$gte": wanted.get("ends_after"), "$lte": wanted.get("ends_before")}
    if last_day := {operator: date.fromisoformat(day).isoformat() for operator, day in bounds.items() if day}:
        narrowed["found.last_day"] = last_day
    if words := wanted.get("words"):
        narrowed["found.words"] = {"$all": sorted(words_in([words]))}
    return narrowed


class TextVersions(Repository[TextVersion]):
    """The rounds of a negotiation, one row a text."""

    collection = "text_versions"
    noun = "text_version"
    indexes = (Index("agreement_id", "text.number", unique=True),)

    def document(self, round_: TextVersion) -> Document:
        return {**kept(round_), "text": _text_document(round_.text)}

    def entity(self, document: Document) -> TextVersion:
        return TextVersion(**{**document, "text": _text(document["text"])})

    def of(self, agreement_id: str) -> list[TextVersion]:
        return self.many({"agreement_id": agreement_id}, sort=[("text.number", 1)])

    def numbered(self, agreement_id: str, number: int) -> TextVersion:
        found = self.one({"agreement_id": agreement_id, "text.number": number})
        if found is None:
            raise self._missing(f"{agreement_id}/{number}")
        return found


class ClauseTemplates(Repository[ClauseTemplate]):
    """Every version of every model text; the unique index keeps two from taking one number."""

    collection = "clause_templates"
    noun = "clause_template"
    indexes = (Index("code", "-number", unique=True),)

    def document(self, template: ClauseTemplate) -> Document:
        return kept(template)

    def entity(self, document: Document) -> ClauseTemplate:
        clauses = tuple(Clause.written(clause) for clause in document["clauses"])
        return ClauseTemplate(**{**document, "name": LocalText(**document["name"]), "clauses": clauses})

    def newest(self, code: str) -> ClauseTemplate | None:
        found = self.many({"code": code}, sort=[("number", -1)], limit=1)
        return found[0] if found else None

    def numbered(self, code: str, number: int | None) -> ClauseTemplate:
        """This version of the template, the newest when none is named."""
        found = self.one({"code": code, "number": number}) if number else self.newest(code)
        if found is None:
            raise self._missing(code)
        return found


def _found(agreement: Agreement) -> Document:
    return {
        "organisations": agreement.organisations,
        "sectors": list(agreement.sectors),
        "last_day": as_text(agreement.last_day),
        "words": sorted(agreement.text.words),
    }


def _text_document(text: Text) -> Document:
    return {"number": text.number, **text.facts()}


def _text(document: Document) -> Text:
    return Text.written(document, document["number"])


def _notice(document: Document | None) -> Notice | None:
    return Notice(document["organisation_id"], date.fromisoformat(document["given_on"])) if document else None
