"""The door itself: nameko's web server, the table of routes, and one worker per request.

A connection runs in its own green thread; reading, answering and every refusal happen there. Only the call to the
service's method runs in a nameko worker, so the container bounds how many commands run at once and drains them.
"""

import logging
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial, wraps
from http import HTTPStatus
from typing import Any

from eventlet import Timeout, sleep, wsgi
from eventlet.event import Event
from eventlet.semaphore import Semaphore
from nameko.extensions import Entrypoint
from nameko.web.server import HttpOnlyProtocol, WebServer
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, Map, MapAdapter, Rule
from werkzeug.wrappers import Request, Response

from gateway import admission, links, showing
from gateway.answers import answer
from gateway.checking import CHECK_PAGES
from gateway.endorsing import ENDORSE_PAGES
from gateway.entry_page import ENTRY_PAGES
from gateway.feeds import Feeds, Reader
from gateway.forms import FormPage, Visit
from gateway.inbox_page import INBOX_PAGES
from gateway.inboxes import Inboxes
from gateway.job_page import JOB_PAGES
from gateway.joining_page import JOINING_PAGES
from gateway.languages import preferred
from gateway.needing import NEEDS_PAGES
from gateway.pages import Page, pages
from gateway.problems import problem
from gateway.reception_page import RECEPTION_PAGES
from gateway.record import Record
from gateway.registration_page import REGISTRATION_PAGES
from gateway.route import LINK_PLACE, PLACEHOLDER, Route, Upload
from gateway.signing import FORM_PAGES
from gateway.stand_page import STAND_PAGES
from gateway.texts import LANGUAGES
from gateway.unsubscribe_page import UNSUBSCRIBE_PAGES
from multaqa.bus.feed import Tail
from multaqa.bus.link import Link
from multaqa.errors import Unavailable
from multaqa.store.provider import HEALTH, settings_of
from multaqa.trail import AuditKeys

BACKLOG = 1024
"""How many wait to be let in: beyond Eventlet's 50 the kernel drops them, and each tries again seconds later."""
SOCKET_TIMEOUT_S = 30
DRAIN_S = 10
UPLOADS = 8
UNREAD = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.SERVICE_UNAVAILABLE)
"""Refusals after which a body may still be on the line: the connection ends, lest it be read as a request."""
DEFAULT_LANGUAGE = "en"
SECURITY_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    (
        "Content-Security-Policy",
        (
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        ),
    ),
    ("Strict-Transport-Security", "max-age=31536000"),
)
Ask = Callable[[admission.Incoming], Any]
Method = Callable[..., Any]
log = logging.getLogger(__name__)


class Identifier(BaseConverter):
    """An id in a path; anything else is a path nobody declared."""

    regex = "[A-Za-z0-9._-]{1,64}"


class Token(BaseConverter):
    """A link's token in a path; it never reaches a log, which knows the route by its template."""

    regex = links.FORM


class Protocol(HttpOnlyProtocol):
    """HTTP as Eventlet speaks it, without a banner and with a handle to close a connection after a refused body."""

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        environ["multaqa.close"] = self.close_after_answer
        return environ

    def close_after_answer(self) -> None:
        self.close_connection = 1

    def finish(self) -> None:
        """Also where the client is gone: what was not written then keeps the socket's other half open for ever."""
        try:
            super().finish()
        finally:
            self.rfile.close()

    def send_error(self, *_: Any) -> None:
        """A request line or header that is not HTTP; the standard library would answer with a page and its version."""
        refusal = problem(_NotHttp(), DEFAULT_LANGUAGE, "")
        body = refusal.get_data()
        head = f"HTTP/1.1 400 Bad Request\r\nContent-Type: {refusal.content_type}\r\nContent-Length: {len(body)}\r\n"
        self.wfile.write(f"{head}Connection: close\r\n\r\n".encode() + body)
        self.close_connection = 1


class _NotHttp(HTTPException):
    code = 400


