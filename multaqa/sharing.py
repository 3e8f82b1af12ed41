"""Whether somebody may be known to a company: the newest answer counts, wherever it was given; silence is a no.

A person answers in general, to the directory, and for one company at one edition, on their own page or at its stand.
Rooms hear of both in any order and ask this rule at every reading, so that a withdrawal counts at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

IN_GENERAL = "share_cv"


@dataclass(frozen=True)
class Decision:
    """A yes or no of the person to being known to a company."""

    given: bool
    at: datetime


def newest(decisions: Iterable[Decision]) -> Decision | None:
    """What was said last; of two answers of one instant, the no."""
    return max(decisions, key=lambda one: (one.at, not one.given), default=None)


def is_shared(decisions: Iterable[Decision]) -> bool:
    last = newest(decisions)
    return last is not None and last.given


def said_in_general(consents: Iterable[Mapping[str, Any]]) -> list[Decision]:
    """What a person's consents, as the directory tells them, say of being known to companies at all."""
    return [Decision(one["granted"], one["at"]) for one in consents if one["purpose"] == IN_GENERAL]
