"""A tenant never sees, changes or counts another's facts: asked of every route that names one."""

import zlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pymongo import MongoClient

from gateway.route import PLACEHOLDER, Route, Upload
from gateway.routes import ROUTES
from multaqa.store.files import FileStore
from multaqa.testing.waiting import eventually
from multaqa.zone import CASABLANCA
from services.matching.domain import Hiring, Interview, LocalText, Offer, SlotGrid, SoughtSkill, TimetableRun
from services.matching.domain.agenda_print import AgendaPrint
from services.matching.domain.choices import Choices
from services.matching.domain.history import KeptTimetable
from services.matching.domain.modes import InterviewModes
from services.matching.domain.plain import written
from services.matching.domain.record import RunRecord
from services.matching.domain.request import InterviewRequest
from services.matching.domain.review import Review
from services.matching.domain.rulings import ForbiddenMeeting, PinnedMeeting
from services.matching.store import (
    AgendaPrints,
    ChoicesRows,
    Editions,
    ForbiddenMeetings,
    Hirings,
    InterviewRequests,
    Interviews,
    ModesRows,
    Offers,
    Pins,
    Reviews,
    RunRecords,
    TimetableRuns,
)
from services.notifications.domain import Delivery, MailAddress, Send
from services.notifications.store import Deliveries, MailAddresses, Persons, Sends
from services.partners.domain.adaptation import Adaptation
from services.partners.domain.attachment import Attachment
from services.partners.domain.commitment import Commitment
from services.partners.domain.evidence import Evidence
from services.partners.domain.signed_document import SignedDocument
from services.partners.domain.signing import Signatory, SignatureRequest
from services.partners.store import Adaptations, Commitments, EvidenceRows, SignatureRequests
from services.partners.store.signed_documents import Attachments, SignedDocuments
from tests.integration.gateway import planting
from tests.integration.gateway.planting import events_hear_of, gathered

NAMING = [route for route in ROUTES if "{" in route.path and not (route.is_by_link or route.is_public)]
"""A link's token names its tenant, and so does the path of what anybody may read."""
LISTS = [one.path for one in ROUTES if one.method == "GET" and "{" not in one.path and one.feed != "stream"]
"""A stream does not end: what it tells is asked in `test_feeds.py`."""
UNLIKE_EACH_TIME = {"/v1/editions/{edition_id}/snapshot"}
"""Sealed anew at each reading."""
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = NOW.date()
NAME = {"fr": "Forum", "ar": "ملتقى"}
SIGNATORY = {"name": "X", "email": "x@x.example", "language": "fr"}
PERSON = {"name": {"latin": "Hiba Naciri"}, "email": "hiba@stagiaires.example", "language": "fr"}
WORDS = {"subject": "X", "text": "{{ told.token }}"}
CSV = {"Content-Type": "text/csv"}
SUBSCRIPTION = {"url": "http://127.0.0.1:9/hirings", "types": ["matching.*"]}
PROFILE = {"training_level": "technicien", "skills": [{"code": "textile.sewing", "level": 2}]}


