"""What the other rooms tell this one."""

from tests.integration.told import sampled

EDITION = sampled("events.edition_opened.v1", id="e1")
REGISTRATION = {
    "id": "r1",
    "edition_id": "e1",
    "person_id": "p1",
    "category": "candidate",
    "state": "confirmed",
    "registered_at": "2026-05-04T12:00:00+00:00",
    "promoted": False,
}
HIRING = {
    "id": "h1",
    "pseudonym": "c-7f3a",
    "organisation_id": "o1",
    "offer_id": "f1",
    "edition_id": "e1",
    "sector": "industry",
    "contract": "permanent",
    "starts_on": "2026-07-01",
    "state": "hired",
    "offered_at": "2026-06-08T15:00:00+00:00",
    "confirmed_months": [],
}


def person(room, person_id="p1", language="fr", version=1, consents=(), email=None, **circumstances):
    facts = {
        "person_id": person_id,
        "name_latin": "Salma Alaoui",
        "name_arabic": "سلمى العلوي",
        "email": email or f"{person_id}@example.org",
        "language": language,
        "consents": list(consents),
    }
    return room.hear("directory.person_registered.v1", person_id, facts, version=version, **circumstances)


def phone(room, person_id="p1", number="+212 611-223344", version=1, **circumstances):
    facts = {"person_id": person_id, "phone": number}
    return room.hear("directory.phone_given.v1", person_id, facts, version=version, **circumstances)


def edition(room, **circumstances):
    return room.hear("events.edition_opened.v1", "e1", EDITION, version=2, **circumstances)


def registered(room, person_id="p1", **circumstances):
    facts = {**REGISTRATION, "person_id": person_id}
    return room.hear("events.registration_confirmed.v1", "r1", facts, **circumstances)


def hired(room, hiring_id="h1", **more):
    facts = {
        **HIRING,
        "id": hiring_id,
        **{name: more.pop(name) for name in ("sector", "organisation_id", "institute_id") if name in more},
    }
    return room.hear("matching.candidate_hired.v1", hiring_id, facts, **more)
