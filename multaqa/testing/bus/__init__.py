"""A bus in memory for tests: the same code as on RabbitMQ, the same promises, no broker."""

from multaqa.testing.bus.broker import MemoryBroker
from multaqa.testing.bus.link import MemoryLink, memory_publisher

__all__ = ["MemoryBroker", "MemoryLink", "memory_publisher"]