@pytest.fixture(scope="module")
def theirs(running, fes) -> dict[str, str]:
    """One of each thing a path can name, all of Fès-Meknès."""
    person = fes.made("/v1/persons", PERSON)["id"]
    organisation = fes.made("/v1/organisations", {"kind": "company", "name": NAME})["id"]
    series = fes.made("/v1/series", {"name": NAME})["id"]
    edition = fes.made("/v1/editions", edition_of(series))["id"]
    assert fes.post(f"/v1/editions/{edition}/open").status_code == 200
    activity = fes.made(f"/v1/editions/{edition}/activities", activity_at(first_day_of(edition_of(series))))["id"]
    registered = {"person_id": person, "category": "candidate"}
    registration = fes.made(f"/v1/editions/{edition}/registrations", registered)["id"]
    assert fes.post(f"/v1/candidates/{person}/profile", PROFILE).status_code == 200
    agreement = fes.made("/v1/agreements", agreement_with(organisation))
    return {
        "person_id": person,
        "candidate_id": person,
        "key_id": fes.made("/v1/keys", {"role": "door", "label": "south door"})["id"],
        "organisation_id": organisation,
        "agreement_id": agreement["id"],
        "import_id": fes.ask("POST", "/v1/organisation-imports", content=b"kind", headers=CSV).json()["id"],
        "number": "1",
        "template_id": fes.made("/v1/clause-templates", TEMPLATE)["id"],
        "series_id": series,
        "edition_id": edition,
        "activity_id": activity,
        "adaptation_id": listed_for_adaptation(running),
        "registration_id": registration,
        **subscribed(running, fes, person),
        **worded(fes),
        "calendar_id": fes.made("/v1/calendars", {"language": "fr"})["id"],
        **offered(fes, organisation),
        **standing(running, fes, edition, organisation),
        **gathered(running, fes, edition, person, registration, organisation),
        "request_id": asked_for(running),
        **governed(fes),
        **filed(running, agreement),
        **promised(running, organisation),
        **planted(running, edition, organisation, person),
    }


def worded(fes) -> dict[str, str]:
    """A template in the directorate's own words."""
    named = {"type": "events.registration_confirmed.v1", "channel": "mail", "language": "fr"}
    fes.made(f"/v1/templates/{'/'.join(named.values())}", WORDS)
    return named


def standing(running, fes, edition: str, organisation: str) -> dict[str, str]:
    """A stand on the edition's plan, and who receives people there."""
    assert fes.post(f"/v1/editions/{edition}/plan", PLAN).status_code == 200
    events_hear_of(running, organisation)
    stand = fes.made(f"/v1/editions/{edition}/stands", {"organisation_id": organisation, "label": "A1", "tables": 1})
    named = fes.made(f"/v1/stands/{stand['id']}/representatives", {"name": "Hiba"})
    return {"stand_id": stand["id"], "representative_id": named["id"]}


def asked_for(running) -> str:
    """A signature of an agreement that was sent, written as the partners' room would have written it."""
    signatory, until = Signatory(**SIGNATORY), NOW + timedelta(days=14)
    request = SignatureRequest("request-1", "agreement-1", "directorate", signatory, "d" * 64, NOW, until)
    with MongoClient[dict[str, Any]](running.mongo_uri, tz_aware=True) as client:
        SignatureRequests(client[f"{running.databases}_partners"], "fes-meknes").save(request)
    return request.id


def listed_for_adaptation(running) -> str:
    """A line of the adaptation list, as the partners' room writes it when it hears of an emerging skill."""
    line = Adaptation("adaptation-1", "digital.python", "digital.python", None, "digital", ())
    with MongoClient[dict[str, Any]](running.mongo_uri, tz_aware=True) as client:
        Adaptations(client[f"{running.databases}_partners"], "fes-meknes").save(line)
    return line.id


def activity_at(day: str) -> dict[str, Any]:
    return {"kind": "talk", "title": NAME, "starts_at": f"{day}T10:00:00+00:00", "ends_at": f"{day}T11:00:00+00:00"}


def first_day_of(edition: dict[str, Any]) -> str:
    return str(edition["starts_at"])[:10]


def edition_of(series: str) -> dict[str, Any]:
    starts_at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
    return {
        "series_id": series,
        "number": 2,
        "venue": "Fès",
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=8)).isoformat(),
        "quotas": [{"category": "candidate", "capacity": 10}],
        "waitlist_order": "draw",
    }


HALL = {"code": "hall", "name": NAME, "x": 0, "y": 0, "width": 90, "height": 60}
PLAN = {"width": 90, "height": 60, "zones": [HALL]}
TEMPLATE = {"code": "framework", "name": NAME, "clauses": [{"code": "purpose", "title": NAME, "body": NAME}]}


