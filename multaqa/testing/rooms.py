"""A room inside the test's own process, started when it is ready and stopped whatever happens."""

from collections.abc import Iterator
from contextlib import contextmanager

from nameko.containers import ServiceContainer

from multaqa.room import container_of
from multaqa.settings import Settings
from multaqa.telemetry import Health
from multaqa.testing.waiting import eventually


@contextmanager
def running(service: type, settings: Settings) -> Iterator[ServiceContainer]:
    """The service's container, consuming and answering."""
    health = Health()
    container = container_of(service, settings, health)
    container.start()
    try:
        eventually(lambda: not health.troubles(), within_s=30)
        yield container
    finally:
        container.stop()
