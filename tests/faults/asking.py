"""A caller of the API who asks again, under the same key, until there is an answer."""

from dataclasses import dataclass
from typing import Any

import httpx

from multaqa.ids import new_id
from multaqa.testing.waiting import eventually

PATIENCE_S = 90.0
PAUSE_S = 0.1
OURS = 500
UNDER_WAY = "command.in_progress"


@dataclass(slots=True)
class Caller:
    """It asks again where there is no connection, a platform's error, or a first try still under way."""

    api: httpx.Client

    def ask(self, path: str, body: dict[str, Any] | None = None, *, anew: bool = False) -> httpx.Response:
        """The answer or refusal. With `anew` each try has a key of its own, as of a client who forgot it had asked."""
        key = new_id()
        return eventually(lambda: self._answered(path, body, new_id() if anew else key), PATIENCE_S, PAUSE_S)

    def _answered(self, path: str, body: dict[str, Any] | None, key: str) -> httpx.Response | None:
        try:
            answer = self.api.post(path, json=body, headers={"Idempotency-Key": key})
        except httpx.TransportError:
            return None
        return None if answer.status_code >= OURS or UNDER_WAY in answer.text else answer