def agreement_with(organisation: str) -> dict[str, Any]:
    parties = [{"organisation_id": "directorate"}, {"organisation_id": organisation}]
    return {"kind": "framework", "title": NAME, "parties": parties}


def planted(running, edition: str, organisation: str, person: str) -> dict[str, str]:
    """What takes a whole forum to come about is written as the matching room would have written it."""
    sought = (SoughtSkill("textile.sewing", 2),)
    offer = Offer(
        "offer-1", organisation, edition, LocalText("Couture", "خياطة"), "textile", sought, 1, "Fès", "permanent"
    )
    run = TimetableRun("run-1", edition, 1, SlotGrid(NOW, 20, 10), 5, NOW)
    interview = Interview(
        "interview-1", edition, "run-1", person, "offer-1", organisation, "textile", "table-1", "A1", 0, NOW,
        NOW + timedelta(minutes=20), 0.9,
    )  # fmt: skip
    hiring = Hiring(
        "hiring-1", "interview-1", person, "pseudonym-1", organisation, "offer-1", edition, "textile", "permanent",
        date(2026, 12, 1), NOW,
    )  # fmt: skip
    with MongoClient[dict[str, Any]](running.mongo_uri, tz_aware=True) as client:
        database = client[f"{running.databases}_matching"]
        inputs = FileStore(database, "fes-meknes").put([b"x"], "run-1", "application/zlib")
        empty = zlib.compress(written(KeptTimetable(())))
        kept = FileStore(database, "fes-meknes").put([empty], "timetable-run-1", "application/zlib")
        record = RunRecord(
            "run-1", edition, NOW, inputs["id"], "d" * 64, "d" * 64, "house/0", timetable_file=kept["id"]
        )
        printed = AgendaPrint("agenda-print-1", edition, "table", "fr", 1, NOW, [inputs["id"]])
        known = {"series_name": NAME, "number": 2, "sectors": [], "starts_at": NOW, "ends_at": NOW}
        Editions(database, "fes-meknes").put_if_newer(edition, 1, known)
        modes = InterviewModes("modes-1", edition, stated_at=NOW)
        later = NOW + timedelta(days=365)
        request = InterviewRequest("request-1", edition, "offer-1", organisation, person, "candidate", NOW, later)
        pin = PinnedMeeting("pin-1", edition, person, organisation, "offer-1", None, None, NOW, "key:1")
        forbidden = ForbiddenMeeting("forbidden-1", edition, person, organisation, NOW, "key:1")
        review = Review("review-1", person, "offer-1", edition, "X", NOW)
        for repository, entity in (
            (Offers, offer), (TimetableRuns, run), (Interviews, interview), (Hirings, hiring), (RunRecords, record),
            (Reviews, review), (ModesRows, modes), (InterviewRequests, request), (AgendaPrints, printed),
            (ChoicesRows, Choices("choices-1", person, edition)), (Pins, pin), (ForbiddenMeetings, forbidden),
        ):  # fmt: skip
            repository(database, "fes-meknes").save(entity)
    return {"offer_id": offer.id, "run_id": run.id, "interview_id": interview.id, "hiring_id": hiring.id,
            "review_id": review.id, "request_id": request.id, "agenda_print_id": printed.id,
            "pin_id": pin.id, "forbidden_id": forbidden.id}  # fmt: skip


