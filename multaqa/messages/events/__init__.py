"""What the events' room tells: series, editions, registrations, stands and credentials."""

from multaqa.messages.events.activities import ActivityCancelled, ActivityChanged, ActivityPlanned, SpeakersChanged
from multaqa.messages.events.checkpoint import EventsCheckpointMade
from multaqa.messages.events.contests import (
    AwardGiven,
    AwardRevoked,
    ContestCancelled,
    ContestMoved,
    ContestOpened,
    EntrantLinkSent,
    EntrySubmitted,
    JurorErased,
    JurorInvited,
    JurorScored,
    ResultPublished,
)
from multaqa.messages.events.credentials import (
    CredentialIssued,
    CredentialNoticeGiven,
    CredentialRevoked,
    EndorsementRequested,
)
from multaqa.messages.events.editions import (
    EditionAnnounced,
    EditionCancelled,
    EditionChanged,
    EditionClosed,
    EditionHeld,
    EditionNoticeSent,
    EditionOpened,
    EditionPlanned,
    EditionPostponed,
    SeriesCreated,
)
from multaqa.messages.events.foresight import EmergingSkillNoted
from multaqa.messages.events.joining import InvitationSent, SharingChanged
from multaqa.messages.events.leads import LeadRecorded
from multaqa.messages.events.registrations import (
    AttendeeCheckedIn,
    CheckInUndone,
    RegistrationCancelled,
    RegistrationConfirmed,
    RegistrationLinkSent,
    RegistrationPromoted,
    RegistrationReceived,
    RegistrationWaitlisted,
)
from multaqa.messages.events.stands import StandAssigned, StandAttended, StandChanged, StandWithdrawn

__all__ = [
    "ActivityCancelled",
    "ActivityChanged",
    "ActivityPlanned",
    "AttendeeCheckedIn",
    "AwardGiven",
    "AwardRevoked",
    "CheckInUndone",
    "ContestCancelled",
    "ContestMoved",
    "ContestOpened",
    "CredentialIssued",
    "CredentialNoticeGiven",
    "CredentialRevoked",
    "EditionAnnounced",
    "EditionCancelled",
    "EditionChanged",
    "EditionClosed",
    "EditionHeld",
    "EditionNoticeSent",
    "EditionOpened",
    "EditionPlanned",
    "EditionPostponed",
    "EmergingSkillNoted",
    "EndorsementRequested",
    "EntrantLinkSent",
    "EntrySubmitted",
    "EventsCheckpointMade",
    "InvitationSent",
    "JurorErased",
    "JurorInvited",
    "JurorScored",
    "LeadRecorded",
    "RegistrationCancelled",
    "RegistrationConfirmed",
    "RegistrationLinkSent",
    "RegistrationPromoted",
    "RegistrationReceived",
    "RegistrationWaitlisted",
    "ResultPublished",
    "SeriesCreated",
    "SharingChanged",
    "SpeakersChanged",
    "StandAssigned",
    "StandAttended",
    "StandChanged",
    "StandWithdrawn",
]
