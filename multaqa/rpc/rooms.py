"""nameko's side of calling rooms: what a service declares to call others."""

from typing import Any

from nameko.extensions import DependencyProvider, SharedExtension

from multaqa.rpc.client import RpcClient
from multaqa.store.provider import add_probe, settings_of
from multaqa.tenancy import Context


class RoomsClient(SharedExtension):  # type: ignore[misc]
    client: RpcClient

    def setup(self) -> None:
        settings = settings_of(self.container)
        self.timeout_s = settings.rpc_timeout_s
        self.client = RpcClient(
            settings.amqp_uri, name=settings.room, silence_s=settings.silence_s, heartbeat_s=settings.heartbeat_s
        )
        add_probe(self.container, "rooms", self.client.trouble)

    def start(self) -> None:
        self.client.start()

    def stop(self) -> None:
        self.client.stop()


class Calls:
    """The rooms this service may call, by name."""

    def __init__(self, client: RpcClient, rooms: tuple[str, ...], timeout_s: float) -> None:
        self._client, self._rooms, self._timeout_s = client, rooms, timeout_s

    def call(self, room: str, method: str, context: Context, /, **arguments: Any) -> Any:
        """The answer, or the kernel error the room raised; Unavailable when it cannot be reached in time."""
        if room not in self._rooms:
            raise ValueError(f"{room} is not among the rooms this service calls")
        return self._client.call(room, method, context, arguments, timeout_s=self._timeout_s)


class Rooms(DependencyProvider):  # type: ignore[misc]
    """`rooms = Rooms("partners", "events")`, then `self.rooms.call("partners", "get_agreement", context, ...)`."""

    connection = RoomsClient()

    def __init__(self, *rooms: str) -> None:
        self._rooms = rooms

    def get_dependency(self, _: Any) -> Calls:
        return Calls(self.connection.client, self._rooms, self.connection.timeout_s)
