"""A file that was sent as an answer: for one question, taken up by one registration."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from multaqa.errors import Invalid
from services.events.domain.question import Question
from services.events.domain.wording import fault

UNCLAIMED = timedelta(days=1)
SIGNATURES = {"application/pdf": b"%PDF-", "image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}


@dataclass
class AnswerFile:
    """`stored_id` is its id in the file store; only ids travel."""

    id: str
    edition_id: str
    question_code: str
    stored_id: str
    media_type: str
    size: int
    sent_at: datetime
    registration_id: str | None = None
    version: int = 0

    @property
    def is_free(self) -> bool:
        return self.registration_id is None

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "edition_id": self.edition_id,
            "question_code": self.question_code,
            "media_type": self.media_type,
            "size": self.size,
            "sent_at": self.sent_at.isoformat(),
        }


def require_fitting(question: Question, content: bytes, media_type: str) -> None:
    """Refuses a file that its question does not take, or that is not what it says it is."""
    where = f"/answers/{question.code}"
    if question.kind != "file":
        raise _wrong(where, "answer.not_a_file", "This question is not answered by a file.")
    if media_type not in question.media_types:
        raise _wrong(where, "answer.type_not_taken", "This question does not take files of this type.")
    if len(content) > question.most_bytes:
        raise _wrong(where, "answer.file_too_large", f"The file has more than {question.most_bytes} octets.")
    if not content.startswith(SIGNATURES[media_type]):
        raise _wrong(where, "answer.not_what_it_says", "The file is not of the type it says.")


def _wrong(where: str, code: str, text: str) -> Invalid:
    return Invalid("answer.invalid", "Some answers do not fit their questions.", errors=[fault(where, code, text)])
