"""A credential: a signed proof of what a person earned, by a contest's award or an assessment; it can be revoked."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal, Protocol

from multaqa.errors import Invalid, Refused
from multaqa.ids import derived_id
from multaqa.links import secret_digest
from services.events.domain.wording import Fault, LocalText, fault, moment

CredentialKind = Literal["award", "assessment"]
CredentialState = Literal["valid", "revoked"]
LEVELS = range(1, 5)
SECRET_BYTES = 32


@dataclass(frozen=True)
class ProvenSkill:
    """`label` is what the skills reference called it when it was proven; the code, where nobody said."""

    code: str
    level: int
    label: LocalText

    @classmethod
    def stated(cls, facts: Mapping[str, Any]) -> "ProvenSkill":
        label = facts.get("label") or {"fr": facts["code"], "ar": facts["code"]}
        return cls(facts["code"], facts["level"], LocalText(**label))

    def named(self, label: LocalText) -> "ProvenSkill":
        return replace(self, label=label) if self.label.fr == self.code else self


class SkillShown(Protocol):
    code: str
    level: int


class GivenAward(Protocol):
    """What a credential needs to know of an award."""

    id: str
    contest_id: str
    edition_id: str
    person_ids: Sequence[str]
    title: LocalText
    rank: int
    skills: Sequence[SkillShown]
    juror_organisation_ids: Sequence[str]
    minutes_digest: str
    given_at: datetime


@dataclass
class Credential:
    """`secret` ends its public address; `place` is its own in the status list of that number.

    `token` is the signed document as it was last issued: the same facts, with the endorsements given since. When its
    holder's data is erased it goes, with the secret and whatever leads to the person; the place stays taken.
    """

    id: str
    person_id: str
    kind: CredentialKind
    edition_id: str
    title: LocalText
    criteria: LocalText
    skills: tuple[ProvenSkill, ...]
    assessors: tuple[str, ...]
    earned_at: datetime
    issued_at: datetime
    contest_id: str | None = None
    award_id: str | None = None
    rank: int | None = None
    evidence_digest: str | None = None
    secret: str | None = field(default_factory=lambda: secrets.token_urlsafe(SECRET_BYTES))
    address_digest: str = ""
    list_number: int = 0
    place: int = 0
    key_id: str = ""
    token: str | None = None
    state: CredentialState = "valid"
    revoked_at: datetime | None = None
    reason: str | None = None
    version: int = 0

    def __post_init__(self) -> None:
        if self.secret:
            self.address_digest = secret_digest(self.secret)

    @classmethod
    def of_award(cls, award: GivenAward, person_id: str, at: datetime) -> "Credential":
        """What one of an award's persons gets for it; always the same credential, however often it is asked for."""
        return cls(
            id=id_for_award(award.id, award.minutes_digest, person_id),
            person_id=person_id,
            kind="award",
            edition_id=award.edition_id,
            title=award.title,
            criteria=LocalText(
                f"Classé au rang {award.rank} par le jury du concours, selon sa grille.",
                f"الرتبة {award.rank} حسب لجنة تحكيم المباراة وشبكتها.",
            ),
            skills=tuple(ProvenSkill.stated({"code": one.code, "level": one.level}) for one in award.skills),
            assessors=tuple(award.juror_organisation_ids),
            earned_at=award.given_at,
            issued_at=at,
            contest_id=award.contest_id,
            award_id=award.id,
            rank=award.rank,
            evidence_digest=award.minutes_digest,
        )

    @classmethod
    def of_assessment(cls, id: str, facts: Mapping[str, Any], at: datetime) -> "Credential":
        """What staff state of somebody who attended and was assessed."""
        if faults := list(_faults(facts, at)):
            raise Invalid("credential.invalid", "The credential cannot be issued as it stands.", errors=faults)
        earned = datetime.fromisoformat(facts["earned_on"]).replace(tzinfo=at.tzinfo)
        return cls(
            id=id,
            person_id=facts["person_id"],
            kind="assessment",
            edition_id=facts["edition_id"],
            title=LocalText(**facts["title"]),
            criteria=LocalText(**facts["criteria"]),
            skills=_skills(facts),
            assessors=tuple(facts.get("assessors") or ()),
            earned_at=earned,
            issued_at=at,
            evidence_digest=facts.get("evidence_digest"),
        )

    @property
    def is_valid(self) -> bool:
        return self.state == "valid"

    @property
    def proves(self) -> str:
        """Of what a person has one valid credential at an edition: the award, or the set of skills."""
        return self.award_id or ",".join(sorted(skill.code for skill in self.skills))

    @property
    def subject(self) -> str:
        """Whom it is about, in the document: a name used nowhere else, so that two cannot be laid side by side."""
        return f"urn:uuid:{derived_id('subject', self.address_digest)}"

    def name_skills(self, labels: Mapping[str, LocalText]) -> None:
        """As the reference calls them now, where nobody has said: a winner's skills come as codes."""
        self.skills = tuple(skill.named(labels.get(skill.code, skill.label)) for skill in self.skills)

    def refuse_second(self, standing: "Credential | None") -> None:
        if standing is not None:
            text = "The person has a valid credential for these skills of this edition already."
            raise Refused("credential.already_issued", text, credential_id=standing.id)

    def take_place(self, list_number: int, place: int) -> None:
        self.list_number, self.place = list_number, place

    def require_valid(self) -> None:
        if not self.is_valid:
            text = "The credential is revoked."
            raise Refused("credential.revoked", text, credential_id=self.id, revoked_at=moment(self.revoked_at))

    def revoke(self, reason: str, at: datetime) -> None:
        self.require_valid()
        self.state, self.reason, self.revoked_at = "revoked", reason, at

    def forget_person(self, at: datetime) -> None:
        """It is void, since nobody can be asked any more whose it was; the figures and the taken place stay."""
        self.state, self.revoked_at = "revoked", self.revoked_at or at
        self.person_id = f"erased-{self.id}"
        self.token = self.secret = self.reason = None

    @property
    def is_forgotten(self) -> bool:
        return self.secret is None

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "person_id": self.person_id,
            "kind": self.kind,
            "edition_id": self.edition_id,
            "contest_id": self.contest_id,
            "award_id": self.award_id,
            "title": asdict(self.title),
            "criteria": asdict(self.criteria),
            "skills": [asdict(skill) for skill in self.skills],
            "assessors": list(self.assessors),
            "rank": self.rank,
            "evidence_digest": self.evidence_digest,
            "earned_at": self.earned_at.isoformat(),
            "issued_at": self.issued_at.isoformat(),
            "state": self.state,
            "revoked_at": moment(self.revoked_at),
        }


