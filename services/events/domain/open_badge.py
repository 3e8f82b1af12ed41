"""Credentials as documents that any verifier reads: Open Badges 3.0 on W3C Verifiable Credentials 2.0.

A document names nobody: its subject is a random name and, where the mail address is known, the address hashed with a
salt of its own (Open Badges 3.0, IdentityObject), by which only who is shown the address can tell that it fits.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from multaqa.ids import derived_id
from services.events.domain import status_list
from services.events.domain.credential import LEVELS, Credential, ProvenSkill
from services.events.domain.issuer import Issuer, both
from services.events.domain.jws import encoded
from services.events.domain.wording import LocalText, utc_second

CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
JURY = LocalText("Jury", "لجنة التحكيم")
ASSESSORS = LocalText("Évaluateurs", "المقيّمون")
RANK = LocalText("Rang", "الرتبة")
LEVEL = LocalText("Niveau", "المستوى")
SKILLS = LocalText("Compétences", "الكفاءات")
MINUTES = LocalText("Procès-verbal", "المحضر")
ACHIEVEMENT_TYPES = {"award": "Award", "assessment": "Competency"}
Document = dict[str, Any]


@dataclass(frozen=True)
class Circumstances:
    """What a document says beside the credential itself: names of organisations, the holder's address, endorsements."""

    issuer: Issuer
    organisations: Mapping[str, LocalText]
    email: str | None = None
    endorsements: Sequence[str] = ()


def document(credential: Credential, around: Circumstances) -> Document:
    """The payload of the token: the credential, and the claims that a JWT repeats (Open Badges 3.0, section 8.2)."""
    issuer = around.issuer
    address = issuer.credential_address(str(credential.secret))
    told: Document = {
        "@context": CONTEXT,
        "id": address,
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": both(credential.title),
        "issuer": issuer.profile(),
        "validFrom": utc_second(credential.issued_at),
        "awardedDate": utc_second(credential.earned_at),
        "credentialSubject": _subject(credential, around, address),
        "credentialStatus": status_list.entry(issuer, credential.list_number, credential.place),
    }
    if credential.evidence_digest:
        told["evidence"] = [_evidence(credential.evidence_digest)]
    if around.endorsements:
        told["endorsementJwt"] = list(around.endorsements)
    return told | claims(issuer.did, credential.subject, address, int(credential.issued_at.timestamp()))


def claims(issuer: str, subject: str, address: str, not_before: int) -> Document:
    return {"iss": issuer, "sub": subject, "jti": address, "nbf": not_before}


def identity(email: str, salt: str) -> Document:
    """An address that is recognised, not read."""
    digest = hashlib.sha256(f"{email}{salt}".encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": "emailAddress",
        "salt": salt,
    }


def _subject(credential: Credential, around: Circumstances, address: str) -> Document:
    told: Document = {
        "id": credential.subject,
        "type": ["AchievementSubject"],
        "achievement": _achievement(credential, around.issuer),
        "result": _results(credential, around.issuer),
    }
    if around.email:
        told["identifier"] = [identity(around.email, _salt(credential))]
    if credential.assessors:
        told["source"] = _source(credential, around, address)
    return told


def _salt(credential: Credential) -> str:
    """Of this credential alone, and the same whenever it is signed anew."""
    return encoded(hashlib.sha256(f"salt {credential.secret}".encode()).digest()[:16])


def _source(credential: Credential, around: Circumstances, address: str) -> Document:
    """Who assessed on the issuer's behalf: the organisations whose people sat in the jury, none of the people."""
    names = [both(around.organisations[one]) for one in credential.assessors if one in around.organisations]
    role = JURY if credential.kind == "award" else ASSESSORS
    told = f"{both(role)} : {' ; '.join(names)}" if names else both(role)
    return {"id": f"{address}#jury", "type": ["Profile"], "name": told}


def _achievement(credential: Credential, issuer: Issuer) -> Document:
    """The same for all who earned it but for its image, which shows the levels that this one proves."""
    return {
        "id": f"urn:uuid:{_achievement_id(credential)}",
        "type": ["Achievement"],
        "achievementType": ACHIEVEMENT_TYPES[credential.kind],
        "name": both(credential.title),
        "description": both(_description(credential)),
        "image": {
            "id": issuer.image_address(str(credential.secret)),
            "type": "Image",
            "caption": both(credential.title),
        },
        "criteria": {"narrative": both(credential.criteria)},
        "inLanguage": "fr",
        "alignment": [_alignment(skill, issuer) for skill in credential.skills],
        "resultDescription": _result_descriptions(credential, issuer),
    }


def _description(credential: Credential) -> LocalText:
    """What had to be done, and the skills it shows; their levels are of each who earned it."""
    french, arabic = (sorted(getattr(skill.label, one) for skill in credential.skills) for one in ("fr", "ar"))
    if not credential.skills:
        return credential.criteria
    return LocalText(
        f"{credential.criteria.fr} {SKILLS.fr} : {', '.join(french)}.",
        f"{credential.criteria.ar} {SKILLS.ar}: {'، '.join(arabic)}.",
    )


def _achievement_id(credential: Credential) -> str:
    return derived_id("achievement", credential.edition_id, credential.proves, credential.title.fr)


def _alignment(skill: ProvenSkill, issuer: Issuer) -> Document:
    return {
        "type": ["Alignment"],
        "targetName": both(skill.label),
        "targetCode": skill.code,
        "targetUrl": issuer.skill_address(skill.code),
    }


def _result_id(credential: Credential, *parts: str) -> str:
    return f"urn:uuid:{derived_id('result', _achievement_id(credential), *parts)}"


def _result_descriptions(credential: Credential, issuer: Issuer) -> list[Document]:
    described: list[Document] = [
        {
            "id": _result_id(credential, skill.code),
            "type": ["ResultDescription"],
            "name": f"{both(LEVEL)} : {both(skill.label)}",
            "resultType": "RubricCriterionLevel",
            "alignment": [_alignment(skill, issuer)],
            "rubricCriterionLevel": [_rubric_level(credential, skill, level) for level in LEVELS],
        }
        for skill in credential.skills
    ]
    if credential.rank is not None:
        rank = {"id": _result_id(credential), "type": ["ResultDescription"], "name": both(RANK), "resultType": "Result"}
        described.append(rank)
    return described


def _rubric_level(credential: Credential, skill: ProvenSkill, level: int) -> Document:
    return {
        "id": _result_id(credential, skill.code, str(level)),
        "type": ["RubricCriterionLevel"],
        "name": f"{both(LEVEL)} {level}",
        "level": str(level),
    }


def _results(credential: Credential, issuer: Issuer) -> list[Document]:
    results: list[Document] = [
        {
            "type": ["Result"],
            "resultDescription": _result_id(credential, skill.code),
            "achievedLevel": _result_id(credential, skill.code, str(skill.level)),
            "alignment": [_alignment(skill, issuer)],
        }
        for skill in credential.skills
    ]
    if credential.rank is not None:
        results.append({"type": ["Result"], "resultDescription": _result_id(credential), "value": str(credential.rank)})
    return results


def _evidence(digest: str) -> Document:
    """The minutes by their SHA-256 (RFC 6920): whoever holds them sees that these are meant."""
    name = encoded(bytes.fromhex(digest))
    return {
        "id": f"ni:///sha-256;{name}",
        "type": ["Evidence"],
        "name": both(MINUTES),
        "narrative": f"SHA-256 {digest}",
    }
