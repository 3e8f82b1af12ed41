"""Where the notifications' room keeps its facts: what it was told, what it tells, and to whom."""

from services.notifications.store.addresses import MailAddresses
from services.notifications.store.deliveries import Deliveries, PublicMessages
from services.notifications.store.heard import Agendas, Editions, Marks, Persons, Phones, Pseudonyms, Registered
from services.notifications.store.preferences import PreferencesRows
from services.notifications.store.sends import Sends
from services.notifications.store.subscriptions import Endpoints, Subscriptions
from services.notifications.store.templates import Brandings, Templates

__all__ = [
    "Agendas",
    "Brandings",
    "Deliveries",
    "Editions",
    "Endpoints",
    "MailAddresses",
    "Marks",
    "Persons",
    "Phones",
    "PreferencesRows",
    "Pseudonyms",
    "PublicMessages",
    "Registered",
    "Sends",
    "Subscriptions",
    "Templates",
]