def offered(fes, organisation: str) -> dict[str, str]:
    """A skill of the tenant's own, who needs it, and what teaches it."""
    skill = fes.made("/v1/skills", {"code": "forum.welcome", "label": NAME, "sector": "crafts", "level": 1})["code"]
    named = {"skill": skill, "level": 1}
    need = named | {"organisation_id": organisation, "headcount": 1, "horizon": "2031-01-01"}
    contact = {"name": "Hiba", "email": "hiba@entreprises.example"}
    invitations = f"/v1/organisations/{organisation}/skill-need-invitations"
    institute = fes.made("/v1/organisations", {"kind": "institute", "name": NAME})["id"]
    described = {"code": "TS-1", "institute_id": institute, "since": 2025, "skills": [named], **DESCRIPTION}
    programme = fes.made("/v1/programmes", described)["id"]
    return {
        "skill": skill,
        "need_id": fes.made("/v1/skill-needs", need)["id"],
        "invitation_id": fes.made(invitations, {"contact": contact})["id"],
        "programme_id": programme,
        "change_id": fes.made(f"/v1/programmes/{programme}/curriculum-changes", CHANGE)["id"],
    }


def subscribed(running, fes, person: str) -> dict[str, str]:
    """A subscription whose endpoint has not answered; a delivery, a mail and a person as that room keeps them."""
    id = fes.made("/v1/subscriptions", SUBSCRIPTION)["id"]
    eventually(lambda: fes.get(f"/v1/subscriptions/{id}").json()["reason"])
    delivery = Delivery("delivery-1", id, "message-1", "matching.candidate_hired.v1", NOW, "delivered", settled_at=NOW)
    with MongoClient[dict[str, Any]](running.mongo_uri, tz_aware=True) as client:
        database = client[f"{running.databases}_notifications"]
        Deliveries(database, "fes-meknes").save(delivery)
        mail = Send("mail-1", person, "message-1", "events.registration_confirmed.v1", {}, NOW, "given_up")
        Sends(database, "fes-meknes").save(mail)
        MailAddresses(database, "fes-meknes").save(MailAddress("address-1", "digest", suppressed_at=NOW))
        told = {"name_latin": "Hiba", "name_arabic": None, "email": "hiba@stagiaires.example", "language": "fr"}
        Persons(database, "fes-meknes").keep(person, 1, {**told, "consents": []})
    return {"subscription_id": id, "delivery_id": delivery.id, "mail_id": mail.id, "address_id": "address-1"}


def governed(fes) -> dict[str, str]:
    """A committee that has met and decided."""
    institute = fes.made("/v1/organisations", {"kind": "institute", "name": NAME})["id"]
    committee = fes.made("/v1/committees", {"institute_id": institute, "name": NAME, **RULES})["id"]
    seat = fes.made(f"/v1/committees/{committee}/seats", {"organisation_id": "directorate", "voting": True})["id"]
    appointed = fes.made(f"/v1/seats/{seat}/mandates", mandate_from(datetime.now(CASABLANCA).date()))
    starts_at = datetime.now(UTC) + timedelta(seconds=5)
    called = {"starts_at": starts_at.isoformat(), "place": "Fès", "agenda": [{"title": NAME}]}
    meeting = fes.made(f"/v1/committees/{committee}/meetings", called)
    path = f"/v1/meetings/{meeting['id']}"
    assert fes.post(f"{path}/attendance", {"present": [{"seat_id": seat, "attends": "holder"}]}).status_code == 200
    assert fes.post(f"{path}/open").status_code == 200
    decided = fes.made(f"{path}/decisions", decision_on(meeting["agenda"][0]["id"]))["id"]
    assert fes.post(f"{path}/minutes", {"text": "Un point."}).status_code == 200
    return {
        "committee_id": committee,
        "seat_id": seat,
        "mandate_id": appointed["mandates"][0]["id"],
        "meeting_id": meeting["id"],
        "decision_id": decided,
    }


def mandate_from(day: date) -> dict[str, Any]:
    return {"holder": "Hiba Naciri", "from_on": day.isoformat()}


def decision_on(item: str) -> dict[str, Any]:
    return {"item_id": item, "text": NAME, "votes": {"in_favour": 1, "against": 0, "abstentions": 0}}


