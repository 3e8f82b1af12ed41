"""Where the notifications' room keeps its facts: what it was told, what it tells, and to whom."""

from services.notifications.store.deliveries import Deliveries, PublicMessages
from services.notifications.store.heard import Agendas, Editions, Marks, Persons, Registered
from services.notifications.store.preferences import PreferencesRows
from services.notifications.store.sends import Sends
from services.notifications.store.subscriptions import Endpoints, Subscriptions

__all__ = [
    "Agendas",
    "Deliveries",
    "Editions",
    "Endpoints",
    "Marks",
    "Persons",
    "PreferencesRows",
    "PublicMessages",
    "Registered",
    "Sends",
    "Subscriptions",
]
