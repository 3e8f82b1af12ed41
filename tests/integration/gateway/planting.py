"""What other rooms would have told: no relay runs here, so it is written as the hearing room would have written it."""

from datetime import UTC, datetime
from typing import Any

from pymongo import MongoClient

from multaqa.store.files import FileStore
from multaqa.testing.waiting import eventually
from services.events import store
from services.events.domain.contest import Appeal, Award, DeliberationItem, Minutes, Score, Sheet, ShownSkill
from services.events.domain.wording import LocalText
from services.events.store import Organisations

NAME = {"fr": "Forum", "ar": "ملتقى"}


def events_hear_of(running: Any, *organisations: str, tenant: str = "fes-meknes") -> None:
    known = {"kind": "company", "name": {"fr": "Sotherma", "ar": "سوطيرما"}, "sectors": ["industry"]}
    with MongoClient[dict[str, Any]](running.mongo_uri, tz_aware=True) as client:
        rows = Organisations(client[f"{running.databases}_events"], tenant)
        for organisation in organisations:
            rows.put_if_newer(organisation, 1, known)


HALL_DAY = "2090-01-01T09:00:00Z"
REASON = {"reason": "Il le faut."}
CONTACT = {"name": "Hiba", "email": "hiba@entreprises.example", "language": "fr"}
LEVELS = [{"fr": f"Niveau {n}", "ar": f"المستوى {n}"} for n in range(4)]
CRITERIA = [{"code": "craft", "label": NAME, "weight": 1, "method": "judged", "levels": LEVELS}]
CONTEST = {"title": NAME, "criteria": CRITERIA, "entries_until": HALL_DAY}
JUROR = {"name": "Driss", "email": "driss@entreprises.example", "language": "fr"}
QUESTION = {"code": "motive", "kind": "text", "text": NAME}
CV = {"code": "cv", "kind": "file", "text": NAME, "media_types": ["application/pdf"], "most_bytes": 1000}
PDF = {"content": b"%PDF-1.7\n%%EOF", "headers": {"Content-Type": "application/pdf"}}
CLASS = "nom,nom_arabe,email,langue\n"
INVITATION = {"to": {"name": "Nada", "email": "invitee@stagiaires.example", "language": "fr"}, "category": "candidate"}
ENTRY = {"title": NAME, "person_ids": ["somebody"], "image_rights": []}
SCAN = {"nonce": "n1", "token": "X", "at": HALL_DAY}
BODIES: dict[str, dict[str, Any]] = {
    "events.set_quota": {"category": "candidate", "capacity": 20},
    "events.hold_seat": {"category": "candidate"},
    "events.change_registration": {"activity_ids": []},
    "events.check_in_badge": {"token": "X"},
    "events.tell_scans": {"device_id": "d", "device_now": HALL_DAY, "scans": [SCAN]},
    "events.undo_scan": REASON,
    "events.register_device": {"name": "porte nord"},
    "events.ask_question": QUESTION,
    "events.revise_question": {"text": NAME},
    "events.answer_questions": {"answers": {}},
    "events.decide_consents": {"consents": [{"purpose": "photo", "given": True}]},
    "events.invite": INVITATION,
    "events.plan_contest": CONTEST,
    "events.revise_rubric": {"criteria": CRITERIA},
    "events.reopen_entries": {"until": HALL_DAY},
    "events.submit_entry": ENTRY,
    "events.withdraw_entry": REASON,
    "events.name_juror": {"organisation_id": "anybody", **JUROR},
    "events.record_conflict": {"entry_id": "anybody", "kind": "family"},
    "events.release_juror": REASON,
    "events.cancel_contest": REASON,
    "events.close_item_without_jury": {"text": "X"},
    "events.reopen_contest": REASON,
    "events.make_appeal": {"text": "X"},
    "events.decide_appeal": {"decision": "dismissed", **REASON},
    "events.revoke_credential": REASON,
    "events.ask_endorsement": {"organisation_id": "anybody", "contact": CONTACT},
}
QUERIES = {
    "matching.compare_timetable_runs": {"other": "run-1"},
    "events.find_at_door": {"name": "Hiba"},
    "events.send_answer_file": {"code": "cv"},
    "events.send_class_list": {"category": "candidate"},
    "events.attach_entry_file": {"name": "photo.pdf"},
}
"""What is asked besides, where something has to be."""


