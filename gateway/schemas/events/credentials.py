"""Credentials over HTTP: what staff issue, what a holder keeps, what anybody may check."""

import re

from marshmallow import fields

from gateway.schemas.partners.signing import Signatory
from gateway.schemas.partners.signing import digest as sha256
from gateway.schemas.partners.skills import skill_code
from gateway.schemas.shape import (
    LocalText,
    PageQuery,
    Shape,
    between,
    day,
    identifier,
    list_of,
    matching,
    moment,
    nested,
    number,
    one_of,
    text,
)

KINDS = ("award", "assessment")
STATES = ("valid", "revoked")
ENDORSEMENT_STATES = ("asked", "given", "declined", "withdrawn")
VERDICTS = ("valid", "revoked", "not_genuine", "unknown")
TOKEN = re.compile(r"[A-Za-z0-9_.-]+")
LONGEST_TOKEN = 30_000


def token(**declared: object) -> fields.String:
    """A compact JSON Web Signature."""
    return matching(TOKEN, "field.not_a_token", LONGEST_TOKEN, **declared)


class Criteria(Shape):
    """What had to be shown to earn it."""

    fr = text(1000, required=True)
    ar = text(1000, required=True)


class ProvenSkill(Shape):
    code = skill_code(required=True)
    level = number(1, 4, required=True)
    label = nested(LocalText, metadata={"description": "What the skills reference calls it; the code unless given."})


class NewCredential(Shape):
    """For somebody who came through the edition's door and was assessed there."""

    person_id = identifier(required=True)
    edition_id = identifier(required=True)
    title = nested(LocalText, required=True)
    criteria = nested(Criteria, required=True)
    skills = list_of(ProvenSkill, 20, required=True)
    assessors = list_of(
        identifier(), 20, metadata={"description": "Organisations whose people assessed; none of the people."}
    )
    earned_on = day(required=True)
    evidence_digest = sha256(
        allow_none=True, metadata={"description": "SHA-256 of the minutes, which stay where they are."}
    )


class CredentialQuery(PageQuery):
    edition_id = identifier(metadata={"description": "Only those earned at this edition."})


class Endorsement(Shape):
    """How far a counter-signature is."""

    id = identifier(required=True)
    credential_id = identifier(required=True)
    organisation_id = identifier(required=True)
    state = one_of(*ENDORSEMENT_STATES, required=True)
    comment = text(1000, required=True, allow_none=True)
    asked_at = moment(required=True)
    expires_at = moment(required=True)
    settled_at = moment(required=True, allow_none=True)


class Credential(Shape):
    """`person_id` leads to nobody once its holder was erased; `address` is then gone, too."""

    id = identifier(required=True)
    person_id = identifier(required=True)
    kind = one_of(*KINDS, required=True)
    edition_id = identifier(required=True)
    contest_id = identifier(required=True, allow_none=True)
    award_id = identifier(required=True, allow_none=True)
    title = nested(LocalText, required=True)
    criteria = nested(Criteria, required=True)
    skills = list_of(ProvenSkill, 20, required=True)
    assessors = list_of(identifier(), 100, required=True)
    rank = number(1, required=True, allow_none=True)
    evidence_digest = sha256(required=True, allow_none=True)
    earned_at = moment(required=True)
    issued_at = moment(required=True)
    state = one_of(*STATES, required=True)
    revoked_at = moment(required=True, allow_none=True)
    reason = text(2000, required=True, allow_none=True)
    address = text(
        300, required=True, allow_none=True, metadata={"description": "Of its public page: the credential's id."}
    )
    endorsements = list_of(Endorsement, 100, required=True)


class Credentials(Shape):
    """All that one person was ever given."""

    items = list_of(Credential, 1000, required=True)
    next = fields.String(required=True, allow_none=True)


class NewEndorsement(Shape):
    """Who is asked on the organisation's behalf gets a link that works for 30 days, once."""

    organisation_id = identifier(required=True)
    contact = nested(Signatory, required=True)


class GivenEndorsement(Shape):
    comment = text(1000, metadata={"description": "Public: it is part of the signed document."})


class IssuerName(Shape):
    id = text(400, required=True, metadata={"description": "Its identifier, a did:web."})
    name = nested(LocalText, required=True)


class HolderName(Shape):
    latin = text(160, required=True)
    arabic = text(160, required=True, allow_none=True)


class EditionName(Shape):
    series_name = nested(LocalText, required=True)
    number = number(1, required=True)


class PublicEndorsement(Shape):
    organisation_name = nested(LocalText, required=True)
    comment = text(1000, required=True, allow_none=True)
    given_at = moment(required=True)
    token = token(required=True, metadata={"description": "The signed EndorsementCredential."})


class Earned(Shape):
    kind = one_of(*KINDS, required=True)
    title = nested(LocalText, required=True)
    criteria = nested(Criteria, required=True)
    skills = list_of(ProvenSkill, 20, required=True)
    rank = number(1, required=True, allow_none=True)
    evidence_digest = sha256(required=True, allow_none=True)
    earned_at = moment(required=True)
    issued_at = moment(required=True)
    address = text(300, required=True)
    edition = nested(EditionName, required=True)
    holder = nested(
        HolderName, required=True, allow_none=True, metadata={"description": "Only while the holder consents to it."}
    )
    assessors = list_of(LocalText, 100, required=True, metadata={"description": "Organisations of the jury."})
    endorsements = list_of(PublicEndorsement, 100, required=True)


class CredentialVerification(Shape):
    """What anybody may know: `earned` is null where the holder's data was erased."""

    state = one_of(*STATES, required=True)
    revoked_at = moment(required=True, allow_none=True)
    issuer = nested(IssuerName, required=True)
    earned = nested(Earned, required=True, allow_none=True)


class CredentialPageQuery(Shape):
    language = one_of("fr", "ar", metadata={"description": "Of the page; otherwise the one of Accept-Language."})


class ToCheck(Shape):
    token = token(required=True, metadata={"description": "The credential as it was downloaded: a VC-JWT."})


class Check(Shape):
    """`not_genuine`: not signed by this directorate, or changed since. `unknown`: signed, but no credential."""

    verdict = one_of(*VERDICTS, required=True)
    credential = nested(CredentialVerification, required=True, allow_none=True)


class ToEndorse(Shape):
    """What the holder of a link reads."""

    organisation_name = nested(LocalText, required=True)
    expires_at = moment(required=True)
    credential = nested(CredentialVerification, required=True)


class PublicJwk(Shape):
    """An Ed25519 key (RFC 8037)."""

    kty = one_of("OKP", required=True)
    crv = one_of("Ed25519", required=True)
    x = text(43, required=True)
    alg = one_of("EdDSA", required=True)
    use = one_of("sig", required=True)


class VerificationMethod(Shape):
    id = text(400, required=True)
    type = one_of("JsonWebKey2020", required=True)
    controller = text(400, required=True)
    public_key_jwk = fields.Nested(PublicJwk, required=True, data_key="publicKeyJwk")


class DidDocument(Shape):
    """A document of the method did:web: every key that ever signed, the one that signs now first."""

    context = fields.List(text(200), required=True, data_key="@context", validate=between(1, 10))
    id = text(400, required=True)
    verification_method = fields.List(
        fields.Nested(VerificationMethod), required=True, data_key="verificationMethod", validate=between(1, 1000)
    )
    assertion_method = fields.List(text(400), required=True, data_key="assertionMethod", validate=between(1, 1000))
