"""What the other rooms would tell the events' room, as their messages say it."""

from datetime import UTC, datetime

AT = datetime(2026, 5, 4, 12, tzinfo=UTC).isoformat()
NAME = {"fr": "Sotherma", "ar": "سوطيرما"}


def organisation(events, id, version=1, **told):
    facts = {"id": id, "kind": "company", "name": NAME, "ice": None, "sectors": ["industry"]}
    facts |= {name: told.pop(name) for name in ("name", "sectors") if name in told}
    kind = "registered" if version == 1 else "changed"
    return events.hear(f"partners.organisation_{kind}.v1", id, facts, version=version, **told)


def known_organisations(events, *ids, **circumstances):
    events.has_handled(*(organisation(events, id, **circumstances) for id in ids))


def merged(events, survivor, duplicate, version=2, duplicate_version=2, **circumstances):
    facts = {"id": survivor, "kind": "company", "name": NAME, "ice": None, "sectors": ["industry"]}
    facts |= {"duplicate_id": duplicate, "duplicate_version": duplicate_version}
    return events.hear("partners.organisation_merged.v1", survivor, facts, version=version, **circumstances)


def person(events, id, version=1, *, consents=(), name="Hiba Naciri", **circumstances):
    facts = {
        "person_id": id,
        "name_latin": name,
        "name_arabic": None,
        "email": f"{id}@stagiaires.example",
        "language": "fr",
        "consents": [{"purpose": purpose, "granted": granted, "at": at} for purpose, granted, at in consents],
    }
    kind = "person_registered" if version == 1 else "consent_changed"
    return events.hear(f"directory.{kind}.v1", id, facts, version=version, **circumstances)


def erased(events, id, version=9, **circumstances):
    return events.hear("directory.person_erased.v1", id, {"person_id": id}, version=version, **circumstances)


def agreement(events, id, *parties, version=4, state="in_force", edition_id=None, **circumstances):
    facts = {
        "id": id,
        "kind": "convention",
        "title": NAME,
        "parent_id": None,
        "edition_id": edition_id,
        "sectors": [],
        "institutes": [],
        "territory": [],
        "starts_on": None,
        "ends_on": None,
        "renewal_months": None,
        "notice_days": 0,
        "last_day": None,
        "parties": [{"organisation_id": party} for party in parties],
        "commitments": [],
        "seats": [],
        "state": state,
        "text_version": 1,
        "drafted_at": AT,
        "approved_at": AT,
        "sent_at": AT,
        "in_force_at": AT,
        "ended_at": None if state == "in_force" else AT,
        "renewals": 0,
        "amended_by": [],
    }
    kind = "in_force" if state == "in_force" else "ended"
    facts |= {"digest": "d" * 64} if state == "in_force" else {}
    return events.hear(f"partners.agreement_{kind}.v1", id, facts, version=version, **circumstances)