def filed(running, agreement: dict[str, Any]) -> dict[str, str]:
    """The PDF of an agreement and a copy signed elsewhere, kept as the partners' room keeps them."""
    with MongoClient[dict[str, Any]](running.mongo_uri, tz_aware=True) as client:
        database = client[f"{running.databases}_partners"]
        file = FileStore(database, "fes-meknes").put([b"%PDF-1.7"], "agreement.pdf", "application/pdf")
        document = SignedDocument.addressed(agreement["id"])
        document.made(agreement["digest"], 0, file["id"], file["digest"], NOW)
        SignedDocuments(database, "fes-meknes").save(document)
        copy = Attachment(
            "attachment-1", agreement["id"], "wet_ink", agreement["digest"], ("directorate",), 0, file["id"],
            file["digest"], file["size"], NOW,
        )  # fmt: skip
        Attachments(database, "fes-meknes").save(copy)
    return {"attachment_id": copy.id}


def promised(running, organisation: str) -> dict[str, str]:
    """What an agreement in force would have brought about, and what is told of it."""
    commitment = Commitment("commitment-1", "agreement-1", "hires", organisation, 2, "hires", DAY, DAY, NOW)
    doubtful = {"standing": "to_confirm", "doubt": "before_start", "candidates": (commitment.id,)}
    evidence = Evidence("hiring-9", organisation, ("hires",), DAY, NOW, **doubtful)
    with MongoClient[dict[str, Any]](running.mongo_uri, tz_aware=True) as client:
        database = client[f"{running.databases}_partners"]
        Commitments(database, "fes-meknes").save(commitment)
        EvidenceRows(database, "fes-meknes").save(evidence)
    return {"commitment_id": commitment.id, "evidence_id": evidence.id}


