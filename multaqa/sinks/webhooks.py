"""A subscriber's receiver that verifies Standard Webhooks signatures: `python -m multaqa.sinks.webhooks`.

It answers 401 to what is not signed with its secret. The secret is told when the subscription is made, so it may come
after the first message: `PUT /secret` with its text; until then what comes is kept, answered 202 and verified then.
It agrees to be posted to by whoever asks.
"""

import argparse
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from multaqa.sinks.page import Answer, as_json, not_found, serve_until_told, server_of


@dataclass(frozen=True)
class Post:
    """One POST as it came; small header names."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def webhook_id(self) -> str:
        return self.headers.get("webhook-id", "")

    def verified(self, secret: str) -> dict[str, Any] | None:
        """The message, or None when its signature does not hold."""
        try:
            message: dict[str, Any] = Webhook(secret).verify(self.body, dict(self.headers))
        except (WebhookVerificationError, ValueError):  # the library lets ValueError through on a malformed header
            return None
        return message


class Receiver:
    """Counts verified messages by id and type. Each id's first `failing` attempts get `failure` as their answer."""

    def __init__(self, *, secret: str = "", failing: int = 0, failure: int = HTTPStatus.SERVICE_UNAVAILABLE) -> None:
        self._lock = threading.Lock()
        self._secret = secret
        self._failing = failing
        self._failure = failure
        self._attempts: Counter[str] = Counter()
        self._verified: Counter[str] = Counter()
        self._types: Counter[str] = Counter()
        self._refused = 0
        self._unverified: list[Post] = []
        self._bodies: dict[str, Any] = {}

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if method == "PUT" and path == "/secret":
            return self._learn(body.decode().strip())
        if method == "GET" and path == "/received.json":
            return as_json(self.facts())
        if method == "OPTIONS":
            return _agreed(headers.get("webhook-request-origin", ""))
        if method == "POST":
            return self._take(Post(headers, body))
        return not_found()

    def facts(self) -> dict[str, Any]:
        with self._lock:
            return {
                "count": len(self._verified),
                "repeated": sum(count - 1 for count in self._verified.values()),
                "refused": self._refused,
                "unverified": len(self._unverified),
                "attempts": sum(self._attempts.values()),
                "types": dict(self._types),
                "ids": dict(self._verified),
                "messages": list(self._bodies.values()),
            }

    def _learn(self, secret: str) -> Answer:
        with self._lock:
            self._secret = secret
            waiting, self._unverified = self._unverified, []
            for post in waiting:
                self._verify(post)
        return Answer(status=HTTPStatus.NO_CONTENT)

    def _take(self, post: Post) -> Answer:
        with self._lock:
            self._attempts[post.webhook_id] += 1
            if self._attempts[post.webhook_id] <= self._failing:
                return Answer(b"not now", status=self._failure)
            if not self._secret:
                self._unverified.append(post)
                return Answer(status=HTTPStatus.ACCEPTED)
            return Answer(status=HTTPStatus.NO_CONTENT if self._verify(post) else HTTPStatus.UNAUTHORIZED)

    def _verify(self, post: Post) -> bool:
        message = post.verified(self._secret)
        if message is None:
            self._refused += 1
            return False
        if not self._verified[post.webhook_id]:
            self._types[message["type"]] += 1
        self._verified[post.webhook_id] += 1
        self._bodies[post.webhook_id] = message
        return True


def _agreed(origin: str) -> Answer:
    """Yes to whoever asks whether they may post here, as CloudEvents' webhooks ask."""
    return Answer(status=HTTPStatus.NO_CONTENT, headers=(("WebHook-Allowed-Origin", origin),))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8026)
    parser.add_argument("--secret", default="", help="whsec_..., where it is known already")
    parser.add_argument("--failing", type=int, default=0, help="how many first attempts of each message to fail")
    parser.add_argument("--failure", type=int, default=int(HTTPStatus.SERVICE_UNAVAILABLE), help="with which status")
    chosen = parser.parse_args()
    receiver = Receiver(secret=chosen.secret, failing=chosen.failing, failure=chosen.failure)
    serve_until_told(server_of(receiver, chosen.host, chosen.port))


if __name__ == "__main__":
    main()
