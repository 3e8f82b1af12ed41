"""Impact ratios: whether one group of candidates is given interviews less often than another.

Attributes come from a collection of their own that scoring never reads. A group's rate is compared with the highest
one; below four fifths of it the group is flagged, as the Uniform Guidelines on Employee Selection Procedures (1978)
have it.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from multaqa.small_counts import is_small

ATTRIBUTES = ("gender", "institute_id", "province")
FOUR_FIFTHS = 0.8


def impact(
    known: Mapping[str, Mapping[str, str | None]], considered: Collection[str], served: Collection[str]
) -> list[dict[str, Any]]:
    """Per attribute of which there is something to tell its groups, by name.

    Smaller groups are hidden, and no total is told from which they would follow.

    `known` maps persons to what is known of them, `considered` are those who could be given an interview, `served`
    those who were.
    """
    told = {name: _groups(name, known, considered, set(served)) for name in ATTRIBUTES}
    return [{"attribute": name, "groups": groups} for name, groups in told.items() if groups]


def _groups(
    attribute: str, known: Mapping[str, Mapping[str, str | None]], considered: Collection[str], served: set[str]
) -> list[dict[str, Any]]:
    of_persons = {person: group for person in considered if (group := known.get(person, {}).get(attribute))}
    sizes = Counter(of_persons.values())
    met = Counter(group for person, group in of_persons.items() if person in served)
    rates = {group: met[group] / size for group, size in sorted(sizes.items()) if not is_small(size)}
    best = max(rates.values(), default=0.0)
    return [_told(group, sizes[group], met[group], rate / best if best else 1.0) for group, rate in rates.items()]


def _told(group: str, size: int, met: int, ratio: float) -> dict[str, Any]:
    return {
        "group": group,
        "candidates": size,
        "with_interview": met,
        "ratio": round(ratio, 4),
        "below_four_fifths": ratio < FOUR_FIFTHS,
    }
