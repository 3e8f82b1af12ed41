"""CPU work in processes of its own, reached over sockets: whoever waits for a result never holds the event loop.

`concurrent.futures.ProcessPoolExecutor` hangs under Eventlet: its feeder writes an argument larger than a pipe from
the very loop that must read the result, and its exit joins threads that no longer run. Green sockets do neither.
A process begins at first use, ends with its parent or with an answer that took too long, and is then begun anew.
"""

import os
import pickle
import resource
import signal
import socket
import struct
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from queue import LifoQueue
from typing import Any

from multaqa.errors import MultaqaError, Unavailable, from_wire

LENGTH = struct.Struct("!Q")
NICENESS = 5
MOST_MEMORY = 3 << 30
"""Octets of address space: a file made to burst memory bursts its process only, with a MemoryError."""
PATIENCE_S = 120.0


class Pool:
    """At most `processes` functions at once; a caller beyond that waits for its turn."""

    def __init__(self, processes: int = 1) -> None:
        self._free: LifoQueue[Process] = LifoQueue()
        self._all = [Process() for _ in range(processes)]
        for process in self._all:
            self._free.put(process)

    def run(self, function: Callable[..., Any], *arguments: Any, within_s: float = PATIENCE_S) -> Any:
        """Call a module-level function with picklable arguments in another process, and wait for its result.

        Raises what a kernel error of the function says; Unavailable when it takes longer than `within_s` seconds or
        its process dies; RuntimeError with the other process's traceback for anything else.
        """
        process = self._free.get()
        try:
            kind, told = process.ask((function, arguments), within_s)
        finally:
            self._free.put(process)
        if kind == "answer":
            return told
        if kind == "refusal":
            raise from_wire(told)
        raise RuntimeError(told)

    def stop(self) -> None:
        for process in self._all:
            process.end()


class Process:
    """One process and the socket to it."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None

    def ask(self, wish: Any, within_s: float) -> Any:
        try:
            return self._asked(pickle.dumps(wish), time.monotonic() + within_s)
        except OSError as error:  # a timeout is one, too
            self.end()
            raise Unavailable("pool.no_answer", "This work took too long, or its process died.") from error
        except BaseException:
            self.end()  # whoever waited was told to stop: the answer must not reach the next one
            raise

    def _asked(self, wish: bytes, until: float) -> Any:
        line = self._socket or self._begin()
        line.settimeout(_left(until))
        line.sendall(LENGTH.pack(len(wish)) + wish)
        (length,) = LENGTH.unpack(_read(line, LENGTH.size, until))
        return pickle.loads(_read(line, length, until))  # noqa: S301 (from a process of our own)

    def _begin(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            program = [sys.executable, "-m", "multaqa.pool", str(theirs.fileno())]
            self._child = subprocess.Popen(program, pass_fds=[theirs.fileno()])
        self._socket = ours
        return ours

    def end(self) -> None:
        line, child = self._socket, self._child
        self._socket = self._child = None
        if line is not None:
            line.close()
        if child is not None:
            child.kill()
            child.wait()


def _left(until: float) -> float:
    return max(0.001, until - time.monotonic())


def _read(line: socket.socket, size: int, until: float | None = None) -> bytes:
    """Exactly `size` octets; ConnectionError when the other side is gone."""
    pieces = []
    while size:
        if until is not None:
            line.settimeout(_left(until))
        piece = line.recv(min(size, 1 << 20))
        if not piece:
            raise ConnectionError("the other process is gone")
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def serve(line: socket.socket) -> None:
    """The other process's side: answer one wish after the other until the parent is gone."""
    with suppress(ConnectionError):
        while True:
            (length,) = LENGTH.unpack(_read(line, LENGTH.size))
            told = pickle.dumps(_outcome(_read(line, length)))
            line.sendall(LENGTH.pack(len(told)) + told)


def _outcome(wish: bytes) -> tuple[str, Any]:
    try:
        function, arguments = pickle.loads(wish)  # noqa: S301 (from our parent)
        return "answer", function(*arguments)
    except MultaqaError as error:
        return "refusal", error.to_wire()
    except Exception:  # noqa: BLE001 (whatever it is, the parent is told and decides)
        return "failure", traceback.format_exc()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for the parent, which ends this process
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    inherited = socket.socket(fileno=int(sys.argv[1]))
    inherited.settimeout(None)  # it was made by Eventlet, which makes none that blocks
    serve(inherited)
