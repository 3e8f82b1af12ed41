"""The rules of gatherings, without a database or a broker."""

from services.events.domain.activity import Activity, Speaker
from services.events.domain.desk import Application, Desk, require_known
from services.events.domain.draw import Draw
from services.events.domain.edition import Edition, Programme, Series
from services.events.domain.floor_plan import FloorPlan
from services.events.domain.hold import Hold
from services.events.domain.lead import Lead
from services.events.domain.quota import Quota, Seats, Wish, quota_id, quota_ids
from services.events.domain.registration import SEATED, Registration
from services.events.domain.representative import Representative
from services.events.domain.stand import Floor, Stand
from services.events.domain.tally import Tally
from services.events.domain.waitlist import MovingUp, promote, seat
from services.events.domain.wording import LocalText

__all__ = [
    "SEATED",
    "Activity",
    "Application",
    "Desk",
    "Draw",
    "Edition",
    "Floor",
    "FloorPlan",
    "Hold",
    "Lead",
    "LocalText",
    "MovingUp",
    "Programme",
    "Quota",
    "Registration",
    "Representative",
    "Seats",
    "Series",
    "Speaker",
    "Stand",
    "Tally",
    "Wish",
    "promote",
    "quota_id",
    "quota_ids",
    "require_known",
    "seat",
]
