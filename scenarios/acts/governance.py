"""Shared governance: a committee is founded, an agreement gives a seat on it, the committee meets and decides."""

from datetime import datetime, time, timedelta, timezone

from scenarios import bodies
from scenarios.api import Body
from scenarios.stage import Stage

AFTERNOON = time(15, 0, tzinfo=timezone(timedelta(hours=1)))
FRAMEWORK = "fnbtp-framework"


def found_committee(stage: Stage) -> None:
    """Before the agreement, which grants a seat on it."""
    committee = stage.script.committee
    institute_id = stage.ledger.organisations[committee.institute]
    committee_id = stage.api.post("/v1/committees", bodies.committee(committee, institute_id), step="committee")["id"]
    stage.ledger.committees[bodies.committee_key(committee.institute)] = committee_id
    for founder in founders(stage):
        body = {"organisation_id": founder, "voting": True}
        stage.api.post(f"/v1/committees/{committee_id}/seats", body, step=f"seat:{founder}")


def founders(stage: Stage) -> list[str]:
    """The directorate, the institute, and a company of the sector."""
    sector = stage.script.organisation(stage.script.committee.institute).sector
    company = next((each for each in stage.cast.companies if each.sector == sector), stage.cast.companies[0])
    named = [*stage.script.committee.founders, company.key]
    return [stage.ledger.organisations.get(key, key) for key in named]


def committee_is_called(stage: Stage) -> None:
    """Everybody who has a seat names who sits on it; the training offer and what is to be decided are written down."""
    for seat in seats(stage):
        body = bodies.mandate(f"Siège de {seat['organisation_id'][:8]}", stage.calendar.today)
        stage.api.post(f"/v1/seats/{seat['id']}/mandates", body, step=f"mandate:{seat['organisation_id']}")
    stage.ledger.moments["change"] = propose_change(stage)
    path = f"/v1/committees/{committee_of(stage)}/meetings"
    stage.ledger.moments["meeting"] = stage.api.post(path, _meeting(stage), step="meeting")


def propose_change(stage: Stage) -> Body:
    committee, year = stage.script.committee, stage.calendar.today.year
    institute_id = stage.ledger.organisations[committee.institute]
    sector = stage.script.organisation(committee.institute).sector
    offered = bodies.programme(committee.programme, institute_id, sector, year)
    programme_id = stage.api.post("/v1/programmes", offered, step="programme")["id"]
    change = bodies.curriculum_change(committee.programme, stage.ledger.agreements[FRAMEWORK], year + 1)
    return stage.api.post(f"/v1/programmes/{programme_id}/curriculum-changes", change, step="change")


def _meeting(stage: Stage) -> Body:
    starts_at = datetime.combine(stage.forum_day, AFTERNOON)
    teaching = {
        "title": bodies.local("Enseigner la maquette numérique", "تدريس النموذج الرقمي للمباني"),
        "curriculum_change_id": stage.ledger.moments["change"]["id"],
    }
    own_business = {
        "title": bodies.local("Suivi des stages promis par la fédération", "تتبع التداريب التي وعدت بها الجامعة"),
        "organisation_id": stage.ledger.organisations["fnbtp"],
    }
    return {"starts_at": starts_at.isoformat(), "place": "ISBTP, Fès", "agenda": [teaching, own_business]}


def committee_meets(stage: Stage) -> None:
    """All but one come; the federation votes on the first item and not on the second, which is its own business."""
    meeting_id = stage.ledger.moments["meeting"]["id"]
    path = f"/v1/meetings/{meeting_id}"
    sitting = seats(stage)
    present = [{"seat_id": seat["id"], "attends": "holder"} for seat in sitting if seat is not sitting[1]]
    stage.api.post(f"{path}/attendance", {"present": present}, step="attendance")
    opened = stage.api.post(f"{path}/open", step="open the meeting")
    for item, in_favour, text in zip(opened["agenda"], (len(present), len(present) - 1), DECIDED, strict=True):
        votes = {"in_favour": in_favour, "against": 0, "abstentions": 0}
        decision = {"item_id": item["id"], "text": bodies.local(*text), "votes": votes, "owner": bodies.DIRECTORATE}
        stage.api.post(f"{path}/decisions", decision, step=f"decide:{item['id']}")
    stage.api.post(f"{path}/close", step="close the meeting")
    written = stage.api.post(f"{path}/minutes", {"text": "Deux points, deux décisions."}, step="minutes")
    digest = {"digest": written["versions"][-1]["digest"]}
    stage.api.post(f"{path}/minutes/approve", digest, step="approve the minutes")


DECIDED = (
    ("La maquette numérique est enseignée dès la rentrée prochaine.", "يدرس النموذج الرقمي ابتداء من الدخول المقبل."),
    ("Les stages promis sont placés avant la fin de l'année.", "توزع التداريب الموعودة قبل نهاية السنة."),
)


def committee_of(stage: Stage) -> str:
    return stage.ledger.committees[bodies.committee_key(stage.script.committee.institute)]


def seats(stage: Stage) -> list[Body]:
    return list(stage.api.each(f"/v1/committees/{committee_of(stage)}/seats"))
