"""Questions an edition asks of those who register: of all or of some categories, required or not, in revisions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from multaqa.errors import Invalid, Refused
from services.events.domain.wording import Fault, LocalText, fault, moment

QuestionKind = Literal["text", "choice", "file", "consent"]
KINDS = ("text", "choice", "file", "consent")
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST = 4000
MOST_OPTIONS = 50
MOST_BYTES = 5 << 20
MEDIA_TYPES = ("application/pdf", "image/jpeg", "image/png")


@dataclass(frozen=True)
class Option:
    code: str
    label: LocalText


@dataclass(frozen=True)
class Wording:
    """One revision of what is asked; whoever answered an earlier one answered that one."""

    revision: int
    text: LocalText
    at: datetime
    options: tuple[Option, ...] = ()


@dataclass
class Question:
    """`categories` empty: everybody is asked. `most` is a text's length, `multiple` and the options a choice's.

    `media_types` and `most_bytes` bound a file; `purpose` is what a consent is for.
    """

    id: str
    edition_id: str
    code: str
    kind: QuestionKind
    wordings: list[Wording]
    categories: tuple[str, ...] = ()
    required: bool = False
    most: int = 500
    multiple: bool = False
    media_types: tuple[str, ...] = MEDIA_TYPES
    most_bytes: int = MOST_BYTES
    purpose: str | None = None
    position: int = 0
    retired_at: datetime | None = None
    version: int = field(default=0)

    @classmethod
    def asked(cls, id: str, edition_id: str, facts: Mapping[str, Any], at: datetime) -> "Question":
        if faults := list(_faults(facts)):
            raise Invalid("question.invalid", "The question cannot be asked as it stands.", errors=faults)
        return cls(
            id=id,
            edition_id=edition_id,
            code=facts["code"],
            kind=facts["kind"],
            wordings=[Wording(1, LocalText(**facts["text"]), at, _options(facts))],
            categories=tuple(facts.get("categories") or ()),
            required=bool(facts.get("required")),
            most=facts.get("most") or 500,
            multiple=bool(facts.get("multiple")),
            media_types=tuple(facts.get("media_types") or MEDIA_TYPES),
            most_bytes=facts.get("most_bytes") or MOST_BYTES,
            purpose=facts.get("purpose"),
            position=facts.get("position") or 0,
        )

    @property
    def wording(self) -> Wording:
        return self.wordings[-1]

    @property
    def option_codes(self) -> frozenset[str]:
        return frozenset(option.code for option in self.wording.options)

    @property
    def is_asked(self) -> bool:
        return self.retired_at is None

    def is_for(self, category: str) -> bool:
        return self.is_asked and (not self.categories or category in self.categories)

    def revise(self, facts: Mapping[str, Any], at: datetime) -> None:
        """Another wording: answers given so far stay answers to the one they saw."""
        self._require_asked()
        if faults := list(_wording_faults(self.kind, facts)):
            raise Invalid("question.invalid", "The question cannot be asked as it stands.", errors=faults)
        text = LocalText(**facts["text"])
        self.wordings = [*self.wordings, Wording(self.wording.revision + 1, text, at, _options(facts))]
        if facts.get("required") is not None:
            self.required = facts["required"]

    def retire(self, at: datetime) -> None:
        self._require_asked()
        self.retired_at = at

    def refuse_taken(self, by: "Question | None") -> None:
        if by is not None:
            text = "The edition asks another question under this code."
            wrong = fault("/code", "question.code_taken", text)
            raise Invalid("question.code_taken", text, errors=[wrong], question_id=by.id)

    def _require_asked(self) -> None:
        if self.retired_at is not None:
            raise Refused("question.retired", "This question is no longer asked.", question_id=self.id)

    def facts(self) -> dict[str, Any]:
        wording = self.wording
        return {
            "id": self.id,
            "edition_id": self.edition_id,
            "code": self.code,
            "kind": self.kind,
            "revision": wording.revision,
            "text": asdict(wording.text),
            "options": [{"code": one.code, "label": asdict(one.label)} for one in wording.options],
            "categories": list(self.categories),
            "required": self.required,
            "most": self.most,
            "multiple": self.multiple,
            "media_types": list(self.media_types),
            "most_bytes": self.most_bytes,
            "purpose": self.purpose,
            "position": self.position,
            "asked_at": self.wordings[0].at.isoformat(),
            "revised_at": wording.at.isoformat(),
            "retired_at": moment(self.retired_at),
        }


def _options(facts: Mapping[str, Any]) -> tuple[Option, ...]:
    return tuple(Option(one["code"], LocalText(**one["label"])) for one in facts.get("options") or ())


def _faults(facts: Mapping[str, Any]) -> Iterator[Fault]:
    if not CODE.fullmatch(facts["code"]):
        yield fault("/code", "question.code_malformed", "A code is small letters, digits and underscores.")
    if facts["kind"] == "consent" and not facts.get("purpose"):
        yield fault("/purpose", "question.purpose_missing", "A consent says what it is for.")
    unknown = set(facts.get("media_types") or ()) - set(MEDIA_TYPES)
    if unknown:
        yield fault("/media_types", "question.type_unknown", f"Files are {', '.join(MEDIA_TYPES)}.")
    if not 1 <= (facts.get("most_bytes") or MOST_BYTES) <= MOST_BYTES:
        yield fault("/most_bytes", "question.file_too_large", f"A file has at most {MOST_BYTES} octets.")
    if not 1 <= (facts.get("most") or 1) <= LONGEST:
        yield fault("/most", "question.text_too_long", f"A text has at most {LONGEST} characters.")
    yield from _wording_faults(facts["kind"], facts)


def _wording_faults(kind: str, facts: Mapping[str, Any]) -> Iterator[Fault]:
    codes = [option["code"] for option in facts.get("options") or ()]
    if kind == "choice" and not 1 < len(codes) <= MOST_OPTIONS:
        yield fault("/options", "question.options_missing", "A choice is between two options at least.")
    if kind != "choice" and codes:
        yield fault("/options", "question.options_unexpected", "Only a choice has options.")
    for n, code in enumerate(codes):
        if not CODE.fullmatch(code) or code in codes[:n]:
            yield fault(f"/options/{n}/code", "question.option_malformed", "An option has a code of its own.")
