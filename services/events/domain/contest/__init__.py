"""Contests: rubrics, entries, a jury without conflicts, scores that are sealed, and a result one can trust."""

from services.events.domain.contest.appeal import Appeal
from services.events.domain.contest.assignment import assigned, components, reassigned
from services.events.domain.contest.award import Award, ShownSkill, shown_skills
from services.events.domain.contest.contest import Contest, Prize
from services.events.domain.contest.deliberation import DeliberationItem, differences
from services.events.domain.contest.entrant_link import EntrantLink
from services.events.domain.contest.entry import LARGEST_FILE, Entry, EntryFile, ImageRights
from services.events.domain.contest.juror import Declaration, Juror, JurorLetter, panel_is_done, who_closes
from services.events.domain.contest.minutes import JurorAnswer, Minutes, digest_of
from services.events.domain.contest.picture import Picture, minutes_document
from services.events.domain.contest.results import own_result, reckoned, skill_means
from services.events.domain.contest.rubric import Criterion, Measure, Rubric
from services.events.domain.contest.sheet import Change, Score, Sheet, Stroke, require_scorable

__all__ = [
    "LARGEST_FILE",
    "Appeal",
    "Award",
    "Change",
    "Contest",
    "Criterion",
    "Declaration",
    "DeliberationItem",
    "EntrantLink",
    "Entry",
    "EntryFile",
    "ImageRights",
    "Juror",
    "JurorAnswer",
    "JurorLetter",
    "Measure",
    "Minutes",
    "Picture",
    "Prize",
    "Rubric",
    "Score",
    "Sheet",
    "ShownSkill",
    "Stroke",
    "assigned",
    "components",
    "differences",
    "digest_of",
    "minutes_document",
    "own_result",
    "panel_is_done",
    "reassigned",
    "reckoned",
    "require_scorable",
    "shown_skills",
    "skill_means",
    "who_closes",
]
