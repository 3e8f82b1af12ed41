"""Credentials for tests, signed with a key of the test's own, and the independent verifier that reads them."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from openbadgeslib.ob3 import OB3Verifier

from services.events.domain import status_list
from services.events.domain.credential import Credential
from services.events.domain.issuer import Issuer
from services.events.domain.jws import compact
from services.events.domain.open_badge import Circumstances, document
from services.events.domain.signing_key import SealedKey
from services.events.domain.wording import LocalText

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ISSUER = Issuer("https://multaqa.example", "fes-meknes", LocalText("Direction Fès-Meknès", "مديرية فاس مكناس"))
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
EMAIL = "salma@stagiaires.example"
AWARD = SimpleNamespace(
    id="a1",
    contest_id="k1",
    edition_id="e1",
    person_ids=("p1", "p2"),
    title=LocalText("Premier prix", "الجائزة الأولى"),
    rank=1,
    skills=(SimpleNamespace(code="cooking.moroccan", level=3),),
    juror_organisation_ids=("g1", "g2"),
    minutes_digest=DIGEST,
    given_at=NOON,
)
JURY = {"g1": LocalText("Hôtel Atlas", "فندق الأطلس"), "g2": LocalText("FNBTP", "الجامعة")}


class Key:
    def __init__(self, id):
        self.id, self.private = id, Ed25519PrivateKey.generate()

    @property
    def sealed(self):
        return SealedKey(self.id, "credential", self.private.public_key().public_bytes_raw(), b"", NOON)


KEY = Key("k1")


def credential(person_id="p1", place=7):
    awarded = Credential.of_award(AWARD, person_id, at=NOON)
    awarded.take_place(1, place)
    return awarded


def signed(one, key=KEY, email=EMAIL, endorsements=()):
    told = document(one, Circumstances(ISSUER, JURY, email, endorsements))
    return compact(told, ISSUER.key(key.id), key.private.sign)


class Web:
    """What the door serves to verifiers: documents of keys and status lists."""

    def __init__(self, *keys, revoked=(), at=None):
        self.keys, self.revoked = keys or (KEY,), revoked
        self.at = at or datetime.now(UTC)

    def __call__(self, url):
        if url.endswith("/did.json"):
            assert url == "https://multaqa.example/v1/tenants/fes-meknes/did.json"
            return json.dumps(ISSUER.did_document(key.sealed for key in self.keys)).encode()
        assert url == ISSUER.status_list_address(1)
        told = status_list.document(ISSUER, 1, self.revoked, status_list.SIZE, self.at)
        return compact(told, ISSUER.key(self.keys[0].id), self.keys[0].private.sign).encode()


def verify(token, web=None, check_status=True):
    """What an independent verifier makes of it: the credential, or its own refusal."""
    web = web or Web()
    return OB3Verifier.for_issuer_did(ISSUER.did, download=web).verify(token, check_status=check_status, download=web)
