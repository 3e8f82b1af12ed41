"""What a process says of itself: one canonical log line a message or request, metrics, health.

Nothing personal reaches a log: lines carry ids, types, outcomes and durations, never facts.
"""

import json
import logging
import sys
import threading
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from multaqa.tracing import trace_id

log = structlog.get_logger("multaqa")
registry = CollectorRegistry()

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

_handled = Counter(
    "multaqa_handled", "Messages, commands and due work, by outcome.", ["room", "type", "outcome"], registry=registry
)
_by_tenant = Counter("multaqa_tenant_handled", "The same, by tenant.", ["room", "tenant", "outcome"], registry=registry)
_seconds = Histogram(
    "multaqa_handler_seconds", "Time in a handler.", ["room", "type"], buckets=_SECONDS, registry=registry
)
_published = Counter("multaqa_published", "Messages the broker confirmed.", ["room"], registry=registry)
outbox_lag = Gauge("multaqa_outbox_lag_seconds", "Age of the oldest unpublished message.", ["room"], registry=registry)
queue_depth = Gauge("multaqa_queue_depth", "Messages waiting in a queue.", ["room", "queue"], registry=registry)

HANDLED, RETRIED, DEAD, REFUSED, FAILED, REPEATED = "handled", "retried", "dead", "refused", "failed", "repeated"


def configure_logging(room: str, process: str, stream: Any = None) -> None:
    """JSON lines on standard output, one an occurrence."""
    structlog.configure(
        processors=[
            _named(room, process),
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stdout),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=stream or sys.stdout, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("nameko.containers").setLevel(logging.CRITICAL)  # the kernel tells each failure itself, once


def _named(room: str, process: str) -> Any:
    """Who speaks, on every line: a context variable would be lost in green threads."""
    return lambda _logger, _method, line: {"room": room, "process": process, **line}


def handled(
    room: str, type_: str, tenant: str, outcome: str, seconds: float, *, traceparent: str = "", **more: Any
) -> None:
    """The canonical line, and the figures, of one message, command or due work."""
    _handled.labels(room, type_, outcome).inc()
    _by_tenant.labels(room, tenant, outcome).inc()
    _seconds.labels(room, type_).observe(seconds)
    took = round(seconds * 1000, 2)
    log.info("handled", type=type_, tenant=tenant, outcome=outcome, ms=took, trace=trace_id(traceparent), **more)


def published(room: str, count: int) -> None:
    _published.labels(room).inc(count)


Probe = Callable[[], str | None]
"""A readiness check: None when all is well, else a sentence that says what is wrong."""


class Health:
    """Live while the process answers; ready while every probe is content and it is not draining."""

    def __init__(self) -> None:
        self.probes: dict[str, Probe] = {}
        self.draining = False

    def troubles(self) -> dict[str, str]:
        if self.draining:
            return {"process": "It is draining."}
        found = {name: self._ask(probe) for name, probe in self.probes.items()}
        return {name: trouble for name, trouble in found.items() if trouble}

    @staticmethod
    def _ask(probe: Probe) -> str | None:
        try:
            return probe()
        except Exception as error:  # noqa: BLE001 (a probe that breaks is a probe that found trouble)
            return f"{type(error).__name__}: {error}"


class _ThreadedServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Probes and scrapes every few seconds are not worth a line."""


class OpsServer:
    """`/metrics`, `/health/live` and `/health/ready` on a port of their own; port 0 takes a free one."""

    def __init__(self, health: Health, host: str, port: int) -> None:
        self._health = health
        self._server = make_server(host, port, self._answer, server_class=_ThreadedServer, handler_class=_Quiet)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.2,), name="ops", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            start_response("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
            return [generate_latest(registry)]
        if path not in ("/health/live", "/health/ready"):
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"There are /metrics, /health/live and /health/ready.\n"]
        troubles = self._health.troubles() if path == "/health/ready" else {}
        start_response("503 Service Unavailable" if troubles else "200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"status": "troubled" if troubles else "well", "troubles": troubles}).encode()]
