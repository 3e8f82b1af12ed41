"""A TCP proxy that fails on demand: `python -m tests.lab.proxy LISTEN_PORT TARGET_PORT CONTROL_PORT`.

The control port takes one word a connection and answers `done`: `reset` breaks every connection with RST, `hole` keeps
them and swallows time (nothing passes, new ones are accepted and never answered), `pass` lets everything through again.
"""

import asyncio
import socket
import struct
import sys

LOCAL = "127.0.0.1"
CHUNK = 65_536
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Proxy:
    def __init__(self, target: int) -> None:
        self._target = target
        self._open = asyncio.Event()
        self._open.set()
        self._pairs: set[tuple[asyncio.StreamWriter, ...]] = set()

    async def serve(self, listen: int, control: int) -> None:
        connections = await asyncio.start_server(self._carry, LOCAL, listen)
        orders = await asyncio.start_server(self._obey, LOCAL, control)
        await asyncio.gather(connections.serve_forever(), orders.serve_forever())

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._open.wait()
        try:
            there_reader, there = await asyncio.open_connection(LOCAL, self._target)
        except OSError:
            writer.close()
            return
        pair = (writer, there)
        self._pairs.add(pair)
        try:
            await asyncio.gather(self._pump(reader, there), self._pump(there_reader, writer))
        except OSError:
            pass  # one side is gone, so the other goes too
        finally:
            self._pairs.discard(pair)
            writer.close()
            there.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while octets := await reader.read(CHUNK):
            await self._open.wait()
            writer.write(octets)
            await writer.drain()
        raise ConnectionError("closed by its peer")

    async def _obey(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        order = (await reader.readline()).decode().strip()
        orders = {"reset": self._reset, "hole": self._open.clear, "pass": self._open.set}
        if order in orders:  # who only looks whether we are there orders nothing
            orders[order]()
            writer.write(b"done\n")
        writer.close()

    def _reset(self) -> None:
        for pair in list(self._pairs):
            for writer in pair:
                sock = writer.get_extra_info("socket")
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
                writer.transport.abort()


def order(control: int, word: str) -> None:
    """Tell a running proxy what to do, and return when it does."""
    with socket.create_connection((LOCAL, control), timeout=5) as connection:
        connection.sendall(f"{word}\n".encode())
        if connection.makefile().readline() != "done\n":
            raise RuntimeError(f"the proxy does not {word}")


if __name__ == "__main__":
    listen, target, control = map(int, sys.argv[1:])
    asyncio.run(Proxy(target).serve(listen, control))
