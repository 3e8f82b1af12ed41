"""Counts of persons that leave the directorate: no group of fewer than five is told."""

from collections.abc import Mapping

SMALLEST = 5
Count = int | None
"""None where it is hidden."""


def is_small(count: int) -> bool:
    return count < SMALLEST


def hidden(counts: Mapping[str | None, int]) -> dict[str | None, Count]:
    """Small counts are hidden; a lone hidden one takes the next smallest along, lest the total gives it away."""
    small = {value for value, count in counts.items() if is_small(count)}
    if len(small) == 1 and len(counts) > 1:
        small.add(min((value for value in counts if value not in small), key=lambda value: counts[value]))
    return {value: None if value in small else count for value, count in counts.items()}
