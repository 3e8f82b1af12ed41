"""The rules of gatherings, without a database or a broker."""

from services.events.domain.activity import Activity, Speaker
from services.events.domain.desk import Application, Desk
from services.events.domain.edition import Edition, Programme, Series
from services.events.domain.floor_plan import FloorPlan
from services.events.domain.lead import Lead
from services.events.domain.quota import Quota, quota_id
from services.events.domain.registration import Registration
from services.events.domain.representative import Representative
from services.events.domain.stand import Floor, Stand
from services.events.domain.tally import Tally
from services.events.domain.wording import LocalText

__all__ = [
    "Activity",
    "Application",
    "Desk",
    "Edition",
    "Floor",
    "FloorPlan",
    "Lead",
    "LocalText",
    "Programme",
    "Quota",
    "Registration",
    "Representative",
    "Series",
    "Speaker",
    "Stand",
    "Tally",
    "quota_id",
]
