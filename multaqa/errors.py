"""What can go wrong, in one closed tree.

    MultaqaError
    ├── Refused             409  a rule says no
    ├── Conflict            409  somebody else was faster: a stale version, the same command in progress
    ├── Invalid             422  the input is wrong; `errors` names each field
    ├── KeyReused           422  one idempotency key, two different bodies
    ├── NotFound            404
    ├── Unauthenticated     401
    ├── Forbidden           403
    ├── PreconditionFailed  412  If-Match does not hold
    ├── TooLarge            413
    ├── Unavailable         503  try again, with the same key; `retry_after` seconds
    └── MalformedMessage    400  bytes on the bus that are no message

Rooms raise these classes and never subclass them: an error crosses the bus by its class name, code and facts.
`code` is for machines (`agreement.already_signed`), `text` for people; `facts` fill the translated text at the edge.
"""

from typing import Any


class MultaqaError(Exception):
    """A failure with a stable code and a sentence a person can act on."""

    status = 500

    def __init__(self, code: str, text: str, **facts: Any) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text
        self.facts = facts

    def to_wire(self) -> dict[str, Any]:
        return {"error": type(self).__name__, "code": self.code, "text": self.text, "facts": self.facts}


class Refused(MultaqaError):
    status = 409


class Conflict(MultaqaError):
    status = 409


class Invalid(MultaqaError):
    """`errors`: one `{"pointer": "/parties/0/kind", "code": ..., "text": ...}` a field."""

    status = 422

    def __init__(self, code: str, text: str, *, errors: list[dict[str, str]] | None = None, **facts: Any) -> None:
        super().__init__(code, text, errors=errors or [], **facts)
        self.errors: list[dict[str, str]] = self.facts["errors"]


class KeyReused(MultaqaError):
    status = 422


class NotFound(MultaqaError):
    status = 404


class Unauthenticated(MultaqaError):
    status = 401


class Forbidden(MultaqaError):
    status = 403


class PreconditionFailed(MultaqaError):
    status = 412


class TooLarge(MultaqaError):
    status = 413


class Unavailable(MultaqaError):
    status = 503

    def __init__(self, code: str, text: str, *, retry_after: float = 1.0, **facts: Any) -> None:
        super().__init__(code, text, retry_after=retry_after, **facts)
        self.retry_after = retry_after


class MalformedMessage(MultaqaError):
    status = 400


def _closed_set() -> dict[str, type[MultaqaError]]:
    classes: list[type[MultaqaError]] = [MultaqaError, *MultaqaError.__subclasses__()]
    return {cls.__name__: cls for cls in classes}


def from_wire(wire: dict[str, Any]) -> MultaqaError:
    """The error that `to_wire` wrote; a class this process does not know arrives as MultaqaError."""
    cls = _closed_set().get(wire["error"], MultaqaError)
    return cls(wire["code"], wire["text"], **wire["facts"])
