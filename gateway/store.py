"""Where the directory keeps its facts: documents <-> entities, queries, indexes.

Tenants and keys are found before anyone knows on whose behalf: those two questions, and only they, are asked across
tenants.
"""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from gateway.domain import ApiKey, Consent, Person, Tenant
from multaqa.store import Index, Repository
from multaqa.store.repository import Rows

Document = dict[str, Any]


class Tenants(Repository[Tenant]):
    collection = "directory_tenants"
    noun = "tenant"

    def document(self, tenant: Tenant) -> Document:
        return _kept(tenant)

    def entity(self, document: Document) -> Tenant:
        return Tenant(**document)

    def everywhere(self) -> list[Tenant]:
        """Every tenant of the platform, by its slug."""
        return [self._read(row) for row in self.rows.across_tenants().find({}).sort("_id", 1)]


class Persons(Repository[Person]):
    """`address` is the mail address without case: by it those who may be meant are found."""

    collection = "persons"
    noun = "person"
    indexes = (Index("address"), Index("key", unique=True, where={"key": {"$type": "string"}}))

    def document(self, person: Person) -> Document:
        return {**_kept(person), "address": person.email.casefold()}

    def entity(self, document: Document) -> Person:
        told = {name: value for name, value in document.items() if name != "address"}
        return Person(**{**told, "consents": [Consent(**consent) for consent in document["consents"]]})

    def reached_at(self, addresses: Iterable[str]) -> list[Person]:
        return self.many({"address": {"$in": sorted({one.casefold() for one in addresses})}}, sort=[("_id", 1)])


class Keys(Repository[ApiKey]):
    collection = "api_keys"
    noun = "key"

    def document(self, key: ApiKey) -> Document:
        return _kept(key)

    def entity(self, document: Document) -> ApiKey:
        return ApiKey(**document)

    def shown_at_the_door(self, key_id: str) -> tuple[str, ApiKey] | None:
        """The tenant a key belongs to, and the key: only the key itself can tell whose it is."""
        row = self.rows.across_tenants().find_one({"_id": key_id})
        return (row["tenant"], self._read(row)) if row else None


def _kept(entity: Any) -> Document:
    document = asdict(entity)
    del document["id"], document["version"]
    return document


class CursorKeys(Rows):
    """What a tenant's cursors are sealed with: one key, made when the first is wanted. Two at once are a conflict."""

    collection = "cursor_keys"
    noun = "cursor_key"

    def key(self, tenant: str) -> bytes | None:
        row = self.rows.find_one({"_id": tenant})
        return bytes(row["key"]) if row else None

    def keep(self, tenant: str, key: bytes) -> bytes:
        self.rows.insert_one({"_id": tenant, "key": key})
        return key
