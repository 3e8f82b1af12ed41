"""The rules of telling: who is written to, when it is tried again, and where a webhook may lead."""

from services.notifications.domain.address import AddressPolicy
from services.notifications.domain.delivery import Attempt, Delivery
from services.notifications.domain.recipient import Contact, Recipient
from services.notifications.domain.schedule import Schedule
from services.notifications.domain.send import Posting, Send, SendPolicy
from services.notifications.domain.subscription import Subscription

__all__ = [
    "AddressPolicy",
    "Attempt",
    "Contact",
    "Delivery",
    "Posting",
    "Recipient",
    "Schedule",
    "Send",
    "SendPolicy",
    "Subscription",
]
