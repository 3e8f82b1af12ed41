"""Organisations over HTTP."""

import re

from gateway.schemas.shape import (
    Flag,
    LocalText,
    PageQuery,
    Shape,
    email,
    identifier,
    list_of,
    matching,
    nested,
    one_of,
    phone,
    text,
)

ORGANISATION_KINDS = ("federation", "company", "institution", "institute")
ICE = re.compile(r"[0-9]{15}")


class Contact(Shape):
    name = text(120, required=True)
    role = text(120, allow_none=True)
    email = email(allow_none=True)
    phone = phone(allow_none=True)
    language = one_of("fr", "ar", allow_none=True)
    person_id = identifier(allow_none=True)


class NewOrganisation(Shape):
    kind = one_of(*ORGANISATION_KINDS, required=True)
    name = nested(LocalText, required=True)
    sectors = list_of(identifier(), 20)
    ice = matching(ICE, "field.not_an_ice", 15, allow_none=True)
    contact = nested(Contact, allow_none=True)


class Organisation(NewOrganisation):
    id = identifier(required=True)
    partner = Flag(required=True, metadata={"description": "Whether an agreement with it is in force."})


class OrganisationQuery(PageQuery):
    kind = one_of(*ORGANISATION_KINDS, metadata={"description": "Only those of this kind."})
