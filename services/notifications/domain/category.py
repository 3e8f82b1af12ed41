"""What a message is about, for whoever chooses what they are told: a category for each type, one of them mandatory."""

CHANNELS = ("mail", "inbox", "sms", "chat")
MANDATORY_CHANNELS = ("mail", "inbox")
"""On which nobody can switch off what is mandatory."""
PHONE_CHANNELS = ("sms", "chat")
MANDATORY = "security"
"""Codes and links somebody waits for, and without which they lose a right: nobody can switch them off."""
OPERATIONS = "operations"
"""For whoever runs the platform, in English: nobody else is asked about it."""
REMINDER = "notifications.interviews_near.v1"
"""No room tells it: it is noted here when an agenda is told."""
TYPES = {
    MANDATORY: (
        "partners.signature_code.v1",
        "partners.signature_requested.v1",
        "partners.signature_reminded.v1",
        "events.registration_link_sent.v1",
        "events.entrant_link_sent.v1",
    ),
    "registration": (
        "events.registration_received.v1",
        "events.registration_confirmed.v1",
        "events.registration_waitlisted.v1",
        "events.registration_promoted.v1",
        "events.registration_cancelled.v1",
        "events.invitation_sent.v1",
        "events.invitations_overtaken.v1",
    ),
    "gathering": (
        "events.edition_postponed.v1",
        "events.edition_cancelled.v1",
        "events.edition_notice_sent.v1",
        "events.activity_changed.v1",
        "events.activity_cancelled.v1",
        "events.speakers_changed.v1",
        "partners.edition_notice_given.v1",
    ),
    "agenda": (
        "matching.timetable_published.v1",
        "matching.agenda_changed.v1",
        REMINDER,
    ),
    "opportunities": (
        "matching.interview_requested.v1",
        "matching.interview_request_answered.v1",
        "matching.confirmation_asked.v1",
    ),
    "credentials": (
        "events.credential_notice_given.v1",
        "events.endorsement_requested.v1",
    ),
    "contests": (
        "events.juror_invited.v1",
        "events.contest_cancelled.v1",
        "events.contest_moved.v1",
    ),
    "partnership": (
        "partners.signature_declined.v1",
        "partners.deadline_near.v1",
        "partners.skill_needs_asked.v1",
        "partners.seat_left_vacant.v1",
        "partners.meeting_notice_given.v1",
    ),
    OPERATIONS: (
        "notifications.endpoint_disabled.v1",
        "notifications.attempts_exhausted.v1",
        "notifications.secret_rotated.v1",
    ),
}
CATEGORIES = tuple(TYPES)
OF_PEOPLE = tuple(category for category in TYPES if category != OPERATIONS)
ANSWERS = frozenset((*TYPES[MANDATORY], *TYPES["registration"])) - {
    "events.invitation_sent.v1",
    "events.invitations_overtaken.v1",
}
"""What somebody has just asked for, or has little time to answer: it comes at any hour."""
BY_PHONE = frozenset({
    "events.registration_promoted.v1",
    "events.edition_postponed.v1",
    "events.edition_cancelled.v1",
    "matching.agenda_changed.v1",
    REMINDER,
})  # fmt: skip
"""What comes too late to somebody who does not look at their mails."""
_CATEGORY_OF = {type: category for category, types in TYPES.items() for type in types}


TOLD = frozenset(type for category in OF_PEOPLE for type in TYPES[category])
"""Every type that people are told, and that a directorate may say in its own words."""


def types_of(category: str) -> tuple[str, ...]:
    """KeyError for what is no category."""
    return TYPES[category]


def category_of(type: str) -> str:
    """KeyError for what nobody is told."""
    return _CATEGORY_OF[type]
