"""The rules of gatherings, without a database or a broker."""

from services.events.domain.desk import Application, Desk
from services.events.domain.edition import Edition, Series
from services.events.domain.quota import Quota, quota_id
from services.events.domain.registration import Registration
from services.events.domain.stand import Stand
from services.events.domain.tally import Tally
from services.events.domain.wording import LocalText

__all__ = [
    "Application",
    "Desk",
    "Edition",
    "LocalText",
    "Quota",
    "Registration",
    "Series",
    "Stand",
    "Tally",
    "quota_id",
]
