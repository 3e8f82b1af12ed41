"""A workshop that somebody attended, the credential they get for it, and verifiers of it."""

import json
from base64 import b64decode
from hashlib import sha256

from openbadgeslib.ob3 import OB3Verifier

from multaqa.messages import sample
from tests.integration.events.forum import opened, register

SITE = "http://127.0.0.1:8000"
SKILL = {"code": "tiling", "level": 2, "label": {"fr": "Carrelage", "ar": "التبليط"}}


def registered(events, person, consents=(), **circumstances):
    """The directory tells of a person, with what they consent to."""
    version = circumstances.pop("version", 1)
    told = {
        "person_id": person,
        "name_latin": f"Salma {person}",
        "name_arabic": "سلمى",
        "email": f"{person}@stagiaires.example",
        "language": "fr",
        "consents": [{"purpose": one, "granted": True, "at": "2026-05-04T12:00:00+00:00"} for one in consents],
    }
    kind = "directory.person_registered.v1" if version == 1 else "directory.consent_changed.v1"
    events.has_handled(events.hear(kind, person, told, version=version, **circumstances))


def organisation(events, id="g1", **circumstances):
    facts = {
        **sample("partners.organisation_registered.v1")["data"],
        "id": id,
        "name": {"fr": f"Atlas {id}", "ar": "أطلس"},
    }
    events.has_handled(events.hear("partners.organisation_registered.v1", id, facts, **circumstances))


def attended(events, *persons, **circumstances):
    edition = opened(events, capacity=50, **circumstances)
    for person in persons:
        registration = register(events, edition, person, **circumstances)
        events.ask("check_in", registration_id=registration["id"], **circumstances)
    return edition


def facts(edition, person="p1", **more):
    told = {
        "person_id": person,
        "edition_id": edition,
        "title": {"fr": "Atelier zellige", "ar": "ورشة الزليج"},
        "criteria": {"fr": "Pose évaluée.", "ar": "تقييم التبليط."},
        "skills": [SKILL],
        "assessors": ["g1"],
        "earned_on": "2026-01-05",
    }
    return {**told, **more}


def issued(events, edition, person="p1", more=None, **circumstances):
    return events.ask("issue_credential", facts=facts(edition, person, **(more or {})), **circumstances)


def digest(address):
    """What the door makes of a link."""
    return sha256(address.rpartition(".")[2].encode()).hexdigest()


def downloaded(events, credential, **circumstances):
    file = events.ask("download_credential", credential_id=credential["id"], **circumstances)
    assert file["media_type"] == "application/vc+jwt"
    return b64decode(file["content"]).decode()


class Web:
    """What the door serves, asked of the room itself."""

    def __init__(self, events):
        self.events = events

    def __call__(self, url):
        path = url.partition("/v1/tenants/")[2].split("/")
        tenant, rest = path[0], path[1:]
        if rest == ["did.json"]:
            return json.dumps(self.events.ask("did_document", tenant=tenant)).encode()
        if rest[0] == "organisations":
            told = self.events.ask("partner_did_document", organisation_id=rest[1], tenant=tenant)
            return json.dumps(told).encode()
        return b64decode(self.events.ask("get_status_list", number=rest[1], tenant=tenant)["content"])


def verified(events, token, tenant="fes-meknes"):
    """What an independent verifier makes of it, with keys and list as they are served."""
    web, did = Web(events), f"did:web:127.0.0.1%3A8000:v1:tenants:{tenant}"
    return OB3Verifier.for_issuer_did(did, download=web).verify(token, check_status=True, download=web)
