"""The noun at the heart of the room: the agreement, its text, its life."""

from services.partners.domain.agreement.agreement import Agreement
from services.partners.domain.agreement.canonical import canonical, digest_of
from services.partners.domain.agreement.clauses import Clause, ClauseTemplate, TemplateReference
from services.partners.domain.agreement.difference import difference
from services.partners.domain.agreement.signature import LEVELS, ORDERS, Notice, Signature
from services.partners.domain.agreement.states import BINDING, OVER, STATES, STEPS, after, steps_before, steps_from
from services.partners.domain.agreement.terms import DIRECTORATE, Party, Promise, Scope, SeatGrant, Term
from services.partners.domain.agreement.text import Text, TextVersion

__all__ = [
    "BINDING",
    "DIRECTORATE",
    "LEVELS",
    "ORDERS",
    "OVER",
    "STATES",
    "STEPS",
    "Agreement",
    "Clause",
    "ClauseTemplate",
    "Notice",
    "Party",
    "Promise",
    "Scope",
    "SeatGrant",
    "Signature",
    "TemplateReference",
    "Term",
    "Text",
    "TextVersion",
    "after",
    "canonical",
    "difference",
    "digest_of",
    "steps_before",
    "steps_from",
]
