"""The story a failed message carries, and the headers a broker must not see twice."""

import traceback
from collections.abc import Mapping
from typing import Any

from multaqa.errors import MultaqaError

ATTEMPT = "x-multaqa-attempt"
CAUSE = "x-multaqa-cause"
TEXT = "x-multaqa-text"
TRACEBACK = "x-multaqa-traceback"
TENANT = "x-multaqa-tenant"
LANE = "x-multaqa-lane"
TRACE = "traceparent"

LONGEST_TEXT = 1_000
LONGEST_TRACEBACK = 8_000

# A republished message that kept these vanishes: the broker sees a dead-letter cycle, or counts old deliveries.
_BROKERS_OWN = ("x-death", "x-first-death-", "x-last-death-", "x-delivery-count", "x-opt-deaths")
_STORY = (ATTEMPT, CAUSE, TEXT, TRACEBACK, TENANT, LANE)


def without_brokers_own(headers: Mapping[str, Any] | None) -> dict[str, Any]:
    """The headers a message may be published with again."""
    return {name: value for name, value in (headers or {}).items() if not name.startswith(_BROKERS_OWN)}


def without_story(headers: Mapping[str, Any] | None) -> dict[str, Any]:
    """The headers of a fresh start: nothing of the broker's, nothing of former failures."""
    return {name: value for name, value in without_brokers_own(headers).items() if name not in _STORY}


def cause_of(failure: BaseException) -> str:
    """A stable word for why: the code of a kernel error, else the class."""
    return failure.code if isinstance(failure, MultaqaError) else type(failure).__name__


def of_failure(failure: BaseException, *, attempts: int, tenant: str, lane: str, trace: str) -> dict[str, Any]:
    """The headers that tell a failure; the traceback keeps its end, where the failure is."""
    told = "".join(traceback.format_exception(failure))
    return {
        ATTEMPT: attempts,
        CAUSE: cause_of(failure),
        TEXT: str(failure)[:LONGEST_TEXT],
        TRACEBACK: told[-LONGEST_TRACEBACK:],
        TENANT: tenant,
        LANE: lane,
        TRACE: trace,
    }
