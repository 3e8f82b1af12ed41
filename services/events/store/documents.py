"""What every document of this room is made of."""

from dataclasses import fields
from typing import Any

Document = dict[str, Any]


def kept(entity: Any) -> Document:
    """The entity's own values, not copied: `asdict` deep-copies each datetime, a sixth of what a registration cost."""
    return {name: value for name, value in vars(entity).items() if name not in ("id", "version")}


def told(document: Document, entity: type) -> Document:
    """What the entity knows of the document; the rest (tenant, indexed marks) is the store's."""
    return {field.name: document[field.name] for field in fields(entity)}
