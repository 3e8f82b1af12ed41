"""The API's handbook: one page of HTML made from the OpenAPI document, readable without a script or a network."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

WEB = Path(__file__).parent / "web"
STYLE = WEB / "static" / "handbook.css"
BOUNDS = {
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
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
    tags = [(tag["name"], [one for one in operations if tag["name"] in one["tags"]]) for tag in document["tags"]]
    return page("handbook.html", info=document["info"], tags=tags, shapes=document["components"]["schemas"])


def _kind(field: dict[str, Any]) -> str:
    """A field's type in words: `text`, `list of Party`, `integer or null`."""
    if "$ref" in field:
        return _name(field["$ref"])
    if parts := field.get("anyOf") or field.get("allOf") or field.get("oneOf"):
        return " or ".join(_kind(part) for part in parts)
    kinds = field.get("type", "any value")
    listed = kinds if isinstance(kinds, list) else [kinds]
    if "array" in listed:
        return f"list of {_kind(field.get('items', {}))}"
    return " or ".join(listed)


def _bounds(field: dict[str, Any]) -> str:
    told = [text.format(_told(field[name])) for name, text in BOUNDS.items() if name in field]
    return "; ".join([field["description"], *told] if "description" in field else told)


def _told(bound: Any) -> str:
    return ", ".join(str(one) for one in bound) if isinstance(bound, list) else str(bound)


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]


_pages.filters.update(kind=_kind, bounds=_bounds, name=_name)
