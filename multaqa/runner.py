"""The processes: a room under nameko and Eventlet, a relay with plain threads. Both drain on SIGTERM within a bound."""

from multaqa import green
from multaqa.settings import load, package_of


def run_room(room: str) -> None:
    """Run a room (or the gateway) until SIGTERM or SIGINT."""
    green.begin()
    from multaqa.room import serve

    serve(load(room), service_of(room))


def run_relay(room: str) -> None:
    """Run a room's relay until SIGTERM or SIGINT."""
    from multaqa.bus.topology import house_manifests
    from multaqa.relay import serve

    serve(load(room), house_manifests())


def service_of(room: str) -> type:
    """The service class of a room: the one in its `service` module whose `name` is the room's."""
    from importlib import import_module

    module = import_module(f"{package_of(room)}.service")
    found = [value for value in vars(module).values() if isinstance(value, type) and getattr(value, "name", "") == room]
    if len(found) != 1:
        raise LookupError(f"{module.__name__} has {len(found)} services named {room}, not one")
    service: type = found[0]
    return service
