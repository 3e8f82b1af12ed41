"""Waiting for something to become true, instead of for time to pass."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

STEP_S = 0.02


def eventually(look: Callable[[], Found], within_s: float = 10.0, step_s: float = STEP_S) -> Found:
    """Look again and again until what is found is true, and give it; AssertionError with the last sight otherwise."""
    deadline = time.monotonic() + within_s
    while not (found := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within_s} s; last seen: {found!r}")
        time.sleep(step_s)
    return found
