"""Who issues credentials, as the world names and finds them: decentralised identifiers of the method did:web.

`did:web:<host>:v1:tenants:<slug>` is found at `https://<host>/v1/tenants/<slug>/did.json` (did:web, section 3.2): the
document there holds every key that ever signed, the one that signs now first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from services.events.domain.jws import encoded
from services.events.domain.signing_key import SealedKey
from services.events.domain.wording import LocalText

CONTEXT = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"]
Document = dict[str, Any]


@dataclass(frozen=True)
class Issuer:
    """A tenant, or one of its partners where `organisation_id` is given; `site` is the door's public address."""

    site: str
    tenant: str
    name: LocalText
    organisation_id: str | None = None

    @property
    def _path(self) -> str:
        own = f"v1/tenants/{self.tenant}"
        return f"{own}/organisations/{self.organisation_id}" if self.organisation_id else own

    @property
    def did(self) -> str:
        place = urlsplit(self.site)
        segments = [*place.path.split("/"), *self._path.split("/")]
        return ":".join(["did:web", quote(place.netloc, safe=""), *(quote(one, safe="") for one in segments if one)])

    def partner(self, organisation_id: str, name: LocalText) -> "Issuer":
        return Issuer(self.site, self.tenant, name, organisation_id)

    def key(self, key_id: str) -> str:
        """What a token names its key by."""
        return f"{self.did}#{key_id}"

    def credential_address(self, secret: str) -> str:
        """A credential's id, which is the address of its page: it tells nothing and cannot be guessed."""
        return f"{self.site}/credentials/{self.tenant}.{secret}"

    def image_address(self, secret: str) -> str:
        return f"{self.credential_address(secret)}/image"

    def status_list_address(self, number: int) -> str:
        return f"{self.site}/v1/tenants/{self.tenant}/status-lists/{number}"

    def skill_address(self, code: str) -> str:
        return f"{self.site}/v1/tenants/{self.tenant}/skills/{quote(code, safe='')}"

    def profile(self) -> Document:
        return {"id": self.did, "type": ["Profile"], "name": both(self.name), "url": self.site}

    def did_document(self, keys: Iterable[SealedKey]) -> Document:
        """Retired keys stay: what they signed stays verifiable."""
        methods = [self._method(key) for key in keys]
        return {
            "@context": CONTEXT,
            "id": self.did,
            "verificationMethod": methods,
            "assertionMethod": [method["id"] for method in methods],
        }

    def _method(self, key: SealedKey) -> Document:
        named = {"id": self.key(key.id), "type": "JsonWebKey2020", "controller": self.did}
        return {**named, "publicKeyJwk": jwk(key.public)}


def jwk(public: bytes) -> Mapping[str, str]:
    """An Ed25519 key as JSON (RFC 8037, section 2)."""
    return {"kty": "OKP", "crv": "Ed25519", "x": encoded(public), "alg": "EdDSA", "use": "sig"}


def both(text: LocalText) -> str:
    """A text of a document that has one language: French, then Arabic."""
    return text.fr if text.fr == text.ar else f"{text.fr} / {text.ar}"
