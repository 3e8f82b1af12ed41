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
    shape = catalogue()[kind]
    components = describe_messages({kind: shape}, [])["components"]
    message = components["messages"][kind]
    schema = {"$schema": SCHEMA, "$id": f"urn:multaqa:{kind}", **message["payload"], "$defs": components["schemas"]}
    return {
        "type": kind,
        "title": message["title"],
        "summary": message["summary"],
        "filters": filters_of(shape().fields),
        "schema": json.loads(json.dumps(schema).replace("#/components/schemas/", "#/$defs/")),
        "sample": {name: value for name, value in sample(kind).items() if name != "causationid"},
        "history": history(kind),
    }
