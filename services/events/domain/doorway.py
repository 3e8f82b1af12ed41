"""Whether a badge opens a door: what its token says, what the registration says, and what the calendar says."""

from datetime import datetime

from multaqa.zone import day_of
from services.events.domain.badge import Badge
from services.events.domain.edition import Edition
from services.events.domain.registration import Registration
from services.events.domain.scan import Verdict

BY_STATE: dict[str, Verdict] = {
    "cancelled": "cancelled",
    "waitlisted": "waitlisted",
    "pending": "not_confirmed",
    "offered": "not_confirmed",
}


def refusal_of(badge: Badge, edition: Edition, at: datetime) -> Verdict | None:
    """Why a badge that was truly signed is not good here and now."""
    if badge.edition_id != edition.id:
        return "not_this_edition"
    return "expired" if at > badge.expires_at else None


def objection_to(registration: Registration, edition: Edition, at: datetime) -> Verdict | None:
    """Why the person should stay out: at once when the room is asked, a conflict when they were let in already."""
    by_state = BY_STATE.get(registration.state)
    return by_state or (None if is_held_on(edition, at) else "not_today")


def is_held_on(edition: Edition, at: datetime) -> bool:
    """Whether the edition is held on that day of the Moroccan calendar."""
    if edition.state == "cancelled":
        return False
    first, day, last = (day_of(one) for one in (edition.starts_at, at, edition.ends_at))
    return first <= day <= last
