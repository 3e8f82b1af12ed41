"""A candidate's interviews as calendar programs follow them: how often each was moved, and which are off."""

from collections.abc import Mapping, Sequence
from typing import Any

from multaqa.ids import derived_id

Interview = Mapping[str, Any]
PLACE = ("starts_at", "ends_at", "table")


def agenda_id(person_id: str, edition_id: str) -> str:
    return derived_id(person_id, edition_id)


def followed(known: Mapping[str, Any] | None, interviews: Sequence[Interview]) -> dict[str, Any]:
    """What to keep of an agenda beside its interviews, after what was kept of the one before.

    `moved` counts by interview how often its time or table changed, or it came or went (RFC 5545, SEQUENCE);
    `called_off` are those that were told once and are no longer.
    """
    before = {one["interview_id"]: one for one in known["interviews"]} if known else {}
    off = {one["interview_id"]: one for one in known.get("called_off", ())} if known else {}
    now = {one["interview_id"]: one for one in interviews}
    moved = dict(known.get("moved", {})) if known else {}
    for id in before.keys() | off.keys() | now.keys():
        if _place(before.get(id)) != _place(now.get(id)) and (id in before or id in off):
            moved[id] = moved.get(id, 0) + 1
    called_off = [one for id, one in {**off, **before}.items() if id not in now]
    return {"moved": moved, "called_off": called_off}


def _place(interview: Interview | None) -> tuple[Any, ...] | None:
    return tuple(interview[name] for name in PLACE) if interview else None
