"""From a room's answer to an HTTP response: status, body, ETag, Location, the next page."""

import json
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from werkzeug.wrappers import Request, Response

from gateway.route import Route

MEDIA_TYPE = "application/json"
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def answer(request: Request, route: Route, result: Any, location: str | None = None) -> Response:
    """The response a route promised for what its RPC gave back; `location` is the path of one item of a collection."""
    if route.status == HTTPStatus.NO_CONTENT:
        return Response(status=HTTPStatus.NO_CONTENT)
    members = result if isinstance(result, dict) else {}
    headers = {"Cache-Control": "private, no-cache"}
    if "version" in members:
        headers["ETag"] = f'"{members["version"]}"'
        if request.headers.get("If-None-Match") == headers["ETag"] and route.method == "GET":
            return Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    if location and "id" in members:
        headers["Location"] = f"{location}/{members['id']}"
    if cursor := members.get("next"):
        headers["Link"] = _next_page(request, cursor)
    body = _ENCODER.encode(result).encode()
    return Response(body, status=route.status, headers=headers, content_type=MEDIA_TYPE)


def _next_page(request: Request, cursor: str) -> str:
    query = urlencode({**request.args.to_dict(), "after": cursor})
    return f'<{request.path}?{query}>; rel="next"'