class Server(WebServer):  # type: ignore[misc]
    """nameko's web server, speaking our protocol and surviving what a client does to its connection."""

    def get_wsgi_app(self) -> Callable[..., Iterable[bytes]]:
        (door,) = self._providers
        keys = lambda: door.audit_keys.keyring().published()  # noqa: E731 (read when it is asked for)
        return Application(door.routes, door.ask, door.is_ready, keys, feeds=door.feeds, inboxes=door.inboxes)

    def get_wsgi_server(self, sock: Any, wsgi_app: Any, **_: Any) -> wsgi.Server:
        sock.listen(BACKLOG)
        return wsgi.Server(
            sock, sock.getsockname(), wsgi_app, protocol=Protocol, debug=False, log=log, log_output=False,
            socket_timeout=SOCKET_TIMEOUT_S,
        )  # fmt: skip

    def process_request(self, sock: Any, address: Any) -> None:
        """An error of one connection ends that connection; nameko would end the container."""
        try:
            # Head and body are two writes: the second would wait 40 ms for the client's delayed acknowledgement.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            super().process_request(sock, address)
        except (Exception, Timeout):
            log.warning("a connection was ended by an error", exc_info=True)

    def drain(self) -> None:
        """Take no new connection and let the answers under way be written, within a bound."""
        self._is_accepting = False
        self._gt.kill()
        self._sock.close()
        with Timeout(DRAIN_S, exception=False):
            while self._serv.outstanding_requests:
                sleep(0.02)

    def stop(self) -> None:
        self.wait_for_providers()


class Door(Entrypoint):  # type: ignore[misc]
    """Declares the service's method as the one that answers a table of routes."""

    server = Server()
    audit_keys = AuditKeys()

    def __init__(self, routes: Sequence[Route], **declared: Any) -> None:
        super().__init__(routes, **declared)
        self.routes = routes

    def setup(self) -> None:
        settings = settings_of(self.container)
        link = Link(settings.amqp_uri, name=f"{settings.room} feeds", heartbeat_s=settings.heartbeat_s)
        self.feeds, self.inboxes = Feeds(Tail(link)), Inboxes()
        self.server.register_provider(self)

    def stop(self) -> None:
        self.feeds.stop()
        self.inboxes.stop()
        self.server.drain()
        self.server.unregister_provider(self)

    def ask(self, incoming: admission.Incoming) -> Any:
        """Run the service's method in a worker and wait for its result or its refusal."""
        answered = Event()
        self.container.spawn_worker(self, (incoming,), {}, handle_result=partial(_hand_over, answered))
        result, error = answered.wait()
        if error is not None:
            raise error
        return result

    def is_ready(self) -> bool:
        health = self.container.config.get(HEALTH)
        return health is None or not health.troubles()


def door(routes: Sequence[Route]) -> Callable[[Method], Method]:
    """Make a service's method the one that answers these routes."""

    def expose(method: Method) -> Method:
        @wraps(method)
        def answer_or_error(service: Any, incoming: admission.Incoming) -> tuple[Any, Exception | None]:
            try:
                return method(service, incoming), None
            except Exception as error:  # noqa: BLE001 -- nameko would log each refusal as a failure; the door tells them apart
                return None, error

        Door.decorator(routes)(answer_or_error)
        return answer_or_error

    return expose