def gathered(running: Any, fes: Any, edition: str, person: str, registration: str, house: str) -> dict[str, str]:
    """One of each thing that the events' room keeps of an edition; what a jury brings about is written as it does."""
    path = f"/v1/editions/{edition}"
    cv = fes.made(f"{path}/questions", CV)["id"]
    answer = fes.ask("POST", f"{path}/answer-files", params=QUERIES["events.send_answer_file"], **PDF)
    assert answer.status_code == 201, answer.text
    pupils = fes.ask(
        "POST", f"{path}/class-lists", params={"category": "candidate"}, content=CLASS.encode(),
        headers={"Content-Type": "text/csv"},
    )  # fmt: skip
    assert pupils.status_code == 202, pupils.text
    assert fes.post(f"/v1/registrations/{registration}/check-in").status_code == 200
    scans = fes.get(f"{path}/scans").json()["items"]
    told = {
        "person_id": person, "edition_id": edition, "title": NAME, "criteria": NAME, "assessors": [house],
        "skills": [{"code": "crafts.zellige", "level": 3}], "earned_on": "2026-01-05",
    }  # fmt: skip
    return {
        "hold_id": fes.made(f"{path}/holds", BODIES["events.hold_seat"])["id"],
        "question_id": cv,
        "file_id@/v1/answer-files/{file_id}": answer.json()["id"],
        "class_list_id": pupils.json()["id"],
        "device_id": fes.made(f"{path}/devices", {"name": "porte sud"})["id"],
        "scan_id": scans[0]["id"],
        "print_id": printed(fes, path),
        "invitation_id@/v1/invitations/{invitation_id}/revoke": fes.made(f"{path}/invitations", INVITATION)["id"],
        "credential_id": fes.made("/v1/credentials", told)["id"],
        **judged(running, fes, edition, person, house),
    }


def printed(fes: Any, path: str) -> str:
    asked = fes.post(f"{path}/badge-prints", {})
    assert asked.status_code in (201, 202), asked.text
    id = asked.json()["id"]
    eventually(lambda: fes.get(f"/v1/badge-prints/{id}").json()["state"] == "ready", 60)
    return str(id)


def judged(running: Any, fes: Any, edition: str, person: str, house: str) -> dict[str, str]:
    contest = fes.made(f"/v1/editions/{edition}/contests", CONTEST)["id"]
    assert fes.post(f"/v1/contests/{contest}/open").status_code == 200
    rights = [{"person_id": person, "given": True, "on": "2026-01-01"}]
    entered = {"title": NAME, "person_ids": [person], "image_rights": rights}
    entry = fes.made(f"/v1/contests/{contest}/entries", entered)["id"]
    shown = fes.ask("POST", f"/v1/entries/{entry}/files", params={"name": "plan.pdf"}, **PDF)
    assert shown.status_code in (200, 201), shown.text
    juror = fes.made(f"/v1/contests/{contest}/jurors", {"organisation_id": house, **JUROR})["id"]
    now, digest, title = datetime(2026, 11, 23, 9, tzinfo=UTC), "d" * 64, LocalText(**NAME)
    with MongoClient[dict[str, Any]](running.mongo_uri, tz_aware=True) as client:
        database, tenant = client[f"{running.databases}_events"], "fes-meknes"
        contests = store.Contests(database, tenant)
        judged = contests.get(contest)
        judged.state, judged.panel_done_at = "deliberating", now
        contests.save(judged)
        score = Score("craft", 2, 2, now, "n1")
        store.Sheets(database, tenant).save(Sheet("sheet-1", contest, juror, entry, {"craft": score}))
        item = DeliberationItem("item-1", contest, entry, "craft", {juror: 2, "juror-2": 0}, now)
        store.DeliberationItems(database, tenant).save(item)
        file = FileStore(database, tenant).put([b"%PDF-1.7"], "minutes.pdf", "application/pdf")
        minutes = Minutes(
            "minutes-1", contest, 1, title, {"entries": []}, digest, None, (juror,), now, "s" * 43, "e" * 64,
            {"key_id": "k", "signature": "s"}, file_id=file["id"], file_digest=file["digest"],
        )  # fmt: skip
        store.JuryMinutes(database, tenant).save(minutes)
        appeal = Appeal("appeal-1", contest, entry, digest, "X", now)
        store.Appeals(database, tenant).save(appeal)
        award = Award(
            "award-1", contest, edition, entry, (person,), title, 1, (ShownSkill("crafts.zellige", 3),), (house,),
            digest, now,
        )  # fmt: skip
        store.Awards(database, tenant).save(award)
    return {
        "contest_id": contest,
        "entry_id": entry,
        "file_id@/v1/entries/{entry_id}/files/{file_id}": shown.json()["files"][0]["id"],
        "juror_id": juror,
        "item_id": item.id,
        "minutes_id": minutes.id,
        "appeal_id": appeal.id,
        "award_id": award.id,
    }
