"""The matching room, and a small forum of which it has heard."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from multaqa.bus.envelope import Envelope
from multaqa.testing.waiting import eventually
from tests.integration.running import FES, RunningRoom, running
from tests.integration.told import sampled

MORNING = "2026-05-04T08:00:00+00:00"
NAME = {"fr": "Atlas Bâtiment", "ar": "أطلس للبناء"}
TILER = {
    "training_level": "technicien",
    "skills": [{"code": "tiling", "level": 2}],
    "sectors": ["building"],
    "mobility": ["Fès"],
}
TILING_JOB = {
    "edition_id": "e1",
    "title": {"fr": "Carreleur", "ar": "مبلّط"},
    "sector": "building",
    "required": [{"code": "tiling", "level": 2}],
    "headcount": 1,
    "place": "Fès",
    "contract": "permanent",
}


@dataclass
class Forum:
    """Tells the room what the other rooms would tell, and asks it as the gateway would."""

    room: RunningRoom
    tenant: str = FES
    heard: list[Envelope] = field(default_factory=list)

    def ask(self, method, **arguments):
        return self.room.ask(method, tenant=self.tenant, **arguments)

    def ask_as_company(self, method, **arguments):
        return self.ask(method, role="partner", **arguments)

    def hear(self, type, subject, facts, **circumstances):
        self.heard.append(self.room.hear(type, subject, facts, tenant=self.tenant, **circumstances))
        return self.heard[-1]

    def person(self, person, version=1, consents=()):
        """What the directory tells; consents are (granted, at), all to sharing in general."""
        said = [{"purpose": "share_cv", "granted": granted, "at": at} for granted, at in consents]
        facts = {"person_id": person, "name_latin": "Salma", "email": "s@example.com", "language": "ar"}
        kind = "person_registered" if version == 1 else "consent_changed"
        self.hear(f"directory.{kind}.v1", person, {**facts, "consents": said}, version=version)

    def shares(self, person, organisation, *, given=True, at=MORNING, version=1, edition="e1"):
        subject = f"{person}-{edition}-{organisation}"
        facts = sampled("events.sharing_changed.v1", id=subject, person_id=person, organisation_id=organisation)
        facts |= {"edition_id": edition, "given": given, "at": at}
        return self.hear("events.sharing_changed.v1", subject, facts, version=version)

    def merges(self, survivor, duplicate, version=2, duplicate_version=2):
        facts = {"id": survivor, "kind": "company", "name": NAME, "sectors": ["building"]}
        facts |= {"duplicate_id": duplicate, "duplicate_version": duplicate_version}
        self.hear("partners.organisation_merged.v1", survivor, facts, version=version)

    def settle(self):
        self.room.has_handled(*self.heard)

    def opens(self, edition="e1", ends_at=MORNING):
        facts = sampled("events.edition_opened.v1", id=edition, starts_at=MORNING, ends_at=ends_at)
        return self.hear("events.edition_opened.v1", edition, facts, version=2)

    def organisation_comes(self, organisation, tables=1):
        facts = {"id": organisation, "kind": "company", "name": NAME, "sectors": ["building"]}
        self.hear("partners.organisation_registered.v1", organisation, facts)
        stand = {
            "id": f"stand-{organisation}",
            "edition_id": "e1",
            "organisation_id": organisation,
            "label": organisation.upper(),
            "tables": tables,
            "assigned_at": MORNING,
        }
        self.hear("events.stand_assigned.v1", stand["id"], stand)

    def registers(self, person, state="confirmed", version=1, word=None, **more):
        types = {"confirmed": "registration_confirmed", "cancelled": "registration_cancelled"}
        facts = {
            "id": f"r-{person}",
            "edition_id": "e1",
            "person_id": person,
            "category": "candidate",
            "state": state,
            "registered_at": MORNING,
            "promoted": False,
            **more,
        }
        name = word or types.get(state, "attendee_checked_in")
        return self.hear(f"events.{name}.v1", facts["id"], facts, version=version)

    def candidate_comes(self, person):
        self.registers(person)
        self.registers(person, state="checked_in", version=2)
        self.ask("complete_profile", candidate_id=person, facts=TILER)

    def offer(self, organisation="g1", **facts):
        return self.ask("publish_offer", facts={**TILING_JOB, "organisation_id": organisation, **facts})["id"]

    def requested(self, **facts):
        asked = {"starts_at": "2026-05-04T09:00:00+01:00", "slot_minutes": 15, "slots_per_day": 4}
        return self.ask("request_timetable", edition_id="e1", facts={**asked, **facts})

    def timetable(self, **facts):
        run = self.requested(**facts)["id"]
        return eventually(lambda: self._ended(run), within_s=30)

    def _ended(self, run):
        read = self.ask("get_timetable_run", run_id=run)
        return read if read["state"] != "requested" else None

    def interviews(self):
        return self.ask("list_interviews", edition_id="e1", limit=200)["items"]

    def held(self):
        """The first interview of a planned timetable, held."""
        interview = self.interviews()[0]["id"]
        self.ask("record_outcome", interview_id=interview, facts={"outcome": "held", "rating": 5})
        return interview

    def hiring(self, interview=None, **stated):
        facts = {"interview_id": interview or self.held(), "contract": "permanent", "starts_on": "2026-01-05"}
        return self.ask("offer_hiring", facts={**facts, **stated})

    def told(self, type, most=20):
        """The facts of what was told under this type, waiting for the first."""
        return [one.facts for one in eventually(lambda: self.room.told(type), within_s=most)]


@pytest.fixture
def matching(amqp_uri: str, mongo_uri: str, mongo_database: str) -> Iterator[RunningRoom]:
    with running("matching", amqp_uri, mongo_uri, mongo_database) as room:
        yield room


@pytest.fixture
def hall(matching: RunningRoom) -> Forum:
    """An open edition with two organisations, each with a table, and nobody yet."""
    forum = Forum(matching)
    forum.opens()
    forum.organisation_comes("g1")
    forum.organisation_comes("g2")
    forum.settle()
    return forum


@pytest.fixture
def forum(hall: Forum) -> Forum:
    """The hall with three candidates who came, and an offer at each stand."""
    for person in ("p1", "p2", "p3"):
        hall.candidate_comes(person)
    hall.settle()
    hall.offer("g1")
    hall.offer("g2")
    return hall
