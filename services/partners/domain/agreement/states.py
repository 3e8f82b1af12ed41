"""The life of an agreement as one table: which step leads from which state to which.

A step that the table does not have is refused, with the steps that would have to come first.
"""

from collections import deque
from collections.abc import Mapping

from multaqa.errors import Refused

BINDING = ("in_force", "expiring", "renewed")
OVER = ("concluded", "expired", "terminated", "declined", "withdrawn")
STATES = ("draft", "internal_review", "negotiation", "approved", "awaiting_signature", "suspended", *BINDING, *OVER)

STEPS: Mapping[str, Mapping[str, str]] = {
    # the text is written
    "revise": {"draft": "draft", "internal_review": "internal_review", "negotiation": "negotiation"},
    "review": {"draft": "internal_review"},
    "return": {"internal_review": "draft"},
    "negotiate": {"draft": "negotiation", "internal_review": "negotiation"},
    "approve": {"draft": "approved", "internal_review": "approved", "negotiation": "approved"},
    "reopen": {"approved": "negotiation", "awaiting_signature": "negotiation"},
    # the text is signed
    "send_for_signature": {"approved": "awaiting_signature"},
    "sign": {"awaiting_signature": "awaiting_signature"},
    "come_into_force": {"awaiting_signature": "in_force"},
    "decline": {"negotiation": "declined", "approved": "declined", "awaiting_signature": "declined"},
    "withdraw": {
        "draft": "withdrawn",
        "internal_review": "withdrawn",
        "negotiation": "withdrawn",
        "approved": "withdrawn",
        "awaiting_signature": "withdrawn",
    },
    # the text binds
    "amend": {"in_force": "in_force", "expiring": "expiring", "renewed": "renewed", "suspended": "suspended"},
    "give_notice": {"in_force": "in_force", "expiring": "expiring", "renewed": "renewed", "suspended": "suspended"},
    "suspend": {"in_force": "suspended", "expiring": "suspended", "renewed": "suspended"},
    "resume": {"suspended": "in_force"},
    "near_the_end": {"in_force": "expiring", "renewed": "expiring"},
    "renew": {"expiring": "renewed"},
    # the text ends
    "conclude": {"in_force": "concluded", "expiring": "concluded", "renewed": "concluded"},
    "expire": {"expiring": "expired", "suspended": "expired"},
    "terminate": {
        "in_force": "terminated",
        "expiring": "terminated",
        "renewed": "terminated",
        "suspended": "terminated",
    },
    "fall_with_parent": {
        "in_force": "terminated",
        "expiring": "terminated",
        "renewed": "terminated",
        "suspended": "terminated",
    },
}


def after(step: str, state: str) -> str:
    """The state a step leads to; Refused, with the steps that are missing before it, where the table has none."""
    if state in STEPS[step]:
        return STEPS[step][state]
    if state in OVER:
        raise Refused("agreement.over", f"The agreement is {state}: nothing follows.", state=state, missing=[])
    missing = steps_before(step, state)
    text = f"An agreement that is {state} does not allow this step; first: {', '.join(missing) or 'nothing helps'}."
    raise Refused("agreement.step_not_allowed", text, state=state, step=step, missing=missing)


def steps_before(step: str, state: str) -> list[str]:
    """The fewest steps that lead from a state to one that allows `step`; none when no way leads there."""
    ways: deque[tuple[str, list[str]]] = deque([(state, [])])
    seen = {state}
    while ways:
        here, taken = ways.popleft()
        if here in STEPS[step]:
            return taken
        for following, leads in STEPS.items():
            if here in leads and leads[here] not in seen:
                seen.add(leads[here])
                ways.append((leads[here], [*taken, following]))
    return []


def steps_from(state: str) -> list[str]:
    """The steps that a state allows."""
    return [step for step, leads in STEPS.items() if state in leads]
