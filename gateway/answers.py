"""From a room's answer to an HTTP response: status, body or file, ETag, Location, the next page."""

import json
import re
import unicodedata
from base64 import b64decode
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from werkzeug.wrappers import Request, Response

from gateway.route import Download, Route
from multaqa.media_types import JSON_TYPE

UNSAFE = re.compile(r"[^\w .()-]+")
LONGEST_NAME = 120
PUBLIC = {"Access-Control-Allow-Origin": "*"}
"""What anybody may keep, a page of another site may read: a verifier in a browser is one."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def answer(request: Request, route: Route, result: Any, location: str | None = None) -> Response:
    """The response a route promised for what its RPC gave back; `location` is the path of one item of a collection."""
    if route.status == HTTPStatus.NO_CONTENT:
        return Response(status=HTTPStatus.NO_CONTENT)
    members = result if isinstance(result, dict) else {}
    headers = _cached(route)
    if "version" in members:
        headers["ETag"] = f'"{members["version"]}"'
        if request.headers.get("If-None-Match") == headers["ETag"] and route.method == "GET":
            return Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    if location and "id" in members:
        headers["Location"] = f"{location}/{members['id']}"
    if cursor := members.get("next"):
        headers["Link"] = _next_page(request, cursor)
    if isinstance(route.answer, Download):
        return _file(route.answer, members, headers)
    body = _ENCODER.encode(result).encode()
    return Response(body, status=route.status, headers=headers, content_type=JSON_TYPE)


def _cached(route: Route) -> dict[str, str]:
    if not route.fresh_s:
        return {"Cache-Control": "private, no-cache"}
    return {"Cache-Control": f"public, max-age={route.fresh_s}", **PUBLIC}


def _file(download: Download, members: Mapping[str, Any], headers: dict[str, str]) -> Response:
    """A file to be kept, never shown by the browser as a page of this address."""
    media_type = members["media_type"]
    if media_type not in download.media_types:
        raise TypeError(f"the route answers in {download.media_types}, not in {media_type}")
    headers["Content-Disposition"] = disposition(members["filename"])
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Response(b64decode(members["content"]), headers=headers, content_type=media_type + charset)


def disposition(filename: str) -> str:
    """`attachment` with a name that leads nowhere: no path, no quote, no leading dot; RFC 6266 for other scripts."""
    safe = UNSAFE.sub("-", unicodedata.normalize("NFC", filename)).strip(" .-")[:LONGEST_NAME] or "file"
    plain = unicodedata.normalize("NFKD", safe).encode("ascii", "ignore").decode().strip(" .-") or "file"
    extended = "" if plain == safe else f"; filename*=UTF-8''{quote(safe, safe='')}"
    return f'attachment; filename="{plain}"{extended}'


def _next_page(request: Request, cursor: str) -> str:
    query = urlencode({**request.args.to_dict(), "after": cursor})
    return f'<{request.path}?{query}>; rel="next"'
