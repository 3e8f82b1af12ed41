"""The room's side of RPC: a queue of requests, a worker each, an answer each."""

import inspect
import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

import amqp
from nameko.extensions import Entrypoint, ProviderCollector, SharedExtension

from multaqa import telemetry
from multaqa.bus.link import LOST, Link
from multaqa.errors import Invalid, MultaqaError, NotFound
from multaqa.rpc.client import CONTENT_TYPE, request_queue
from multaqa.rpc.group import Group, GroupMethod
from multaqa.store.provider import CALL, add_probe, settings_of
from multaqa.store.rerun import rerun
from multaqa.store.work import Call, Command
from multaqa.tenancy import Context

Method = Callable[..., Any]
_OURS = 500  # from this HTTP status on the fault is the platform's


class RpcServer(ProviderCollector, SharedExtension):  # type: ignore[misc]
    """Takes requests from `rpc.<room>`, at most `workers` at a time, and acknowledges each once it is answered.

    The queue is durable, its messages are not: a request is worth as long as somebody waits for its answer.
    """

    def setup(self) -> None:
        settings = settings_of(self.container)
        self.room = settings.room
        self._workers = settings.workers
        self._link = Link(settings.amqp_uri, name=f"{self.room} rpc", heartbeat_s=settings.heartbeat_s)
        self._link.on_connected(self._listen)
        self._consuming: Any = None
        self._open = True
        self._lock = threading.Lock()
        add_probe(self.container, "rpc", self._trouble)

    def start(self) -> None:
        self._link.start()

    def close(self) -> None:
        """Take no more requests; those under way are still answered."""
        with self._lock:
            was_open, self._open = self._open, False
        if was_open and self._consuming is not None:
            with suppress(*LOST, TimeoutError):
                self._link.call(lambda: self._consuming.basic_cancel("requests"), timeout_s=2.0)

    def stop(self) -> None:
        self._link.stop()

    def _trouble(self) -> str | None:
        if not self._link.connected:
            return "There is no connection to the broker."
        return None if self._consuming is not None else "Requests are not taken yet."

    def _listen(self, channel: Any) -> None:
        if not self._open:
            return
        channel.queue_declare(request_queue(self.room), durable=True, auto_delete=False)
        channel.basic_qos(0, self._workers, a_global=False)
        channel.basic_consume(request_queue(self.room), consumer_tag="requests", callback=self._arrived)
        self._consuming = channel

    def _arrived(self, message: Any) -> None:
        request = Request(self.room, message)
        try:
            entrypoint, arguments, context = self._read(message)
        except MultaqaError as error:
            request.answer(error=error)
            return
        if context.deadline and context.deadline < time.time():
            request.forget()  # nobody waits any more
            return
        entrypoint.run(arguments, context, request)

    def _read(self, message: Any) -> tuple["Rpc", dict[str, Any], Context]:
        try:
            body = json.loads(message.body)
            method, arguments = body["method"], body["arguments"]
            context = Context.from_headers(message.headers or {})
        except (ValueError, KeyError, TypeError) as error:
            raise Invalid("rpc.malformed", "This is no request.") from error
        entrypoint = next((provider for provider in self._providers if provider.method_name == method), None)
        if entrypoint is None:
            raise NotFound("rpc.unknown_method", f"{self.room} has no method {method}.", method=str(method))
        return entrypoint, arguments, context


class Request:
    """One request under way: it is answered and acknowledged on the channel it came by, or not at all."""

    def __init__(self, room: str, message: Any) -> None:
        self._room, self._message = room, message
        self._started = time.monotonic()

    def answer(self, answer: Any = None, error: MultaqaError | None = None) -> None:
        body = error.to_wire() if error else {"answer": answer}
        properties = self._message.properties
        reply = amqp.Message(
            json.dumps(body),
            content_type=CONTENT_TYPE,
            correlation_id=properties.get("correlation_id"),
            delivery_mode=1,
        )
        connection = self._message.channel.connection
        if connection is None:  # lost: who waited has been told so by their own side, a repeat finds the stored answer
            return
        with suppress(*LOST), connection.corked():
            if reply_to := properties.get("reply_to"):
                self._message.channel.basic_publish(reply, routing_key=reply_to)
            self.forget()

    def forget(self) -> None:
        with suppress(*LOST):
            self._message.channel.basic_ack(self._message.delivery_tag)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started


