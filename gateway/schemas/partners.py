"""Organisations, agreements and skill needs over HTTP."""

import re

from gateway.schemas.shape import (
    Flag,
    LocalText,
    PageQuery,
    Shape,
    day,
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
AGREEMENT_KINDS = ("framework", "convention")
AGREEMENT_STATES = ("draft", "awaiting_signature", "in_force")
COMMITMENT_KINDS = ("training_places", "internships", "hires", "equipment", "trainers", "jury_members", "stands")
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


class NewParty(Shape):
    organisation_id = identifier(required=True)
    signatory = text(160, allow_none=True)


class Party(NewParty):
    signed_at = moment(required=True, allow_none=True)


class Commitment(Shape):
    kind = one_of(*COMMITMENT_KINDS, required=True)
    owner = identifier(required=True, metadata={"description": "The party that promises."})
    quantity = number(1, 1_000_000, required=True)
    unit = text(60, required=True)
    due_on = day(required=True)


class NewAgreement(Shape):
    kind = one_of(*AGREEMENT_KINDS, required=True)
    title = nested(LocalText, required=True)
    parties = list_of(NewParty, 20, least=1, required=True)
    commitments = list_of(Commitment, 100)
    sectors = list_of(identifier(), 20)
    parent_id = identifier(allow_none=True)
    edition_id = identifier(allow_none=True, metadata={"description": "The edition at which it is signed."})
    starts_on = day(allow_none=True)
    ends_on = day(allow_none=True)


class Agreement(NewAgreement):
    id = identifier(required=True)
    parties = list_of(Party, 20, required=True)
    state = one_of(*AGREEMENT_STATES, required=True)
    drafted_at = moment(required=True)
    submitted_at = moment(required=True, allow_none=True)
    in_force_at = moment(required=True, allow_none=True)


class AgreementQuery(PageQuery):
    state = one_of(*AGREEMENT_STATES, metadata={"description": "Only those in this state."})


class NewSignature(Shape):
    organisation_id = identifier(required=True)
    signatory = text(160, required=True)


class NewSkillNeed(Shape):
    organisation_id = identifier(required=True)
    agreement_id = identifier(allow_none=True)
    skill = text(80, required=True)
    level = number(1, 4, required=True)
    headcount = number(1, 100_000, required=True)
    horizon = day(required=True)


class SkillNeed(NewSkillNeed):
    id = identifier(required=True)
    stated_at = moment(required=True)


class SkillNeedQuery(PageQuery):
    organisation_id = identifier(metadata={"description": "Only those of this organisation."})
