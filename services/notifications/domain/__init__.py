"""The rules of telling: who is written to, when it is tried again, and where a webhook may lead."""

from services.notifications.domain.address import AddressPolicy
from services.notifications.domain.agenda import agenda_id, followed
from services.notifications.domain.branding import Branding
from services.notifications.domain.category import (
    CATEGORIES,
    CHANNELS,
    PHONE_CHANNELS,
    REMINDER,
    TOLD,
    category_of,
    types_of,
)
from services.notifications.domain.delivery import Attempt, Delivery
from services.notifications.domain.endpoint import Endpoint, EndpointPolicy
from services.notifications.domain.mail_address import BouncePolicy, MailAddress
from services.notifications.domain.notice import Notice
from services.notifications.domain.posting import Posting, SendPolicy
from services.notifications.domain.preferences import Preferences, address_id
from services.notifications.domain.public_message import PublicMessage
from services.notifications.domain.queue import OVERFLOW, SubscriberQueue
from services.notifications.domain.recipient import Contact, Recipient
from services.notifications.domain.report import (
    Report,
    ReportKind,
    bounce_kind,
    refuses_address,
    status_in,
    told_status,
)
from services.notifications.domain.schedule import Schedule
from services.notifications.domain.send import Send
from services.notifications.domain.subscription import ContentMode, SealedSecret, Subscription, require_address
from services.notifications.domain.template import LANGUAGES, Template, TemplateVersion, Trouble
from services.notifications.domain.timing import Timing, reminders
from services.notifications.domain.wording import fault, without_addresses

__all__ = [
    "CATEGORIES",
    "CHANNELS",
    "LANGUAGES",
    "OVERFLOW",
    "PHONE_CHANNELS",
    "REMINDER",
    "TOLD",
    "AddressPolicy",
    "Attempt",
    "BouncePolicy",
    "Branding",
    "Contact",
    "ContentMode",
    "Delivery",
    "Endpoint",
    "EndpointPolicy",
    "MailAddress",
    "Notice",
    "Posting",
    "Preferences",
    "PublicMessage",
    "Recipient",
    "Report",
    "ReportKind",
    "Schedule",
    "SealedSecret",
    "Send",
    "SendPolicy",
    "SubscriberQueue",
    "Subscription",
    "Template",
    "TemplateVersion",
    "Timing",
    "Trouble",
    "address_id",
    "agenda_id",
    "bounce_kind",
    "category_of",
    "fault",
    "followed",
    "refuses_address",
    "reminders",
    "require_address",
    "status_in",
    "told_status",
    "types_of",
    "without_addresses",
]
