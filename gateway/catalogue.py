"""The catalogue of public messages: what a system outside may subscribe to, with schema, sample and history."""

import json
from functools import cache
from typing import Any

from gateway.asyncapi import describe_messages
from multaqa.filters import filters_of
from multaqa.messages import catalogue, history, sample

Facts = dict[str, Any]
SCHEMA = "https://json-schema.org/draft/2020-12/schema"


class CatalogueDesk:
    """What is public is so in every tenant: the door asks no room."""

    def list_types(self) -> Facts:
        return {"items": [described(kind) for kind in public_types()], "next": None}


def public_types() -> list[str]:
    return [kind for kind, message in catalogue().items() if message.public]


@cache
def described(kind: str) -> Facts:
    """A public type as the catalogue has it; the schema is that of the AsyncAPI document."""
    document = describe_messages(catalogue(), [])["components"]
    message = document["messages"][kind]
    schema = {"$schema": SCHEMA, "$id": f"urn:multaqa:{kind}", **message["payload"], "$defs": document["schemas"]}
    return {
        "type": kind,
        "title": message["title"],
        "summary": message["summary"],
        "filters": filters_of(catalogue()[kind]().fields),
        "schema": _standing_alone(schema),
        "sample": {name: value for name, value in sample(kind).items() if name != "causationid"},
        "history": history(kind),
    }


def _standing_alone(schema: Facts) -> Facts:
    """With the shapes it refers to, and no others."""
    whole = json.loads(json.dumps(schema).replace("#/components/schemas/", "#/$defs/"))
    named: set[str] = set()
    _collect({name: part for name, part in whole.items() if name != "$defs"}, whole["$defs"], named)
    return {**whole, "$defs": {name: whole["$defs"][name] for name in sorted(named)}}


def _collect(part: Any, defined: Facts, named: set[str]) -> None:
    text = json.dumps(part)
    for name in defined:
        if name not in named and f'"#/$defs/{name}"' in text:
            named.add(name)
            _collect(defined[name], defined, named)
