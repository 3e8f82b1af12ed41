"""What a registered person answered: each answer with the revision of the question it answers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from multaqa.errors import Invalid
from services.events.domain.question import Question
from services.events.domain.wording import Fault, fault


@dataclass(frozen=True)
class Answer:
    """`value` is a text, an option's code or a list of such, a file's id, or a yes or no."""

    value: Any
    revision: int
    at: datetime


@dataclass
class AnswerSheet:
    """One per registration, whose id it has."""

    id: str
    edition_id: str
    person_id: str
    category: str
    answers: dict[str, Answer] = field(default_factory=dict)
    version: int = 0

    def file_ids(self, questions: Iterable[Question]) -> dict[str, str]:
        """The answers that are files, by the code of their question."""
        asked = {question.code for question in questions if question.kind == "file"}
        return {code: answer.value for code, answer in self.answers.items() if code in asked}

    def facts(self) -> dict[str, Any]:
        return {
            "registration_id": self.id,
            "edition_id": self.edition_id,
            "person_id": self.person_id,
            "category": self.category,
            "answers": [
                {"code": code, "value": answer.value, "revision": answer.revision, "at": answer.at.isoformat()}
                for code, answer in sorted(self.answers.items())
            ],
        }


class Questionnaire:
    """The questions of an edition as one category is asked them."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self._questions = sorted(questions, key=lambda one: (one.position, one.id))

    def of(self, category: str) -> list[Question]:
        return [question for question in self._questions if question.is_for(category)]

    def missing(self, category: str, answers: Mapping[str, Any]) -> list[str]:
        """The required questions that are not answered."""
        return [one.code for one in self.of(category) if one.required and one.code not in answers]

    def filled(
        self, category: str, values: Mapping[str, Any], at: datetime, *, earlier: Mapping[str, Answer] | None = None
    ) -> dict[str, Answer]:
        """The answers after these; Invalid names each wrong one by its field.

        An answer of None takes the earlier one away. A required file may follow by link: it has no place in a form.
        """
        asked = {question.code: question for question in self.of(category)}
        faults = list(self._faults(asked, values))
        kept = {code: answer for code, answer in (earlier or {}).items() if code not in values}
        given = {code: Answer(value, asked[code].wording.revision, at) for code, value in values.items()
                 if value is not None and code in asked}  # fmt: skip
        after = kept | given
        for question in asked.values():
            if question.required and question.kind != "file" and question.code not in after:
                text = "This question must be answered."
                faults.append(fault(f"/answers/{question.code}", "answer.missing", text))
        if faults:
            raise Invalid("answer.invalid", "Some answers do not fit their questions.", errors=faults)
        return after

    def _faults(self, asked: Mapping[str, Question], values: Mapping[str, Any]) -> Iterator[Fault]:
        for code, value in values.items():
            where = f"/answers/{code}"
            if code not in asked:
                yield fault(where, "answer.question_unknown", "This category is not asked such a question.")
            elif value is not None and (wrong := _wrong(asked[code], value)):
                yield fault(where, *wrong)


def _wrong(question: Question, value: Any) -> tuple[str, str] | None:
    """What is wrong with a value, as a code and a sentence."""
    return _CHECKS[question.kind](question, value)


def _wrong_text(question: Question, value: Any) -> tuple[str, str] | None:
    if not isinstance(value, str) or not value.strip():
        return "answer.not_text", "This answer is a text."
    if len(value) > question.most:
        return "answer.too_long", f"This answer has at most {question.most} characters."
    return None


def _wrong_choice(question: Question, value: Any) -> tuple[str, str] | None:
    chosen = value if isinstance(value, list) else [value]
    if question.multiple != isinstance(value, list) or not chosen:
        return "answer.one_option", "This answer is one of the options, or several where the question says so."
    texts = all(isinstance(one, str) for one in chosen)
    if not texts or len(set(chosen)) != len(chosen) or not question.option_codes.issuperset(chosen):
        return "answer.option_unknown", "This answer is none of the options."
    return None


def _wrong_file(_: Question, value: Any) -> tuple[str, str] | None:
    return None if isinstance(value, str) and value else ("answer.not_a_file", "This answer is a file that was sent.")


def _wrong_consent(question: Question, value: Any) -> tuple[str, str] | None:
    if not isinstance(value, bool):
        return "answer.not_a_choice", "This answer is yes or no."
    if question.required and not value:
        return "answer.consent_needed", "Without this consent nobody can be registered."
    return None


_CHECKS = {"text": _wrong_text, "choice": _wrong_choice, "file": _wrong_file, "consent": _wrong_consent}
