"""How an entity becomes a document: its fields, without what the store keeps beside them."""

from dataclasses import asdict
from typing import Any

Document = dict[str, Any]


def kept(entity: Any) -> Document:
    document = asdict(entity)
    del document["id"], document["version"]
    return document
