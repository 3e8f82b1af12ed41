"""Free ports, chosen once and remembered in `nodes.json`, so that addresses stay the same from run to run."""

import json
import random
import socket
from pathlib import Path

from multaqa.nodes.setup import SetupError

# Below the range from which Linux takes the ports of outgoing connections, so that none is taken while a node restarts.
LOWEST, HIGHEST = 20_000, 32_000
LOCAL = "127.0.0.1"


class Ports:
    """The ports of one `.multaqa` folder, by name."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._chosen: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}

    def __getitem__(self, name: str) -> int:
        if name not in self._chosen:
            self._chosen[name] = self._choose(random.randint(LOWEST, HIGHEST))  # noqa: S311 - a port is no secret
            self._keep()
        return self._chosen[name]

    def free(self, name: str, preferred: int | None = None) -> int:
        """The port kept under `name` if nobody listens on it, else another (`preferred` first), kept from now on."""
        kept = self._chosen.get(name, preferred)
        if kept is None or not is_free(kept):
            self._chosen.pop(name, None)
            return self[name]
        if self._chosen.get(name) != kept:
            self._chosen[name] = kept
            self._keep()
        return kept

    def _choose(self, first: int) -> int:
        taken = set(self._chosen.values())
        for step in range(HIGHEST - LOWEST):
            port = LOWEST + (first - LOWEST + step) % (HIGHEST - LOWEST)
            if port not in taken and is_free(port):
                return port
        raise SetupError(f"No port is free between {LOWEST} and {HIGHEST}.")

    def _keep(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(self._chosen, indent=2) + "\n")


def is_free(port: int) -> bool:
    """Whether a server could listen on this local port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOCAL, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Whether somebody accepts connections on this local port."""
    try:
        with socket.create_connection((LOCAL, port), timeout=0.5):
            return True
    except OSError:
        return False