REASON = {"reason": "Il le faut."}
DESCRIPTION = {"title": NAME, "sector": "crafts", "level": "technicien", "places": 9}
CHANGE = {
    "steps": [{"action": "add", "skill": "crafts.zellige", "level": 3}],
    "origin": {"kind": "review"},
    "from_year": 2090,
    **REASON,
}
RULES = {"quorum": {"number": 1}, "notice_days": 0, "voting_rule": "simple_majority"}
CLAIM = {"level": "wet_ink", "digest": "d" * 64, "parties": "directorate"}
WEIGHTS = dict.fromkeys(["required", "wished", "sector", "training", "languages", "mobility", "least_score"], 10)
BODIES: dict[str, dict[str, Any]] = {
    **planting.BODIES,
    "gateway.decide_consent": {"purpose": "photo", "given": True},
    "partners.revise_agreement": {"notice_days": 30},
    "partners.send_for_signature": {"order": "free"},
    "partners.decline_agreement": {"organisation_id": "directorate", **REASON},
    "partners.give_notice": {"organisation_id": "directorate"},
    **{f"partners.{step}_agreement": REASON for step in ("return", "reopen", "withdraw", "suspend", "terminate")},
    "partners.change_organisation": {"sectors": ["digital"]},
    "partners.merge_organisations": {"duplicate_id": "anybody"},
    "partners.request_signature": {"organisation_id": "directorate", **SIGNATORY},
    "partners.withdraw_signature_request": REASON,
    "partners.relabel_skill": {"label": NAME},
    "partners.withdraw_skill_need": REASON,
    "partners.invite_skill_needs": {},
    "partners.describe_programme": DESCRIPTION,
    "partners.state_enrolment": {"year": 2026, "enrolled": 1},
    "partners.propose_curriculum_change": CHANGE,
    "partners.name_agreement_steward": {"name": "X", "email": "x@stagiaires.example", "language": "fr"},
    "partners.waive_commitment": REASON,
    "partners.bring_evidence": {"quantity": 1, "day": "2026-11-20", "note": "X"},
    "partners.confirm_evidence": {"commitment_id": "commitment-1"},
    "partners.reject_evidence": REASON,
    "partners.change_committee_rules": RULES,
    "partners.grant_seat": {"organisation_id": "directorate", "voting": True},
    "partners.appoint": mandate_from(date(2090, 1, 1)),
    "partners.end_mandate": {},
    "partners.call_meeting": {"starts_at": "2090-01-01T09:00:00Z", "place": "Fès", "agenda": [{"title": NAME}]},
    "partners.give_proxy": {"seat_id": "seat-1", "to_seat_id": "seat-2"},
    "partners.record_attendance": {"present": []},
    "partners.take_decision": decision_on("item-1"),
    "partners.cancel_meeting": REASON,
    "partners.write_minutes": {"text": "Rien."},
    "partners.approve_minutes": {"digest": "d" * 64},
    "events.change_edition": {"venue": "Rabat"},
    "events.postpone_edition": {"starts_at": "2090-01-01T09:00:00Z", "ends_at": "2090-01-01T18:00:00Z", **REASON},
    "events.cancel_edition": REASON,
    "events.plan_activity": activity_at("2090-01-01"),
    "events.change_activity": {"title": NAME},
    "events.cancel_activity": REASON,
    "events.note_emerging_skill": {"skill": "digital.python", "sector": "digital", "note": "X"},
    "partners.own_adaptation": {"owner": "directorate"},
    "partners.name_adaptation": {"skill": "digital.python"},
    "partners.propose_adaptation": {"programme_id": "anybody", "level": 1, "from_year": 2090},
    "events.plan_next_edition": {"starts_at": "2090-01-01T09:00:00Z"},
    "events.register": {"person_id": "somebody", "category": "candidate"},
    "events.draw_plan": PLAN,
    "events.assign_stand": {"organisation_id": "anybody", "label": "A1", "tables": 1},
    "events.change_stand": {"tables": 2},
    "events.withdraw_stand": REASON,
    "events.equip_stand": {"equipment": []},
    "events.add_representative": {"name": "Hiba"},
    "notifications.set_preferences": {"opposes": True},
    "notifications.lift_address": {"cause": "bounces"},
    "notifications.hand_over_subscription": {"key_id": "anybody"},
    "notifications.approve_subscription": {"approved": True},
    "notifications.put_inbox_item_aside": {"state": "read"},
    "notifications.rotate_secret": {"overlap_hours": 1},
    "notifications.send_sample": {"type": "matching.candidate_hired.v1"},
    "notifications.recover_deliveries": {"since": NOW.isoformat(), "what": "failed"},
    "matching.request_timetable": {"starts_at": NOW.isoformat(), "slot_minutes": 20, "slots_per_day": 10},
    "matching.state_offer_weights": WEIGHTS,
    "matching.state_interview_modes": {"requests": "opt_in", "times": "organiser_schedules"},
    "matching.request_interview": {"offer_id": "offer-1"},
    "matching.request_candidate": {"candidate_id": "anybody"},
    "matching.answer_request_as_candidate": {"answer": "cancel"},
    "matching.answer_request_as_company": {"answer": "accept"},
    "matching.swap_interviews": {"with_interview_id": "interview-2"},
    "matching.pin_meeting": {"candidate_id": "anybody", "offer_id": "offer-1"},
    "matching.forbid_meeting": {"candidate_id": "anybody", "organisation_id": "anyone"},
    "matching.report_absence": {"candidate_id": "anybody"},
    "matching.end_absence": {"candidate_id": "anybody"},
    "matching.open_late": {"organisation_id": "anyone", "until": NOW.isoformat()},
    "matching.state_choices": {"available": []},
    "matching.state_shortlist": {"candidates": []},
    "matching.ask_review": {"offer_id": "offer-1", "text": "X"},
    "matching.decide_review": {"decision": "upheld", "note": "X"},
    "matching.tell_attributes": {"province": "Fès"},
    "matching.close_offer": REASON,
    "matching.correct_outcome": {"outcome": "held"},
    "matching.withdraw_hiring": REASON,
    "matching.open_reception": {"organisation_id": "anybody"},
    "matching.record_outcome": {"outcome": "held", "rating": 4},
    "matching.confirm_hiring": {"months": 3},
}
NAMED_BY_WHOEVER_REGISTERS_THEM = {
    "matching.complete_profile": PROFILE | {"training_level": "qualification"},
    "matching.tell_attributes": BODIES["matching.tell_attributes"],
    "notifications.write_template": WORDS,
    "notifications.preview_template": {},
    "notifications.restore_template": {"number": 1},
    "notifications.withdraw_template": {},
}
"""What has one name in two tenants (a person who is a candidate of both, a type that is told): each says its own."""


