"""A checkpoint: the end of a tenant's chain on some day, signed by the platform, kept by people it cannot reach.

It is written as a line, `tenant/room/sequence/digest/at/key/signature`; its mark, what a mail carries, is the first
four with the digest cut to 80 bits: enough that nobody finds another chain that fits it, short enough to be read out.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from multaqa.errors import Invalid
from multaqa.store.audit.chain import HEADS
from multaqa.store.client import Document
from multaqa.store.repository import Index, Rows

MARKED_DIGITS = 20
_OF_A_MARK, _OF_A_CHECKPOINT = 4, 7
_HEXADECIMAL = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the platform vouches for: row `sequence` of the tenant's trail in a room has this digest."""

    tenant: str
    room: str
    sequence: int
    digest: str
    at: datetime
    key_id: str
    signature: str = ""

    @property
    def id(self) -> str:
        """Of the trail, not of this checkpoint: a newer one takes its place where only the newest counts."""
        return f"{self.tenant}.{self.room}"

    @property
    def version(self) -> int:
        return self.sequence

    @property
    def vouched(self) -> str:
        """What is signed."""
        at = self.at.astimezone(UTC).isoformat(timespec="milliseconds")
        return "/".join((self.tenant, self.room, str(self.sequence), self.digest, at, self.key_id))

    @property
    def line(self) -> str:
        return f"{self.vouched}/{self.signature}"

    @property
    def mark(self) -> str:
        return "/".join((self.tenant, self.room, str(self.sequence), self.digest[:MARKED_DIGITS]))

    def facts(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat(), "line": self.line, "mark": self.mark}


@dataclass(frozen=True, slots=True)
class Anchor:
    """What somebody says of one row of a chain: its digest begins like this. `source` says who, for people."""

    tenant: str
    room: str
    sequence: int
    digest: str
    source: str

    @classmethod
    def of(cls, checkpoint: Checkpoint, source: str) -> "Anchor":
        return cls(checkpoint.tenant, checkpoint.room, checkpoint.sequence, checkpoint.digest, source)


class Checkpoints(Rows):
    """The checkpoints a room has made."""

    collection = "audit_checkpoints"
    noun = "checkpoint"
    indexes = (Index("sequence", unique=True),)

    def add(self, id: str, checkpoint: Checkpoint) -> None:
        self.rows.insert_one({"_id": id, **asdict(checkpoint)})

    def newest(self) -> Checkpoint | None:
        row = next(iter(self.rows.find({}, sort=[("sequence", -1)], limit=1)), None)
        return checkpoint_of(row) if row else None


class Heads(Rows):
    collection = HEADS
    noun = "head"

    def note(self, at: datetime) -> None:
        """The next checkpoint is a day after this instant, or never when nothing happens."""
        self.rows.update_one({}, {"$set": {"checkpoint_at": at, "checkpoint_planned": False}})


def checkpoint_of(row: Document) -> Checkpoint:
    return Checkpoint(**{name: row[name] for name in Checkpoint.__slots__})


def read_checkpoint(line: str) -> Checkpoint:
    """A checkpoint from its line; Invalid when it is none."""
    parts = line.strip().split("/")
    if len(parts) != _OF_A_CHECKPOINT:
        raise _unreadable(line)
    tenant, room, sequence, digest, at, key_id, signature = parts
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise _unreadable(line) from error
    if moment.tzinfo is None:
        raise _unreadable(line)
    return Checkpoint(tenant, room, _number(sequence, line), _digits(digest, line), moment, key_id, signature)


def is_mark(text: str) -> bool:
    return text.count("/") == _OF_A_MARK - 1


def read_mark(text: str) -> Anchor:
    """What a mark says, as copied from a mail; Invalid when it is none, or cut too short to prove anything."""
    tenant, room, sequence, digest = text.strip().split("/")
    if len(digest) < MARKED_DIGITS:
        raise _unreadable(text)
    return Anchor(tenant, room, _number(sequence, text), _digits(digest, text), "the checkpoint you gave")


def _number(text: str, whole: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise _unreadable(whole)
    return int(text)


def _digits(text: str, whole: str) -> str:
    if not text or not _HEXADECIMAL.issuperset(text):
        raise _unreadable(whole)
    return text


def _unreadable(text: str) -> Invalid:
    return Invalid("checkpoint.unreadable", f"{text.strip()[:200]!r} is no checkpoint of an audit trail.")
