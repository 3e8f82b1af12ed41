"""The catalogue of public messages: what a system outside may subscribe to, with schema and sample."""

import json
from functools import cache
from typing import Any

from gateway.asyncapi import describe_messages
from multaqa.messages import catalogue

Facts = dict[str, Any]
SCHEMA = "https://json-schema.org/draft/2020-12/schema"


class CatalogueDesk:
    """The notifications' room says what can be asked for; the schemas are those of the AsyncAPI document."""

    work: Any
    rooms: Any

    def list_types(self) -> Facts:
        with self.work.reading() as work:
            context = work.context
        listed = self.rooms.call("notifications", "list_types", context)
        return {**listed, "items": [{**one, **described(one["type"])} for one in listed["items"]]}


@cache
def described(kind: str) -> Facts:
    document = describe_messages(catalogue(), [])["components"]
    message = document["messages"][kind]
    schema = {"$schema": SCHEMA, "$id": f"urn:multaqa:{kind}", **message["payload"], "$defs": document["schemas"]}
    return {"title": message["title"], "summary": message["summary"], "schema": _standing_alone(schema)}


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