def path_of(route: Route, theirs: dict[str, str]) -> str:
    """Where two things share a word, `word@path` says which of them this path names."""
    return PLACEHOLDER.sub(lambda name: theirs.get(f"{name[1]}@{route.path}") or theirs[name[1]], route.path)


def query_of(route: Route) -> dict[str, str]:
    return planting.QUERIES.get(f"{route.room}.{route.procedure}", {})


def sees_nothing(response) -> bool:
    return response.status_code == 404 or (response.status_code == 200 and shown(response).get("items") == [])


def shown(response) -> dict[str, Any]:
    """What an answer holds; of a file its bytes."""
    is_json = response.headers["Content-Type"].endswith("json")
    return response.json() if is_json else {"file": response.content}


def seen(api, named: set[str], theirs: dict[str, str]) -> dict[str, Any]:
    """What the owner reads wherever one of these ids is named."""
    reading = [route for route in NAMING if route.method == "GET" and named & set(PLACEHOLDER.findall(route.path))]
    return {
        route.path: without_trace(shown(api.get(path_of(route, theirs), params=query_of(route))))
        for route in reading
        if route.path not in UNLIKE_EACH_TIME
    }


@pytest.mark.parametrize("route", [route for route in NAMING if route.method == "GET"], ids=lambda route: route.path)
def test_its_owner_reads_it_and_another_tenant_finds_nothing(fes, rabat, theirs, route: Route):
    assert fes.get(path_of(route, theirs), params=query_of(route)).status_code == 200
    assert sees_nothing(rabat.get(path_of(route, theirs), params=query_of(route)))


@pytest.mark.parametrize("route", [route for route in NAMING if route.method != "GET"], ids=lambda route: route.label)
def test_another_tenant_cannot_change_it(fes, rabat, theirs, route: Route):
    named = set(PLACEHOLDER.findall(route.path))
    before = seen(fes, named, theirs)
    procedure = f"{route.room}.{route.procedure}"
    if procedure in NAMED_BY_WHOEVER_REGISTERS_THEM:
        rabat.post(path_of(route, theirs), NAMED_BY_WHOEVER_REGISTERS_THEM[procedure])
    elif isinstance(route.body, Upload):
        file = {"content": b"x", "headers": {"Content-Type": route.body.media_types[0]}}
        query = CLAIM if route.procedure == "attach_signed_document" else query_of(route)
        response = rabat.ask("POST", path_of(route, theirs), params=query, **file)
        assert response.status_code == 404, response.text
    elif route.method == "POST":
        response = rabat.post(path_of(route, theirs), BODIES.get(procedure))
        assert response.status_code == 404, response.text
    else:
        assert rabat.delete(path_of(route, theirs)).status_code == 404
    assert seen(fes, named, theirs) == before


def without_trace(read: dict[str, Any]) -> dict[str, Any]:
    """An answer's trace, and the instant at which it counted, are its own."""
    return {name: value for name, value in read.items() if name not in ("trace", "at")}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_of_another_tenant_holds_nothing_of_it(rabat, theirs, path: str):
    known = set(theirs.values())
    listed = shown(rabat.get(path))
    assert not [row for row in listed.get("items", []) if row.get("id", row.get("code")) in known]
    assert not [id for id in known if len(id) > 20 and id.encode() in listed.get("file", b"")]
