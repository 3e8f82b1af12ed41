"""Subscribing in tests, and receivers that are not what one would wish."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from multaqa.testing.waiting import eventually


def asked(room, url, *types, **more):
    circumstances = {name: more.pop(name) for name in ("tenant", "key", "role", "principal") if name in more}
    facts = {"url": url, "types": list(types) or ["matching.*"], "description": "Agence", **more}
    return room.ask("subscribe", facts=facts, **circumstances)


def subscribe(room, url, *types, **more):
    """And wait until the endpoint has agreed."""
    made = asked(room, url, *types, **more)
    circumstances = {name: more[name] for name in ("tenant",) if name in more}
    eventually(lambda: state_of(room, made, **circumstances) == "active")
    return made


def of(room, subscription, **circumstances):
    return room.ask("get_subscription", subscription_id=subscription["id"], **circumstances)


def state_of(room, subscription, **circumstances):
    return of(room, subscription, **circumstances)["state"]


def deliveries(room, subscription, **circumstances):
    return room.ask("list_deliveries", subscription_id=subscription["id"], **circumstances)["items"]


def settled(room, subscription, count=1, **circumstances):
    def look():
        done = [one for one in deliveries(room, subscription, **circumstances) if one["state"] != "pending"]
        return len(done) >= count and done

    return eventually(look)


def at(server, path):
    return f"http://127.0.0.1:{server.server_address[1]}/{path}"


class Unkind(BaseHTTPRequestHandler):
    """Answers by path: redirects, asks to wait, talks without end, drips, says its word; it agrees to be posted to."""

    def do_OPTIONS(self):
        self.send_response(204)
        self.send_header("WebHook-Allowed-Origin", "*")
        self.end_headers()

    def do_POST(self):
        self.server.seen.append((time.monotonic(), self.path))
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.kept = {name.lower(): value for name, value in self.headers.items()}, body
        getattr(self, f"_{self.path.strip('/')}")()

    def _keep(self):
        self.send_response(204)
        self.end_headers()

    def _echo(self):
        self.send_response(500, self.server.kept[1][:40].decode(errors="replace").replace("\n", " "))
        self.end_headers()
        self.wfile.write(self.server.kept[1])

    def _garble(self):
        self.wfile.write(self.server.kept[1] + b"\r\n\r\n")
        self.close_connection = True

    def _word(self):
        self.send_response(self.server.word)
        self.end_headers()

    def _slow(self):
        self.server.released.wait(30)
        self._keep()

    def _redirect(self):
        self.send_response(307)
        self.send_header("location", "/elsewhere")
        self.end_headers()

    def _later(self):
        first = sum(path == "/later" for _, path in self.server.seen) == 1
        self.send_response(429 if first else 204)
        self.send_header("retry-after", "1")
        self.end_headers()

    def _endless(self):
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(10_000):
                self.wfile.write(b"x" * 65_536)
        except OSError:
            self.server.cut = True

    def _drip(self):
        try:
            for _ in range(100):
                self.wfile.write(b"H")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            self.server.cut = True

    def log_message(self, *_):
        pass


class Cold(BaseHTTPRequestHandler):
    """Answers 200 to whatever it is asked, and agrees to nothing, or only to somebody else."""

    def do_OPTIONS(self):
        self.server.asked.append(dict(self.headers.items()))
        self.send_response(200)
        for name, value in self.server.says.items():
            self.send_header(name, value)
        self.end_headers()

    def do_POST(self):
        self.server.posts += 1
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


@contextmanager
def serving(handler) -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.seen, server.cut, server.released = [], False, threading.Event()
    server.asked, server.says, server.posts, server.word = [], {}, 0, 204
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()
