"""Tenants, keys and persons over HTTP: what may be said, and what is shown of an entity."""

from typing import Any

from marshmallow import fields

from gateway import domain
from gateway.route import ROLES
from gateway.schemas.shape import (
    Flag,
    LocalText,
    Shape,
    email,
    identifier,
    list_of,
    moment,
    nested,
    number,
    one_of,
    phone,
    text,
)


class Tenant(Shape):
    id = identifier(required=True)
    name = nested(LocalText, required=True)
    opened_at = moment(required=True)
    version = number(1, required=True)


class NewKey(Shape):
    role = one_of(*ROLES, required=True)
    label = text(80, required=True)


class Key(Shape):
    id = identifier(required=True)
    role = one_of(*ROLES, required=True)
    label = text(80, required=True)
    created_at = moment(required=True)
    revoked_at = moment(required=True, allow_none=True)
    version = number(1, required=True)


class MadeKey(Key):
    key = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Shown once. A repeat of the same command answers null: make another key."},
    )


class PersonName(Shape):
    latin = text(120, required=True)
    arabic = text(120, allow_none=True)


class NewConsent(Shape):
    purpose = one_of(*domain.PURPOSES, required=True)
    given = Flag(required=True)


class Consent(NewConsent):
    at = moment(required=True)


class NewSharingConsent(NewConsent):
    purpose = one_of(*domain.SHARING_PURPOSES, required=True)


class SharingConsents(Shape):
    """What was decided; what is not named has not been."""

    consents = list_of(Consent, 10, required=True)


class NewPerson(Shape):
    name = nested(PersonName, required=True)
    email = email(required=True)
    phone = phone(allow_none=True)
    language = one_of("fr", "ar", required=True)
    consents = list_of(NewConsent, 10, load_default=list)


class Person(Shape):
    id = identifier(required=True)
    name = nested(PersonName, required=True)
    email = email(required=True)
    phone = phone(required=True, allow_none=True)
    language = one_of("fr", "ar", required=True)
    consents = list_of(Consent, 10, required=True)
    registered_at = moment(required=True)
    version = number(1, required=True)


class Export(Shape):
    """All that is held about a person: the directory's record, and what each room answered."""

    person = nested(Person, required=True)
    partners = fields.Dict(required=True)
    events = fields.Dict(required=True)
    matching = fields.Dict(required=True)
    notifications = fields.Dict(required=True)


def tenant(one: domain.Tenant) -> dict[str, Any]:
    name = {"fr": one.name_fr, "ar": one.name_ar}
    return {"id": one.id, "name": name, "opened_at": one.opened_at.isoformat(), "version": one.version}


def to_platform(one: domain.Tenant) -> dict[str, Any]:
    """What platform administration sees besides: where the tenant's messages travel."""
    return {**tenant(one), "lane": one.lane}


def key(one: domain.ApiKey) -> dict[str, Any]:
    """A key without its digest: not even the hash of a secret leaves the directory."""
    return {
        "id": one.id,
        "role": one.role,
        "label": one.label,
        "created_at": one.created_at.isoformat(),
        "revoked_at": one.revoked_at.isoformat() if one.revoked_at else None,
        "version": one.version,
    }


def person(one: domain.Person) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": {"latin": one.name_latin, "arabic": one.name_arabic},
        "email": one.email,
        "phone": one.phone,
        "language": one.language,
        "consents": [_consent(said) for said in one.consents],
        "registered_at": one.registered_at.isoformat(),
        "version": one.version,
    }


def sharing_consents(one: domain.Person) -> dict[str, Any]:
    return {"consents": [_consent(said) for said in one.consents if said.purpose in domain.SHARING_PURPOSES]}


def _consent(said: domain.Consent) -> dict[str, Any]:
    return {"purpose": said.purpose, "given": said.given, "at": said.at.isoformat()}
