"""The handbook: a page for the API and one for the messages, made from their documents; no script, no network."""

import json
import re
from pathlib import Path
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

WEB = Path(__file__).parent / "web"
STYLE = WEB / "static" / "handbook.css"
OBSERVATORY_STYLE = WEB / "static" / "observatory.css"
INBOX_SCRIPT = WEB / "static" / "inbox.js"
JOIN_STYLE = WEB / "static" / "join.css"
RECEPTION_STYLE = WEB / "static" / "reception.css"
SIGN_STYLE = WEB / "static" / "sign.css"
BOUNDS = {
    "minLength": "length from {}",
    "maxLength": "length up to {}",
    "minItems": "items from {}",
    "maxItems": "items up to {}",
    "minimum": "from {}",
    "maximum": "up to {}",
    "pattern": "form {}",
    "enum": "one of {}",
    "default": "{} if absent",
}

_pages = Environment(loader=FileSystemLoader(WEB / "templates"), autoescape=True, undefined=StrictUndefined)
_pages.trim_blocks = _pages.lstrip_blocks = True


def page(template: str, **shown: Any) -> str:
    return _pages.get_template(template).render(**shown)


def handbook(document: dict[str, Any]) -> str:
    """The page for an OpenAPI document: every operation with what it takes, and every shape."""
    operations = [
        {"method": method.upper(), "path": path, **operation}
        for path, described in document["paths"].items()
        for method, operation in described.items()
        if method != "parameters"
    ]
    tags = [(tag, [one for one in operations if tag["name"] in one["tags"]]) for tag in document["tags"]]
    return page("handbook.html", info=document["info"], tags=tags, shapes=document["components"]["schemas"])


def messages_page(document: dict[str, Any]) -> str:
    """The page for an AsyncAPI document: every message with who says it, who hears it, its facts and its sample."""
    messages = [_message(document, kind) for kind in document["channels"]]
    rooms = [
        (tag, [one for one in messages if one["name"].startswith(f"{tag['name'].lower()}.")])
        for tag in document["info"]["tags"]
    ]
    facts = {one["facts"] for one in messages}
    shapes = {name: shape for name, shape in document["components"]["schemas"].items() if name not in facts}
    return page("messages.html", info=document["info"], rooms=rooms, shapes=shapes)


def _message(document: dict[str, Any], kind: str) -> dict[str, Any]:
    message = document["components"]["messages"][kind]
    facts = _name(message["payload"]["allOf"][1]["properties"]["data"]["$ref"])
    return {
        **message,
        "address": document["channels"][kind]["address"],
        "senders": _rooms(document, kind, "send"),
        "receivers": _rooms(document, kind, "receive"),
        "facts": facts,
        "shape": document["components"]["schemas"][facts],
        "sample": json.dumps(message["examples"][0]["payload"], ensure_ascii=False, indent=2),
    }


def _rooms(document: dict[str, Any], kind: str, action: str) -> list[str]:
    return [
        operation["tags"][0]["name"]
        for operation in document["operations"].values()
        if operation["action"] == action and _name(operation["channel"]["$ref"]) == kind
    ]


def _kind(field: dict[str, Any]) -> Markup:
    """A field's type in words, each shape a link: `date-time or null`, `list of Party`, `integer`."""
    if "$ref" in field:
        return Markup('<a href="#shape-{0}">{0}</a>').format(_name(field["$ref"]))
    if parts := field.get("anyOf") or field.get("allOf") or field.get("oneOf"):
        return Markup(" or ").join(_kind(part) for part in parts)
    if "const" in field:
        return Markup("always <code>{}</code>").format(field["const"])
    kinds = field.get("type", "any value")
    listed = kinds if isinstance(kinds, list) else [kinds]
    if "array" in listed:
        return Markup("list of {}").format(_kind(field.get("items", {})))
    return Markup(" or ").join(field.get("format", kind) if kind == "string" else kind for kind in listed)


def _spelled(field: dict[str, Any]) -> Markup:
    """The same in no language but JSON's: `string(date-time) | null`, `Skill[]`, `"won" | "lost"`."""
    if "$ref" in field:
        return Markup('<a href="#shape-{0}">{0}</a>').format(_name(field["$ref"]))
    if parts := field.get("anyOf") or field.get("allOf") or field.get("oneOf"):
        return Markup(" | ").join(_spelled(part) for part in parts)
    if "enum" in field:
        return Markup(" | ").join(json.dumps(choice) for choice in field["enum"])
    kinds = field.get("type", "any")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return Markup(" | ").join(_spelled_kind(kind, field) for kind in listed)


def _spelled_kind(kind: str, field: dict[str, Any]) -> Markup | str:
    if kind == "array":
        inner = _spelled(field.get("items", {}))
        return (Markup("({})[]") if " | " in inner else Markup("{}[]")).format(inner)
    return f"{kind}({field['format']})" if kind == "string" and "format" in field else kind


def _bounds(field: dict[str, Any]) -> Markup:
    limited = [(limits, name) for limits in (field, field.get("items", {})) for name in BOUNDS if name in limits]
    told = [BOUNDS[name].format(_told(limits[name])) for limits, name in limited]
    return _prose(f"{field.get('description', '')} {'; '.join(told)}".strip())


def _told(bound: Any) -> str:
    return ", ".join(str(one) for one in bound) if isinstance(bound, list) else str(bound)


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]


def _prose(text: str) -> Markup:
    """A text of the documents; what stands between backquotes is code, as in CommonMark."""
    pieces = enumerate(re.split(r"`([^`]+)`", text))
    return Markup("").join(Markup("<code>{}</code>").format(piece) if place % 2 else piece for place, piece in pieces)


def _qr(address: str) -> Markup:
    """The address as a code to scan, drawn in the page itself."""
    svg = segno.make(address, error="m").svg_inline(scale=4, border=2, dark="#000", light="#fff")
    return Markup(svg)  # noqa: S704 (segno's own drawing: the address is in it as squares only)


_pages.filters.update(qr=_qr, kind=_kind, spelled=_spelled, bounds=_bounds, name=_name, prose=_prose)
