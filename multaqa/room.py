"""A room's process: the nameko container, its health, its operations port, and its end."""

import signal
import threading
from typing import Any

from eventlet import Timeout
from eventlet.event import Event
from nameko.containers import ServiceContainer

from multaqa import telemetry
from multaqa.settings import Settings
from multaqa.store.provider import HEALTH, SETTINGS
from multaqa.store.rerun import giving_up

_WORKERS_PER_KIND = 4  # RPC, messages, due work and HTTP bound themselves; the shared pool must never be the bottleneck


def container_of(service: type, settings: Settings, health: telemetry.Health | None = None) -> ServiceContainer:
    """A container of the service, set up and not started."""
    config = {
        "AMQP_URI": settings.amqp_uri,
        "WEB_SERVER_ADDRESS": f"{settings.http_host}:{settings.http_port}",
        "max_workers": settings.workers * _WORKERS_PER_KIND,
        SETTINGS: settings,
        HEALTH: health,
    }
    return ServiceContainer(service, config)


def serve(settings: Settings, service: type) -> None:
    """Run the room until told to stop: not ready any more, then no new work, then what is under way, then the end."""
    telemetry.configure_logging(settings.room, "room")
    health = telemetry.Health()
    health.probes["room"] = lambda: "It is starting."  # the other probes are only known once it has started
    operations = telemetry.OpsServer(health, settings.ops_host, settings.ops_port)
    operations.start()
    container = container_of(service, settings, health)
    told: Event = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.ready() or told.send(None))
    container.start()
    del health.probes["room"]
    telemetry.log.info("room.started", ops_port=operations.port)
    watcher = threading.Thread(target=_watch, args=(container, told), daemon=True)
    watcher.start()
    failure = told.wait()
    health.draining = True
    _drain(container, settings.drain_s)
    operations.stop()
    telemetry.log.info("room.stopped")
    if failure is not None:
        raise SystemExit(1)


def _watch(container: ServiceContainer, told: Any) -> None:
    """A container that dies of an error ends the process; the supervisor starts a fresh one."""
    try:
        container.wait()
    except Exception as error:  # noqa: BLE001 (whatever it died of, the process must end)
        telemetry.log.exception("room.failed")
        if not told.ready():
            told.send(error)


def _drain(container: ServiceContainer, drain_s: float) -> None:
    giving_up_soon = threading.Timer(drain_s * 0.8, giving_up.set)
    giving_up_soon.start()
    with Timeout(drain_s, exception=False):
        container.stop()
        giving_up_soon.cancel()
        return
    telemetry.log.warning("room.killed", drain_s=drain_s)
    container.kill()
