"""A private RabbitMQ: its own node name, ports, cookie, plugins and data; the distribution's broker is not touched."""

import secrets
from pathlib import Path

from multaqa.leash import Leash
from multaqa.nodes.node import Node
from multaqa.nodes.ports import LOCAL, Ports, answers
from multaqa.nodes.program import Program
from multaqa.nodes.setup import NO_BROKER, SetupError

SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
CONFIGURATION = """\
listeners.tcp.default = {local}:{amqp}
management.tcp.ip = {local}
management.tcp.port = {management}
management.rates_mode = none
log.console.level = warning
log.file = false
log.console = true
"""


class Broker(Node):
    """A broker and its epmd (the name server every Erlang node needs), each a program of ours."""

    name = "broker"

    def __init__(self, folder: Path, ports: Ports, leash: Leash) -> None:
        self._folder = folder
        self._amqp = ports.free("amqp")
        self._management = ports.free("management")
        self._epmd_port = ports.free("epmd")
        self._distribution = ports.free("distribution")
        variables = self._variables()
        self.epmd = Program(
            ["epmd", "-port", str(self._epmd_port), "-address", LOCAL], folder / "epmd.log", leash, variables
        )
        self.program = Program([str(SERVER)], folder / "broker.log", leash, variables)

    @property
    def amqp_uri(self) -> str:
        return f"amqp://guest:guest@{LOCAL}:{self._amqp}/"

    @property
    def management_url(self) -> str:
        """The management API's root with the virtual host as its fragment, as `multaqa.bus.topology.check` takes it."""
        return f"http://guest:guest@{LOCAL}:{self._management}/api#/"

    def launch(self) -> None:
        if not SERVER.exists():
            raise SetupError(NO_BROKER)
        self._write_configuration()
        if not self.epmd.alive:
            self.epmd.start()
        super().launch()

    def is_ready(self) -> bool:
        return answers(self._amqp) and answers(self._management)

    def close(self, *, gently: bool) -> None:
        super().close(gently=gently)
        self.epmd.kill()

    def _write_configuration(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "plugins").write_text("[rabbitmq_management].\n")
        (self._folder / "rabbitmq.conf").write_text(
            CONFIGURATION.format(local=LOCAL, amqp=self._amqp, management=self._management)
        )
        cookie = self._folder / ".erlang.cookie"
        if not cookie.exists():
            cookie.touch(mode=0o600)
            cookie.write_text(secrets.token_hex(16))

    def _variables(self) -> dict[str, str]:
        return {
            "HOME": str(self._folder),
            "ERL_EPMD_ADDRESS": LOCAL,
            "ERL_EPMD_PORT": str(self._epmd_port),
            "RABBITMQ_NODENAME": "multaqa@localhost",
            "RABBITMQ_DIST_PORT": str(self._distribution),
            "RABBITMQ_MNESIA_BASE": str(self._folder / "rows"),
            "RABBITMQ_LOG_BASE": str(self._folder / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self._folder / "plugins"),
            "RABBITMQ_CONFIG_FILE": str(self._folder / "rabbitmq"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(self._folder / "none"),
            "RABBITMQ_CONF_ENV_FILE": str(self._folder / "none"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-start_epmd false",
            # The start script then becomes the Erlang machine instead of waiting for it: signals reach the broker.
            "RUNNING_UNDER_SYSTEMD": "true",
        }