class Rpc(Entrypoint):  # type: ignore[misc]
    """A method that other processes call through the bus."""

    server = RpcServer()

    def setup(self) -> None:
        self.server.register_provider(self)
        method = getattr(self.container.service_cls, self.method_name)
        self._signature = inspect.signature(getattr(method, "declared", method))

    def stop(self) -> None:
        self.server.close()

    def run(self, arguments: dict[str, Any], context: Context, request: Request) -> None:
        try:
            self._signature.bind(None, **arguments)
        except TypeError as error:
            request.answer(error=Invalid("rpc.bad_arguments", f"{self.method_name}: {error}."))
            return

        def finish(_: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            self._finish(context, request, result, exc_info[1] if exc_info else None)
            return result, None

        self.container.spawn_worker(self, (), arguments, context_data={CALL: Call(context)}, handle_result=finish)

    def _finish(self, context: Context, request: Request, result: Any, error: BaseException | None) -> None:
        refusal = None if error is None else _told(error, self.method_name, context)
        request.answer(result, refusal)
        outcome = (
            telemetry.HANDLED if refusal is None else telemetry.REFUSED if refusal.status < _OURS else telemetry.FAILED
        )
        more = {"code": refusal.code} if refusal else {}
        telemetry.handled(
            self.server.room,
            self.method_name,
            context.tenant,
            outcome,
            request.seconds,
            traceparent=context.traceparent,
            **more,
        )


def _told(error: BaseException, method: str, context: Context) -> MultaqaError:
    """What the caller may know: the kernel's errors as they are, anything else only that it failed."""
    if isinstance(error, MultaqaError):
        return error
    telemetry.log.error(
        "rpc.failed", method=method, tenant=context.tenant, exc_info=(type(error), error, error.__traceback__)
    )
    return MultaqaError("platform.failed", "The platform failed to do this. It has been noted; try again later.")


def rpc(method: Method | None = None, *, group: int = 0, wait_ms: float = 5.0) -> Any:
    """Expose a service's method on the bus.

    The method runs again on a transient database error, until the caller's deadline, so it touches nothing but its
    store. With `group=n` it is handed a list of at most `n` Commands of one tenant that waited together (`wait_ms`
    of gathering) and returns `work.commit(answers)`, an answer or an error for each.
    """

    def expose(declared: Method) -> Method:
        run = _grouped(declared, group, wait_ms / 1000) if group else _alone(declared)
        Rpc.decorator(run)
        return run

    return expose if method is None else expose(method)


def _alone(declared: Method) -> Method:
    @wraps(declared)
    def run(service: Any, **arguments: Any) -> Any:
        work = getattr(service, "work", None)
        until = work.call.context.deadline if work else None
        return rerun(lambda: declared(service, **arguments), until=until or time.time() + 10.0)

    run.declared = declared  # type: ignore[attr-defined]
    return run


def _grouped(declared: GroupMethod, size: int, wait_s: float) -> Method:
    group = Group(declared, size, wait_s)

    @wraps(declared)
    def run(service: Any, **arguments: Any) -> Any:
        return group.submit(service, Command(arguments, service.work.call.context))

    def any_arguments(self: Any, **arguments: Any) -> None: ...

    run.declared = any_arguments  # type: ignore[attr-defined]
    return run


def perform(service: Any, context: Context, procedure: str, **arguments: Any) -> Any:
    """Run a command of this very process under the rules of an RPC: run again on a transient error, done once per id.

    For the gateway, whose directory is its own. The worker's service instance acts on behalf of `context` from here on.
    """
    service.work = service.work.under(context)
    method = getattr(service, procedure)
    until = context.deadline or time.time() + 10.0
    return rerun(lambda: getattr(method, "__func__", method)(service, **arguments), until=until)