def _hand_over(answered: Event, _worker: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
    answered.send(result or (None, exc_info[1]))
    return result, exc_info


class Application:
    """The WSGI application: finds the route, asks the service, and turns whatever comes back into a response."""

    def __init__(
        self,
        routes: Sequence[Route],
        ask: Ask,
        is_ready: Callable[[], bool],
        audit_keys: Callable[[], str] = str,
        *,
        feeds: Feeds | None = None,
        inboxes: Inboxes | None = None,
    ) -> None:
        self.ask, self.feeds, self.inboxes = ask, feeds, inboxes or Inboxes()
        self.uploads = Semaphore(UPLOADS)
        self.paths = url_map(
            (
                *routes,
                *pages(routes, is_ready, audit_keys),
                *FORM_PAGES,
                *NEEDS_PAGES,
                *JOINING_PAGES,
                *REGISTRATION_PAGES,
                *ENTRY_PAGES,
                *JOB_PAGES,
                *RECEPTION_PAGES,
                *STAND_PAGES,
                *CHECK_PAGES,
                *ENDORSE_PAGES,
                *UNSUBSCRIBE_PAGES,
                *INBOX_PAGES,
            )
        )
        self.locations = {route: location for route in routes if (location := location_of(route, routes))}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        record = Record(request)
        try:
            response = self._serve(request, record)
        except Exception as error:  # noqa: BLE001 -- the outermost handler: any error becomes a problem document
            response = self._refuse(request, record, error)
        record.done(response.status_code)
        for name, value in SECURITY_HEADERS:
            response.headers.setdefault(name, value)
        response.headers["Traceparent"] = record.traceparent
        return response(environ, start_response)

    def _serve(self, request: Request, record: Record) -> Response:
        adapter = self.paths.bind_to_environ(request.environ)
        if request.method == "OPTIONS":
            return _options(adapter)
        found, path = adapter.match()
        record.route = found.path
        if isinstance(found, Page):
            return found.answer(request, **path)
        with self._place_for(found):
            visit = Visit(request, path, record, self.ask)
            if isinstance(found, FormPage):
                return found.show(visit)
            if found.feed == "inbox":
                return self.inboxes.stream(visit)
            incoming = admission.read(request, found, path, record)
            return self._answer(request, found, incoming)

    def _answer(self, request: Request, found: Route, incoming: admission.Incoming) -> Response:
        if found.feed:
            return self._feed(request, found.feed, lambda: self.ask(incoming))
        if showing.is_for_people(request, found):
            return showing.shown(request, found, lambda: self.ask(incoming))
        return answer(request, found, self.ask(incoming), self.locations.get(found))

    def _feed(self, request: Request, kind: str, admitted: Callable[[], Reader]) -> Response:
        """The reader is admitted once more whenever the feed asks whether they still may read."""
        reader = admitted()
        if self.feeds is None:
            raise TypeError("a door with feeds has something to read them from")
        hand_out = {"page": self.feeds.page, "stream": self.feeds.stream}[kind]
        return hand_out(request, reader, admitted)

    @contextmanager
    def _place_for(self, place: Route | FormPage) -> Iterator[None]:
        """A file is held in memory until its room has it: only so many at once, whoever sends them."""
        takes_file = place.takes_file if isinstance(place, FormPage) else isinstance(place.body, Upload)
        if not takes_file:
            yield
            return
        if not self.uploads.acquire(blocking=False):
            raise Unavailable("upload.too_many", "Many files are arriving at once. Send it again in a moment.")
        try:
            yield
        finally:
            self.uploads.release()

    def _refuse(self, request: Request, record: Record, error: Exception) -> Response:
        response = problem(error, preferred(request, LANGUAGES, DEFAULT_LANGUAGE), record.trace)
        if response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("request failed, trace %s", record.trace, exc_info=error)
        if response.status_code in UNREAD:
            request.environ["multaqa.close"]()
        return response


def url_map(places: Sequence[Route | Page | FormPage]) -> Map:
    rules = [Rule(_werkzeug(place.path), methods=[place.method], endpoint=place) for place in places]
    return Map(
        rules,
        converters={"id": Identifier, "token": Token},
        strict_slashes=False,
        merge_slashes=False,
        redirect_defaults=False,
    )


def location_of(route: Route, routes: Sequence[Route]) -> str | None:
    """The path of what a POST to a collection makes, where the table has a GET for one item of it."""
    item = f"{route.path}/{{"
    readable = any(
        other.method == "GET" and other.path.startswith(item) and other.path.endswith("}") for other in routes
    )
    return route.path if route.method == "POST" and "{" not in route.path and readable else None


def _options(adapter: MapAdapter) -> Response:
    allowed = {*adapter.allowed_methods(), "OPTIONS"}
    if allowed == {"OPTIONS"}:
        adapter.match(method="GET")
    return Response(status=204, headers={"Allow": ", ".join(sorted(allowed))})


def _werkzeug(path: str) -> str:
    return PLACEHOLDER.sub(lambda name: f"<{'token' if name[1] == LINK_PLACE else 'id'}:{name[1]}>", path)
