"""What changes in interviews that stand, as the world outside is told of it and as each one concerned is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.matching.domain.interview import Interview, Place, told_to_candidate
from services.matching.domain.timetable import Meeting, TimetableRun
from services.matching.domain.wording import LocalText

PUBLIC = ("id", "edition_id", "organisation_id", "offer_id", "sector", "kind", "starts_at", "ends_at", "table")


@dataclass(frozen=True)
class Change:
    """An interview that is new; one that has moved, and where it `was`; or one that is cancelled for a `reason`."""

    interview: Interview
    was: Place | None = None
    reason: str | None = None

    @property
    def kind(self) -> str:
        return "cancelled" if self.reason else "moved" if self.was else "scheduled"

    def facts(self) -> dict[str, Any]:
        return {
            "change": self.kind,
            "from_starts_at": self.was.starts_at.isoformat() if self.was else None,
            "from_table": self.was.table if self.was else None,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class PublicChange:
    """A change as the world outside may know it: nothing that names the candidate."""

    change: Change
    pseudonym: str

    @property
    def id(self) -> str:
        return self.change.interview.id

    @property
    def version(self) -> int:
        """A cancelled interview is kept no more: its last word counts as one more version of it."""
        return self.change.interview.version + (self.change.reason is not None)

    def facts(self) -> dict[str, Any]:
        interview, change = self.change.interview.facts(), self.change.facts()
        facts = {name: interview[name] for name in PUBLIC} | {"pseudonym": self.pseudonym}
        told = {"scheduled": (), "moved": ("from_starts_at", "from_table"), "cancelled": ("reason",)}
        return facts | {name: change[name] for name in told[self.change.kind]}


@dataclass(frozen=True)
class PublicOutcome:
    """What came of an interview as the world outside may know it: neither of whom, nor what was thought of them."""

    interview: Interview
    pseudonym: str

    @property
    def id(self) -> str:
        return self.interview.id

    @property
    def version(self) -> int:
        return self.interview.version

    def facts(self) -> dict[str, Any]:
        interview = self.interview.facts()
        return {name: interview[name] for name in (*PUBLIC, "state", "recorded_at")} | {"pseudonym": self.pseudonym}


@dataclass(frozen=True)
class ChangedAgenda:
    """What has changed for one candidate, beside all they now have; told once for all that changed together.

    `version` is that of the run that changed, and `run_number` its number.
    """

    id: str
    version: int
    run_number: int
    edition_id: str
    candidate_id: str
    interviews: Sequence[Interview]
    changes: Sequence[Change]
    organisation_names: Mapping[str, dict[str, str]]
    offer_titles: Mapping[str, LocalText]

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "run_number": self.run_number,
            "run_version": self.version,
            "edition_id": self.edition_id,
            "candidate_id": self.candidate_id,
            "interviews": [self._told(interview) for interview in self.interviews],
            "changes": [{**change.facts(), "interview": self._told(change.interview)} for change in self.changes],
        }

    def _told(self, interview: Interview) -> dict[str, Any]:
        return told_to_candidate(interview, self.organisation_names, self.offer_titles)


def replaced(
    before: Iterable[Interview], meetings: Iterable[Meeting], run: TimetableRun, new_id: Callable[[], str]
) -> tuple[list[Interview], list[Change]]:
    """The interviews of a new timetable, and what they change in those that stood.

    A meeting for the same offer is the same interview, however often its timetable is computed.
    """
    standing = {(one.candidate_id, one.offer_id): one for one in before}
    interviews, changes = [], []
    for meeting in meetings:
        interview = standing.pop((meeting.candidate_id, meeting.offer.id), None)
        if interview is None:
            interview = Interview.planned(new_id(), run, meeting)
            changes.append(Change(interview))
        elif was := interview.taken_over(run, meeting):
            changes.append(Change(interview, was=was))
        interviews.append(interview)
    return interviews, [*changes, *(Change(one, reason="replanned") for one in standing.values())]
