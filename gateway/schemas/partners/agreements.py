"""Agreements over HTTP."""

from gateway.schemas.shape import (
    Flag,
    LocalText,
    PageQuery,
    Shape,
    day,
    identifier,
    list_of,
    moment,
    nested,
    number,
    one_of,
    text,
)

AGREEMENT_KINDS = ("framework", "convention", "protocol", "amendment")
AGREEMENT_STATES = (
    "draft",
    "internal_review",
    "negotiation",
    "approved",
    "awaiting_signature",
    "in_force",
    "suspended",
    "expiring",
    "renewed",
    "concluded",
    "expired",
    "terminated",
    "declined",
    "withdrawn",
)
COMMITMENT_KINDS = ("training_places", "internships", "hires", "equipment", "trainers", "jury_members", "stands")
SIGNATURE_LEVELS = ("simple", "advanced", "qualified", "wet_ink")
SIGNING_ORDERS = ("free", "sequential")


class Wording(Shape):
    """The words of a clause in both languages."""

    fr = text(6000, required=True)
    ar = text(6000, required=True)


class Clause(Shape):
    code = identifier(required=True)
    title = nested(LocalText, required=True)
    body = nested(Wording, required=True)


class NewTemplateReference(Shape):
    code = identifier(required=True)
    number = number(1, 100_000, metadata={"description": "Absent for the newest version."})


class TemplateReference(Shape):
    code = identifier(required=True)
    number = number(1, required=True)


class NewParty(Shape):
    organisation_id = identifier(required=True)
    signatory = text(160, allow_none=True)
    mandate = text(300, allow_none=True, metadata={"description": "In virtue of what the signatory may sign."})


class ListedParty(Shape):
    organisation_id = identifier(required=True)
    signed_at = moment(required=True, allow_none=True)


class Party(ListedParty):
    signatory = text(160, required=True, allow_none=True)
    mandate = text(300, required=True, allow_none=True)
    signed_by = text(160, required=True, allow_none=True)
    on_behalf_of = text(160, required=True, allow_none=True)
    level = one_of(*SIGNATURE_LEVELS, required=True, allow_none=True)


class Promise(Shape):
    kind = one_of(*COMMITMENT_KINDS, required=True)
    owner = identifier(required=True, metadata={"description": "The party that promises."})
    quantity = number(1, 1_000_000, required=True)
    unit = text(60, required=True)
    due_on = day(required=True)


class SeatGrant(Shape):
    """A place in a committee that the text grants to a party, from its coming into force to its end."""

    committee_id = identifier(required=True)
    organisation_id = identifier(required=True)
    voting = Flag(load_default=True)


class Terms(Shape):
    """What an agreement says besides its title, its parties and its clauses; without `ends_on` it is open-ended."""

    commitments = list_of(Promise, 100)
    seats = list_of(SeatGrant, 20)
    sectors = list_of(identifier(), 20)
    institutes = list_of(identifier(), 50, metadata={"description": "The institutes it applies to."})
    territory = list_of(text(120), 50, metadata={"description": "The places it applies to."})
    starts_on = day(allow_none=True)
    ends_on = day(allow_none=True)
    renewal_months = number(
        1, 600, allow_none=True, metadata={"description": "It is renewed for so long on each end, without notice."}
    )
    notice_days = number(0, 3650, metadata={"description": "Notice is given at least so many days before the end."})


class NewAgreement(Terms):
    kind = one_of(*AGREEMENT_KINDS, required=True)
    title = nested(LocalText, required=True)
    parties = list_of(NewParty, 20, metadata={"description": "An amendment may leave them out: its parent's."})
    clauses = list_of(Clause, 100, metadata={"description": "Absent: the template's; of an amendment, its parent's."})
    template = nested(NewTemplateReference, allow_none=True)
    parent_id = identifier(allow_none=True)
    edition_id = identifier(allow_none=True, metadata={"description": "The edition at which it is signed."})


class Revision(Terms):
    """The next version of the text: what is left out is as it was."""

    title = nested(LocalText)
    parties = list_of(NewParty, 20)
    clauses = list_of(Clause, 100)
    template = nested(NewTemplateReference)
    proposed_by = identifier(metadata={"description": "The party that proposes it."})
    note = text(2000, metadata={"description": "Why it is proposed."})


class ListedAgreement(Terms):
    """An agreement as lists show it: without the words of its clauses; `last_day` counts renewals in."""

    id = identifier(required=True)
    kind = one_of(*AGREEMENT_KINDS, required=True)
    title = nested(LocalText, required=True)
    parent_id = identifier(required=True, allow_none=True)
    edition_id = identifier(required=True, allow_none=True)
    parties = list_of(ListedParty, 20, required=True)
    last_day = day(required=True, allow_none=True)
    state = one_of(*AGREEMENT_STATES, required=True)
    text_version = number(1, required=True)
    drafted_at = moment(required=True)
    approved_at = moment(required=True, allow_none=True)
    sent_at = moment(required=True, allow_none=True)
    in_force_at = moment(required=True, allow_none=True)
    ended_at = moment(required=True, allow_none=True)
    renewals = number(0, required=True)
    amended_by = list_of(identifier(), 1000, required=True)
    version = number(1, required=True)


class Notice(Shape):
    organisation_id = identifier(required=True)
    given_on = day(required=True)


class Agreement(ListedAgreement):
    parties = list_of(Party, 20, required=True)
    clauses = list_of(Clause, 100, required=True)
    template = nested(TemplateReference, required=True, allow_none=True)
    digest = text(64, required=True, metadata={"description": "SHA-256 of the canonical text, in hexadecimal."})
    order = one_of(*SIGNING_ORDERS, required=True)
    awaited = list_of(identifier(), 20, required=True, metadata={"description": "Who has not signed yet."})
    notice = nested(Notice, required=True, allow_none=True)
    renews_itself = Flag(required=True)
    reason = text(2000, required=True, allow_none=True)
    declined_by = identifier(required=True, allow_none=True)
    steps = list_of(text(40), 40, required=True, metadata={"description": "The steps its state allows."})


class AgreementQuery(PageQuery):
    """`ends_after` and `ends_before` bound the last day, renewals included; both bounds count."""

    state = one_of(*AGREEMENT_STATES, metadata={"description": "Only those in this state."})
    kind = one_of(*AGREEMENT_KINDS, metadata={"description": "Only those of this kind."})
    sector = identifier(metadata={"description": "Only those that concern this sector."})
    organisation_id = identifier(metadata={"description": "Only those this organisation is a party to."})
    parent_id = identifier(metadata={"description": "Only those that stand under this agreement."})
    ends_after = day(metadata={"description": "Only those whose last day is this one or later."})
    ends_before = day(metadata={"description": "Only those whose last day is this one or earlier."})
    words = text(200, metadata={"description": "Only those with all of these words, accents and plurals aside."})


class GivenReason(Shape):
    reason = text(2000, required=True)


class NewDecline(GivenReason):
    organisation_id = identifier(required=True)


class NewTermination(GivenReason):
    mutual = Flag(metadata={"description": "By consent of all parties: no notice is needed."})


class NewNotice(Shape):
    organisation_id = identifier(required=True, metadata={"description": "The party that gives notice."})
