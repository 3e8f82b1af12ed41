"""Calling a room: always with a deadline, never stuck on a broker that does not answer, nothing left behind."""

import json
import threading
import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from dataclasses import replace
from time import monotonic
from typing import Any

import amqp

from multaqa.bus.link import LOST, Link
from multaqa.errors import Unavailable, from_wire
from multaqa.ids import new_id
from multaqa.tenancy import Context
from multaqa.tracing import child

CONTENT_TYPE = "application/json"
_PULSE_S = 0.2


def request_queue(room: str) -> str:
    return f"rpc.{room}"


class RpcClient:
    """Calls over one link, with a reply queue that lives as long as the connection.

    Requests are transient and unconfirmed: whoever waits for an answer learns of a loss by not getting one. A pulse
    (a message to oneself) tells a frozen broker from an idle one: after `silence_s` without an octet, calls under
    way and new ones fail at once with Unavailable, until the broker is heard again (a breaker, closed by the pulse).
    """

    def __init__(self, uri: str, *, name: str, silence_s: float = 0.6, heartbeat_s: float = 10.0) -> None:
        self._link = Link(uri, name=f"{name} rpc client", heartbeat_s=heartbeat_s)
        self._link.on_connected(self._listen)
        self._link.on_lost(self._fail_all)
        self._silence_s = silence_s
        self._waiting: dict[str, Future[dict[str, Any]]] = {}
        self._channel: Any = None
        self._replies = ""
        self._asked_at: float | None = None
        self._stopping = threading.Event()
        self._pulse = threading.Thread(target=self._beat, name=f"pulse {name}", daemon=True)

    def start(self) -> None:
        self._link.start()
        self._pulse.start()

    def stop(self) -> None:
        self._stopping.set()
        self._link.stop()
        self._fail_all()

    def wait_connected(self, timeout_s: float) -> bool:
        return self._link.wait_connected(timeout_s)

    @property
    def pending(self) -> int:
        return len(self._waiting)

    def trouble(self) -> str | None:
        """What keeps calls from being made, in words; None when nothing does."""
        if not self._link.connected or self._channel is None:
            return "There is no connection to the broker."
        return "The broker is silent." if self._is_silent() else None

    def call(
        self, room: str, method: str, context: Context, arguments: dict[str, Any], *, timeout_s: float = 10.0
    ) -> Any:
        """The method's answer, or the error it raised.

        Raises Unavailable when the room cannot be reached or does not answer before the deadline (the context's, or
        `timeout_s` from now, in seconds): the outcome is then unknown, and a repeat with the same command id is safe.
        """
        if trouble := self.trouble():
            raise _unreachable(room, trouble)
        deadline = min(context.deadline or float("inf"), time.time() + timeout_s)
        answer = self._exchange(room, method, replace(context, deadline=deadline), arguments)
        if "error" in answer:
            raise from_wire(answer)
        return answer["answer"]

    def _exchange(self, room: str, method: str, context: Context, arguments: dict[str, Any]) -> dict[str, Any]:
        correlation, future = new_id(), Future[dict[str, Any]]()
        remaining = (context.deadline or 0.0) - time.time()
        self._waiting[correlation] = future
        try:
            self._send(room, method, context, arguments, correlation, remaining)
            return future.result(max(remaining, 0.0))
        except FutureTimeout as error:
            raise _unreachable(room, "It did not answer in time.") from error
        except LOST as error:
            raise _unreachable(room, "The connection to the broker was lost.") from error
        finally:
            self._waiting.pop(correlation, None)

    def _send(
        self, room: str, method: str, context: Context, arguments: dict[str, Any], correlation: str, remaining: float
    ) -> None:
        message = amqp.Message(
            json.dumps({"method": method, "arguments": arguments}),
            content_type=CONTENT_TYPE,
            correlation_id=correlation,
            reply_to=self._replies,
            expiration=str(max(1, int(remaining * 1000))),
            delivery_mode=1,
            application_headers=replace(context, traceparent=child(context.traceparent)).headers(),
        )
        self._channel.basic_publish(message, routing_key=request_queue(room), mandatory=True)

    def _listen(self, channel: Any) -> None:
        self._replies = f"rpc.reply.{new_id()}"
        channel.queue_declare(self._replies, exclusive=True, auto_delete=True, durable=False)
        channel.events["basic_return"].add(self._returned)
        channel.basic_consume(self._replies, no_ack=True, callback=self._arrived)
        self._asked_at = None
        self._channel = channel

    def _arrived(self, message: Any) -> None:
        correlation = message.properties.get("correlation_id")
        if correlation is None:
            self._asked_at = None
        elif future := self._waiting.get(correlation):
            _settle(future, json.loads(message.body))

    def _returned(self, _reason: Any, _exchange: str, routing_key: str, message: Any) -> None:
        if future := self._waiting.get(message.properties.get("correlation_id", "")):
            room = routing_key.removeprefix("rpc.")
            _settle(future, _unreachable(room, "It is not running.").to_wire())

    def _fail_all(self) -> None:
        self._channel = None
        for future in list(self._waiting.values()):
            _settle(future, _unreachable("the room", "The connection to the broker was lost.").to_wire())

    def _is_silent(self) -> bool:
        asked = self._asked_at
        return asked is not None and min(monotonic() - asked, self._link.silent_for()) > self._silence_s

    def _beat(self) -> None:
        while not self._stopping.wait(_PULSE_S):
            if self._channel is not None and self._asked_at is None:
                self._ask()
            elif self._is_silent():
                for future in list(self._waiting.values()):
                    _settle(future, _unreachable("the room", "The broker is silent.").to_wire())

    def _ask(self) -> None:
        self._asked_at = monotonic()
        with suppress(*LOST):  # the link notices by itself and connects again
            self._channel.basic_publish(amqp.Message("", delivery_mode=1), routing_key=self._replies)


def _settle(future: "Future[dict[str, Any]]", answer: dict[str, Any]) -> None:
    """Answer a call once; the reply may race with the watch that gives it up."""
    with suppress(Exception):
        future.set_result(answer)


def _unreachable(room: str, why: str) -> Unavailable:
    text = f"{why} Repeat the request in a moment, with the same Idempotency-Key."
    return Unavailable("room.unavailable", text, retry_after=1.0, room=room)


def call(uri: str, room: str, method: str, context: Context, /, *, timeout_s: float = 10.0, **arguments: Any) -> Any:
    """One call from outside of a room: for the command line and tests."""
    client = RpcClient(uri, name="command line")
    client.start()
    try:
        client.wait_connected(timeout_s)
        return client.call(room, method, context, arguments, timeout_s=timeout_s)
    finally:
        client.stop()
