"""The door without a server: requests go through the real application, and a fake service answers what was admitted."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from gateway.admission import Command, Incoming, admit
from gateway.auth import Caller
from gateway.door import Application
from gateway.routes import ROUTES


@dataclass
class Service:
    """Admits every request for one caller, keeps the commands, and answers with `answers`."""

    role: str = "administrator"
    answers: Any = field(default_factory=lambda: {"id": "an-id", "version": 3})
    error: Exception | None = None
    ready: bool = True
    commands: list[Command] = field(default_factory=list)

    def ask(self, incoming: Incoming) -> Any:
        role = "public" if incoming.route.is_public else self.role
        caller = incoming.link.holder if incoming.link else Caller("fes-meknes", role, "key:k1")
        self.commands.append(admit(incoming, caller))
        if self.error:
            raise self.error
        return self.answers


@dataclass
class Browser:
    client: Client
    service: Service

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self.client.delete(path, **options)

    def post(self, path: str, body: Any = None, *, key: str | None = "key-1", **headers: str) -> TestResponse:
        raw = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        sent = {
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return self.client.post(path, data=raw, headers=sent | ({"Idempotency-Key": key} if key else {}))


class Stage:
    """Which service the one application of the session asks at the moment."""

    service = Service()


def _ask(incoming: Incoming) -> Any:
    return Stage.service.ask(incoming)


def _is_ready() -> bool:
    return Stage.service.ready


@pytest.fixture(scope="session")
def application() -> Application:
    return Application(ROUTES, _ask, _is_ready)


@pytest.fixture
def browser(application: Application) -> Browser:
    def hand_over(environ: dict[str, Any], start_response: Any) -> Any:
        environ["multaqa.close"] = lambda: None
        return application(environ, start_response)

    Stage.service = Service()
    return Browser(Client(hand_over), Stage.service)


@pytest.fixture
def person() -> dict[str, Any]:
    return {
        "name": {"latin": "Salma Idrissi", "arabic": "سلمى الإدريسي"},
        "email": "salma@stagiaires.example",
        "language": "ar",
        "consents": [{"purpose": "participation", "given": True}],
    }
