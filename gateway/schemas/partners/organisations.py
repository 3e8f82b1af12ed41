"""Organisations over HTTP."""

import re

from marshmallow import fields

from gateway.schemas.shape import (
    Flag,
    LocalText,
    PageQuery,
    Shape,
    email,
    identifier,
    list_of,
    matching,
    moment,
    nested,
    number,
    one_of,
    phone,
    text,
)

ORGANISATION_KINDS = ("federation", "company", "institution", "institute")
ICE = re.compile(r"[0-9]{15}")
IMPORT_STATES = ("requested", "checked", "applying", "applied", "refused", "expired")


class Contact(Shape):
    name = text(120, required=True)
    role = text(120, allow_none=True)
    email = email(allow_none=True)
    phone = phone(allow_none=True)
    language = one_of("fr", "ar", allow_none=True)
    person_id = identifier(allow_none=True)


class OrganisationChange(Shape):
    """Only what is given changes; `contacts` is the whole list."""

    kind = one_of(*ORGANISATION_KINDS)
    name = nested(LocalText)
    sectors = list_of(identifier(), 20)
    ice = matching(ICE, "field.not_an_ice", 15, allow_none=True)
    contacts = list_of(Contact, 20)


class NewOrganisation(OrganisationChange):
    """An organisation as it is registered."""

    kind = one_of(*ORGANISATION_KINDS, required=True)
    name = nested(LocalText, required=True)


class Organisation(NewOrganisation):
    """An organisation; one that was merged into another stays readable, with the id of that one."""

    id = identifier(required=True)
    partner = Flag(required=True, metadata={"description": "Whether an agreement with it is in force."})
    merged_into = identifier(required=True, allow_none=True)
    version = number(1, required=True)


class OrganisationQuery(PageQuery):
    kind = one_of(*ORGANISATION_KINDS, metadata={"description": "Only those of this kind."})
    sector = identifier(metadata={"description": "Only those of this sector."})
    text = text(
        100, metadata={"description": "Beginnings of words of a name, whatever their case and accents; an ICE."}
    )


class Merge(Shape):
    duplicate_id = identifier(required=True, metadata={"description": "The one that is found under the other."})
    ice = matching(
        ICE, "field.not_an_ice", 15, allow_none=True, metadata={"description": "Which ICE is right, where they differ."}
    )


class OrganisationStep(Shape):
    """A step of an organisation's life; `changes` are the values before and after, and say nothing about persons."""

    id = identifier(required=True)
    organisation_id = identifier(required=True)
    action = one_of("registered", "changed", "merged", "absorbed", required=True)
    at = moment(required=True)
    by = text(160, required=True)
    changes = fields.Dict(required=True)


class ImportFigures(Shape):
    lines = number(0, required=True)
    created = number(0, required=True)
    changed = number(0, required=True)
    unchanged = number(0, required=True)
    wrong = number(0, required=True)


class WrongCell(Shape):
    """A wrong cell: its line and its column are in `facts`."""

    pointer = text(200, least=0, required=True, metadata={"description": "Empty where the whole file is wrong."})
    code = text(80, required=True)
    text = text(300, required=True)
    facts = fields.Dict(required=True)


class OrganisationImport(Shape):
    """A table of organisations: what it would change or has changed, and the first 100 of its wrong cells."""

    id = identifier(required=True)
    state = one_of(*IMPORT_STATES, required=True)
    by = text(160, required=True)
    requested_at = moment(required=True)
    settled_at = moment(required=True, allow_none=True)
    figures = nested(ImportFigures, required=True)
    errors = list_of(WrongCell, 100, required=True)
    version = number(1, required=True)
