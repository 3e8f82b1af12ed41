"""An entry: what a trainee or a team shows, with its files and what each member said about pictures of it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

from multaqa.errors import Invalid, NotFound, Refused
from services.events.domain.contest.contest import Contest
from services.events.domain.wording import Fault, LocalText, fault, moment

EntryState = Literal["submitted", "withdrawn"]
MOST_FILES = 10
LARGEST_FILE = 5 << 20


@dataclass(frozen=True)
class ImageRights:
    """What a member answered, yes or no, on a day: pictures of an entry are shown only where all said yes."""

    person_id: str
    given: bool
    on: date

    def facts(self) -> dict[str, Any]:
        return {"person_id": self.person_id, "given": self.given, "on": self.on.isoformat()}


@dataclass(frozen=True)
class EntryFile:
    id: str
    name: str
    media_type: str
    size: int
    digest: str


@dataclass
class Entry:
    """`company_id` is where its members work or are apprenticed; neither its people nor the institute's judge it."""

    id: str
    contest_id: str
    edition_id: str
    title: LocalText
    person_ids: tuple[str, ...]
    institute_id: str | None
    company_id: str | None
    image_rights: tuple[ImageRights, ...]
    submitted_at: datetime
    files: tuple[EntryFile, ...] = ()
    state: EntryState = "submitted"
    withdrawn_at: datetime | None = None
    reason: str | None = None
    version: int = 0

    @classmethod
    def submitted(cls, id: str, contest: Contest, facts: Mapping[str, Any], at: datetime) -> "Entry":
        contest.require_entries(at)
        if faults := list(_faults(facts, contest.most_members, at)):
            raise Invalid("entry.invalid", "The entry cannot be taken as it stands.", errors=faults)
        rights = (ImageRights(one["person_id"], one["given"], _day(one["on"])) for one in facts["image_rights"])
        return cls(
            id=id,
            contest_id=contest.id,
            edition_id=contest.edition_id,
            title=LocalText(**facts["title"]),
            person_ids=tuple(facts["person_ids"]),
            institute_id=facts.get("institute_id"),
            company_id=facts.get("company_id"),
            image_rights=tuple(rights),
            submitted_at=at,
        )

    def refuse_twice(self, by: "Entry | None") -> None:
        if by is not None:
            raise Refused("entry.member_twice", "One of them has an entry in this contest already.", entry_id=by.id)

    def require_room_for_file(self) -> None:
        if len(self.files) >= MOST_FILES:
            raise Refused("entry.too_many_files", f"An entry has {MOST_FILES} files at most.", most=MOST_FILES)

    def attach(self, file: Mapping[str, Any]) -> None:
        self.require_standing()
        self.require_room_for_file()
        self.files = (*self.files, EntryFile(**file))

    def file(self, file_id: str) -> EntryFile:
        found = next((one for one in self.files if one.id == file_id), None)
        if found is None:
            raise NotFound("file.not_found", "There is no file with this id.", id=file_id)
        return found

    def withdraw(self, reason: str, at: datetime) -> None:
        self.require_standing()
        self.state, self.withdrawn_at, self.reason = "withdrawn", at, reason

    def require_standing(self) -> None:
        if not self.stands:
            raise Refused("entry.withdrawn", "This entry was withdrawn.", entry_id=self.id)

    @property
    def stands(self) -> bool:
        return self.state == "submitted"

    @property
    def houses(self) -> frozenset[str]:
        """The institute and the company whose people do not judge it."""
        return frozenset(one for one in (self.institute_id, self.company_id) if one)

    @property
    def may_be_pictured(self) -> bool:
        return bool(self.image_rights) and all(one.given for one in self.image_rights)

    def forget_person(self, person_id: str) -> None:
        """The entry and its figures stay; who made it, and files that may show them, do not."""
        self.person_ids = tuple(one for one in self.person_ids if one != person_id)
        self.image_rights = tuple(one for one in self.image_rights if one.person_id != person_id)
        self.files = ()

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "contest_id": self.contest_id,
            "edition_id": self.edition_id,
            "title": asdict(self.title),
            "person_ids": list(self.person_ids),
            "institute_id": self.institute_id,
            "company_id": self.company_id,
            "image_rights": [one.facts() for one in self.image_rights],
            "may_be_pictured": self.may_be_pictured,
            "files": [asdict(one) for one in self.files],
            "state": self.state,
            "submitted_at": self.submitted_at.isoformat(),
            "withdrawn_at": moment(self.withdrawn_at),
            "reason": self.reason,
        }


def _day(spelled: str) -> date:
    return date.fromisoformat(spelled)


def _faults(facts: Mapping[str, Any], most: int, at: datetime) -> Iterator[Fault]:
    members = facts["person_ids"]
    if not 0 < len(members) <= most:
        yield fault("/person_ids", "entry.members_out_of_range", f"An entry has 1 to {most} members.")
    if len(set(members)) != len(members):
        yield fault("/person_ids", "entry.member_repeated", "A member is named once.")
    answered = {one["person_id"] for one in facts["image_rights"]}
    if answered != set(members):
        yield fault("/image_rights", "entry.image_rights_missing", "Each member says yes or no to pictures.")
    for place, one in enumerate(facts["image_rights"]):
        if _day(one["on"]) > at.date():
            yield fault(f"/image_rights/{place}/on", "entry.consent_in_the_future", "This day is still to come.")
