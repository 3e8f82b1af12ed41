"""Candidates' profiles and choices over HTTP."""

from gateway.schemas.matching.skills import CONTRACTS, TRAINING_LEVELS, SoughtSkill, language
from gateway.schemas.shape import Shape, identifier, list_of, moment, one_of, text

STATED_SOURCES = ("declared", "taught")


class HeldSkill(SoughtSkill):
    source = one_of(*STATED_SOURCES, load_default="declared")


class CredentialSkill(SoughtSkill):
    source = one_of("awarded", required=True)


class NewProfile(Shape):
    training_level = one_of(*TRAINING_LEVELS, required=True)
    skills = list_of(HeldSkill, 60)
    sectors = list_of(identifier(), 20)
    languages = list_of(language(), 10)
    mobility = list_of(text(80), 40)
    contracts = list_of(one_of(*CONTRACTS), 10)


class Profile(NewProfile):
    candidate_id = identifier(required=True)
    awarded = list_of(
        CredentialSkill, 1000, required=True, metadata={"description": "What credentials prove; nobody states it."}
    )


class HoursThere(Shape):
    starts_at = moment(required=True)
    ends_at = moment(required=True)


class NewChoices(Shape):
    available = list_of(
        HoursThere,
        40,
        allow_none=True,
        metadata={"description": "When the candidate can come: at all hours where left out."},
    )
    away = list_of(HoursThere, 40, metadata={"description": "When the candidate cannot come."})
    preferred = list_of(
        identifier(), 50, metadata={"description": "Offers or organisations, the first before the others."}
    )
    declined = list_of(identifier(), 200, metadata={"description": "Offers or organisations out of the question."})


class Choices(NewChoices):
    candidate_id = identifier(required=True)
    edition_id = identifier(required=True)
    stated_at = moment(required=True, allow_none=True)
