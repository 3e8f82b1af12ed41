"""What the events' room tells: series, editions, registrations and stands."""

from multaqa.messages.events.checkpoint import EventsCheckpointMade
from multaqa.messages.events.editions import EditionClosed, EditionOpened, EditionPlanned, SeriesCreated
from multaqa.messages.events.registrations import (
    AttendeeCheckedIn,
    RegistrationCancelled,
    RegistrationConfirmed,
    RegistrationPromoted,
    RegistrationReceived,
    RegistrationWaitlisted,
)
from multaqa.messages.events.stands import StandAssigned

__all__ = [
    "AttendeeCheckedIn",
    "EditionClosed",
    "EditionOpened",
    "EditionPlanned",
    "EventsCheckpointMade",
    "RegistrationCancelled",
    "RegistrationConfirmed",
    "RegistrationPromoted",
    "RegistrationReceived",
    "RegistrationWaitlisted",
    "SeriesCreated",
    "StandAssigned",
]
