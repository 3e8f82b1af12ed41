"""The consuming side: lanes, turns between tenants, handlers, and what becomes of each message."""

from multaqa.bus.lanes.consumer import Appetite, LaneConsumer
from multaqa.bus.lanes.delivery import Subscription
from multaqa.bus.lanes.settle import Leaving, Settler

__all__ = ["Appetite", "LaneConsumer", "Leaving", "Settler", "Subscription"]
