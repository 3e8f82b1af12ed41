"""What is kept of a request: one structured line and two metrics, with no word a person wrote in them."""

from time import perf_counter

import structlog
from prometheus_client import Counter, Histogram
from werkzeug.wrappers import Request

from gateway.auth import Caller
from multaqa.telemetry import registry
from multaqa.tracing import child, trace_id

UNMATCHED = "unmatched"
KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

REQUESTS = Counter("multaqa_http_requests", "Requests answered.", ["method", "route", "status"], registry=registry)
SECONDS = Histogram(
    "multaqa_http_request_seconds", "Time from the request read to its answer.", ["method", "route"], registry=registry
)
log = structlog.get_logger("gateway.request")


class Record:
    """One request's trace, route, caller and time; the route is its template, never a path with an id."""

    def __init__(self, request: Request) -> None:
        self.started = perf_counter()
        self.method = request.method if request.method in KNOWN_METHODS else "OTHER"
        self.route = UNMATCHED
        self.caller: Caller | None = None
        self.traceparent = child(request.headers.get("traceparent"))
        self.trace = trace_id(self.traceparent)

    def done(self, status: int) -> None:
        seconds = perf_counter() - self.started
        REQUESTS.labels(self.method, self.route, status).inc()
        SECONDS.labels(self.method, self.route).observe(seconds)
        log.info(
            "request",
            method=self.method,
            route=self.route,
            tenant=self.caller.tenant if self.caller else None,
            role=self.caller.role if self.caller else None,
            status=status,
            ms=round(seconds * 1000, 1),
            trace=self.trace,
        )