@dataclass(frozen=True)
class CredentialNotice:
    """What its holder is written: that it was issued (`valid`), `revoked` for a reason, or `superseded` by another."""

    id: str
    version: int
    person_id: str
    title: LocalText
    outcome: str
    reason: str | None

    @classmethod
    def of(cls, credential: Credential, outcome: str) -> "CredentialNotice":
        reason = credential.reason if outcome == "revoked" else None
        return cls(credential.id, credential.version, credential.person_id, credential.title, outcome, reason)

    def facts(self) -> dict[str, Any]:
        told = {"id": self.id, "person_id": self.person_id, "title": asdict(self.title)}
        return {**told, "outcome": self.outcome, "reason": self.reason}


def id_for_award(award_id: str, minutes_digest: str, person_id: str) -> str:
    """An award that later minutes confirm is proven by another credential than before."""
    return derived_id("credential", award_id, minutes_digest, person_id)


def _skills(facts: Mapping[str, Any]) -> tuple[ProvenSkill, ...]:
    return tuple(ProvenSkill.stated(skill) for skill in facts["skills"])


def _faults(facts: Mapping[str, Any], at: datetime) -> Iterator[Fault]:
    if not facts["skills"]:
        yield fault("/skills", "credential.without_skill", "A credential proves at least one skill.")
    codes = [skill["code"] for skill in facts["skills"]]
    for n, skill in enumerate(facts["skills"]):
        if skill["level"] not in LEVELS:
            yield fault(f"/skills/{n}/level", "credential.level_unknown", "A level is between 1 and 4.")
        if skill["code"] in codes[:n]:
            yield fault(f"/skills/{n}/code", "credential.skill_twice", "Each skill is named once.")
    if date.fromisoformat(facts["earned_on"]) > at.date():
        yield fault("/earned_on", "credential.earned_later", "What is to be earned yet cannot be proven.")
