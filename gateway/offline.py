"""Pages that work without a network: one service worker, which knows each page's parts by their digest."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from werkzeug.wrappers import Request, Response

from gateway.handbook import WEB

STATIC = WEB / "static"
SCRIPT = STATIC / "offline" / "worker.js"
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class OfflinePage:
    """A page at `/<name>/<token>`, made of `template` and the files at the paths of `parts`.

    `kept` is what the worker adds to the address of the copy it keeps, where that is another than the page itself.
    """

    name: str
    template: str
    parts: Mapping[str, Path]
    policy: str
    kept: str = ""

    @property
    def worker_path(self) -> str:
        return f"/{self.name}/worker.js"

    @property
    def own_parts(self) -> list[str]:
        """Those that no other page has."""
        return [path for path in self.parts if path.startswith(f"/{self.name}/")]

    def worker(self, _: Request) -> Response:
        filled = SCRIPT.read_text(encoding="utf-8")
        told = {"name": self.name, "version": self.version, "parts": json.dumps(sorted(self.parts)), "kept": self.kept}
        for name, value in told.items():
            filled = filled.replace("{{" + name + "}}", value)
        return self._fixed(filled.encode(), TYPES[".js"])

    @cached_property
    def version(self) -> str:
        """Another part, another worker."""
        told = hashlib.sha256()
        for path in (*self.parts.values(), SCRIPT, WEB / "templates" / self.template):
            told.update(path.read_bytes())
        return told.hexdigest()[:16]

    def part(self, path: str) -> Callable[[Request], Response]:
        file = self.parts[path]
        return lambda _: self._fixed(file.read_bytes(), TYPES[file.suffix])

    def _fixed(self, body: bytes, media_type: str) -> Response:
        headers = {
            "Content-Security-Policy": self.policy,
            "Cache-Control": "no-cache",
        }
        return Response(body, content_type=media_type, headers=headers)
