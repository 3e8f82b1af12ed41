"""The training offer and its changes, over HTTP. A school year is named by the calendar year it begins in."""

import re

from gateway.schemas.partners.skills import skill_code
from gateway.schemas.shape import (
    LocalText,
    PageQuery,
    Shape,
    identifier,
    list_of,
    matching,
    moment,
    nested,
    number,
    one_of,
    text,
)

PROGRAMME_CODE = re.compile(r"[A-Za-z0-9]+([ ._/-][A-Za-z0-9]+)*")
TRAINING_LEVELS = (
    "formation_qualifiante",
    "specialisation",
    "qualification",
    "bac_pro",
    "technicien",
    "technicien_specialise",
)
ACTIONS = ("add", "remove", "raise")
ORIGINS = ("edition", "skill_need", "agreement", "committee", "review")
CHANGE_STATES = ("proposed", "adopted", "rejected", "withdrawn")


class LearntSkill(Shape):
    skill = skill_code(required=True)
    level = number(1, 4, required=True)


class TaughtSkill(LearntSkill):
    since = number(2000, 2100, required=True, metadata={"description": "For those who begin then or later."})
    until = number(2000, 2100, required=True, allow_none=True, metadata={"description": "And before this one."})


class NewEnrolment(Shape):
    year = number(2000, 2100, required=True)
    enrolled = number(0, 100_000, required=True)
    places = number(0, 100_000, metadata={"description": "Left out: the places of the programme."})


class Enrolment(NewEnrolment):
    places = number(0, 100_000, required=True)


class ProgrammeDescription(Shape):
    title = nested(LocalText, required=True)
    sector = identifier(required=True)
    level = one_of(*TRAINING_LEVELS, required=True)
    places = number(1, 100_000, required=True)


class NewProgramme(ProgrammeDescription):
    institute_id = identifier(required=True)
    code = matching(PROGRAMME_CODE, "field.not_a_programme_code", 40, required=True)
    since = number(2000, 2100, required=True, metadata={"description": "The first school year it is offered in."})
    skills = list_of(LearntSkill, 60, least=1, required=True)
    agreement_id = identifier(metadata={"description": "The agreement under which it was designed."})
    partner_id = identifier(metadata={"description": "The partner with whom it was designed."})


class Programme(ProgrammeDescription):
    id = identifier(required=True)
    institute_id = identifier(required=True)
    code = text(40, required=True)
    since = number(2000, 2100, required=True)
    taught = list_of(TaughtSkill, 1000, required=True)
    enrolments = list_of(Enrolment, 101, required=True)
    agreement_id = identifier(required=True, allow_none=True)
    partner_id = identifier(required=True, allow_none=True)


class ProgrammeQuery(PageQuery):
    institute_id = identifier(metadata={"description": "Only those of this institute."})
    sector = identifier(metadata={"description": "Only those of this sector."})
    skill = skill_code(metadata={"description": "Only those that teach this skill, or have taught it."})


class Step(Shape):
    action = one_of(*ACTIONS, required=True)
    skill = skill_code(required=True)
    level = number(1, 4, allow_none=True, metadata={"description": "The level to teach; none for what is removed."})


class Origin(Shape):
    kind = one_of(*ORIGINS, required=True)
    id = identifier(allow_none=True, metadata={"description": "Of the edition, need, agreement or committee."})


class NewCurriculumChange(Shape):
    steps = list_of(Step, 60, least=1, required=True)
    reason = text(2000, required=True)
    origin = nested(Origin, required=True)
    from_year = number(2000, 2100, required=True)


class CurriculumChange(NewCurriculumChange):
    id = identifier(required=True)
    programme_id = identifier(required=True)
    institute_id = identifier(required=True)
    state = one_of(*CHANGE_STATES, required=True)
    proposed_at = moment(required=True)
    decision_id = identifier(required=True, allow_none=True)
    decided_at = moment(required=True, allow_none=True)


class CurriculumChangeQuery(PageQuery):
    programme_id = identifier(metadata={"description": "Only those of this programme."})
    state = one_of(*CHANGE_STATES, metadata={"description": "Only those in this state."})
