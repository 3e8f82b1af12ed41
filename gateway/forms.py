"""Forms: pages on which people who were sent a link act, drawn from what the routes answer to programs.

Such a page asks the rooms through a route of the API, so that what can be done by hand is what can be done by program,
and passes the same admission. A form brings its own idempotency key, made with the page it stands on: pressed twice,
it acts once.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlencode

from werkzeug.wrappers import Request, Response

from gateway.admission import Incoming
from gateway.body import canonical, fingerprint, read_bounded
from gateway.handbook import page
from gateway.problems import KINDS, RequestError
from gateway.record import Record
from gateway.route import Route, Upload
from gateway.texts import say
from multaqa.errors import Invalid, MultaqaError

ONCE = "once"
FORM_TYPE = "application/x-www-form-urlencoded"
MOST_BYTES = 32_768
MOST_FIELDS = 20


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a person to a page with forms, and the way on to the rooms."""

    request: Request
    path: Mapping[str, Any]
    record: Record
    ask: Callable[[Incoming], Any]

    def of(
        self,
        route: Route,
        body: Mapping[str, Any] | None = None,
        once: str = "",
        query: Mapping[str, str] | None = None,
    ) -> Any:
        """What a route answers to the holder of this link; whatever it refuses is raised."""
        told = dict(body or {})
        environ = {**self.request.environ, "QUERY_STRING": urlencode(query or {}), "HTTP_IDEMPOTENCY_KEY": once}
        asked = fingerprint(f"{self.request.path} {route.label}", canonical(told))
        return self.ask(Incoming(Request(environ), route, self.path, told, asked, self.record))

    def send(self, route: Route, content: bytes, media_type: str, once: str, query: Mapping[str, str]) -> Any:
        """What a route answers to a file that the holder of this link sends from a page."""
        types = route.body.media_types if isinstance(route.body, Upload) else ()
        if media_type not in types:
            text = "This file is of another type."
            raise RequestError(415, "body.type_not_taken", text, types=list(types))
        environ = {**self.request.environ, "QUERY_STRING": urlencode(query), "HTTP_IDEMPOTENCY_KEY": once}
        asked = fingerprint(f"{self.request.path} {route.label}", media_type.encode() + b"\n" + content)
        body = {"content": b64encode(content).decode(), "media_type": media_type}
        return self.ask(Incoming(Request(environ), route, self.path, body, asked, self.record))

    def at(self, **path: str) -> "Visit":
        """The same visit, asking a route at another place: for a page whose own path names none."""
        return replace(self, path=path)

    def form(self) -> dict[str, str]:
        """The fields of the form that was sent, those left empty aside."""
        return dict(self.fields())

    def fields(self, most: int = MOST_FIELDS) -> list[tuple[str, str]]:
        """The same, where a name may come more than once."""
        if self.request.mimetype != FORM_TYPE:
            raise RequestError(415, "body.not_a_form", "Send this form from its page.")
        raw = read_bounded(self.request.environ["wsgi.input"], self.request.content_length, MOST_BYTES)
        try:
            fields = parse_qsl(raw.decode("ascii"), max_num_fields=most, errors="strict", strict_parsing=True)
        except ValueError:
            raise RequestError(400, "body.not_a_form", "Send this form from its page.") from None
        return [(name, value.strip().replace("\r\n", "\n")) for name, value in fields if value.strip()]


@dataclass(frozen=True, slots=True, eq=False)
class FormPage:
    """A path of a page with forms, or of one of its forms, for whoever holds the link in it."""

    method: str
    path: str
    show: Callable[[Visit], Response]
    takes_file: bool = False


def drawn(template: str, language: str, error: Exception | None, /, **told: Any) -> Response:
    """A page in a language, with what was wrong with its form; it is one visitor's, so nobody keeps it."""
    text = page(template, **told, notices=notices(error, language) if error else [])
    response = Response(text, status=status_of(error), content_type="text/html; charset=utf-8")
    response.headers["Content-Language"] = language
    return uncached(response)


def uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def notices(error: Exception, language: str) -> list[str]:
    """What was wrong with a form, in sentences; an error that is no refusal goes on."""
    if isinstance(error, Invalid) and error.errors:
        return [say(one["code"], language, one.get("facts"), one.get("text", "")) for one in error.errors]
    if isinstance(error, MultaqaError | RequestError):
        return [say(error.code, language, error.facts, error.text)]
    raise error


def status_of(error: Exception | None) -> int:
    if isinstance(error, RequestError):
        return error.status
    if isinstance(error, MultaqaError):
        return KINDS[type(error)][0] if type(error) in KINDS else HTTPStatus.INTERNAL_SERVER_ERROR
    return HTTPStatus.OK
