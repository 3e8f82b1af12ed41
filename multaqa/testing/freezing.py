"""A way to a node that can fall silent: connected, and nothing comes back."""

import socket
import threading


class Proxy:
    """Passes octets both ways; frozen, it accepts connections and passes nothing, like a stopped process."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._flowing = threading.Event()
        self._flowing.set()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = [self._server]
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def freeze(self) -> None:
        self._flowing.clear()

    def thaw(self) -> None:
        self._flowing.set()

    def close(self) -> None:
        self.thaw()
        for one in self._sockets:
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            far = socket.create_connection(self._target)
            self._sockets += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(source, sink), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while octets := source.recv(65_536):
                self._flowing.wait()
                sink.sendall(octets)
        except (OSError, EOFError):
            pass  # EOFError is Eventlet's word for a socket closed by another thread
        for one in (source, sink):
            one.close()
