"""S3 and S6: what takes place at the industry day and at the digital day, and what is taught because of it."""

from datetime import datetime, time, timedelta, timezone

from scenarios import bodies
from scenarios.api import Body, until
from scenarios.script import Programme
from scenarios.stage import Stage

AFTERNOON = time(16, 30, tzinfo=timezone(timedelta(hours=1)))
INDUSTRY_DAY, DIGITAL_DAY = "industry-day-2", "digital-day-4"
DIGITAL_INSTITUTE = "digital-institute"
SIGNED_LATER = frozenset({422})  # the events' room hears in a moment that an agreement is in force
EMERGING = "digital.security-operations"
NOTE = "Les centres de supervision n'embauchent plus sans savoir lire ce que l'IA signale."
SPEAKERS = (
    {"name": "Salma Benkirane", "organisation": "Centre de supervision", "title": "Responsable de la détection"},
    {"name": "Youssef Alaoui", "organisation": "Institut spécialisé", "title": "Formateur"},
)
FREE = bodies.local("Détection d'intrusions par apprentissage automatique", "كشف الاختراقات بالتعلم الآلي")
INSTITUTE = bodies.local("Institut spécialisé du digital, Fès", "المعهد المتخصص في الرقمنة بفاس")
COMMITTEE = bodies.local("Comité de gestion de l'institut du digital", "لجنة تدبير معهد الرقمنة")
TAUGHT = Programme(
    code="DIG-CYB-TS",
    title_fr="Technicien en cybersécurité",
    title_ar="تقني في الأمن السيبراني",
    level="technicien_specialise",
    places=60,
    teaches={"digital.cybersecurity": 3, "digital.python": 2},
    adds={EMERGING: 4},
)


def ceremony_is_held(stage: Stage) -> None:
    """The industry day's programme has the ceremony; which conventions were signed at it is said afterwards."""
    ceremony = bodies.local("Signature des conventions", "حفل توقيع الاتفاقيات")
    activity = _plan(stage, INDUSTRY_DAY, {"kind": "signing", "title": ceremony}, after=2)
    signed = [stage.ledger.agreements[each.key] for each in stage.script.of_fact("S3")]
    path = f"/v1/activities/{activity['id']}/change"
    stage.api.post(path, {"agreement_ids": signed}, step="what was signed", awaiting=SIGNED_LATER)


def talk_is_given(stage: Stage) -> None:
    """Two speakers at the digital day, and what they showed to be emerging: one skill by its code, one in words."""
    theme = stage.script.edition(DIGITAL_DAY)
    title = bodies.local(theme.theme_fr, theme.theme_ar)
    talk = _plan(stage, DIGITAL_DAY, {"kind": "talk", "title": title, "speakers": list(SPEAKERS)}, after=1)
    stage.ledger.moments["talk"] = talk
    for what in ({"skill": EMERGING}, {"label": FREE}):
        body = {**what, "sector": "digital", "note": NOTE}
        stage.api.post(f"/v1/activities/{talk['id']}/emerging-skills", body, step=f"emerging:{next(iter(what))}")


def _plan(stage: Stage, edition: str, activity: Body, after: int) -> Body:
    path = f"/v1/editions/{stage.ledger.editions[edition]}"
    starts_at = datetime.fromisoformat(stage.api.get(path)["starts_at"]) + timedelta(hours=after)
    times = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(hours=1)).isoformat()}
    return stage.api.post(f"{path}/activities", {**activity, **times}, step=f"activity:{edition}")


def adaptation_is_proposed(stage: Stage) -> None:
    """The institute that trains for the sector sees to it, and its committee is called to decide."""
    institute = stage.api.post("/v1/organisations", {"kind": "institute", "name": INSTITUTE}, step="digital institute")
    stage.ledger.organisations[DIGITAL_INSTITUTE] = institute["id"]
    year = stage.calendar.today.year
    offered = bodies.programme(TAUGHT, institute["id"], "digital", year)
    programme = stage.api.post("/v1/programmes", offered, step="digital programme")
    line = f"/v1/adaptations/{listed(stage)['id']}"
    stage.api.post(f"{line}/owner", {"owner": institute["id"]}, step="owner of the adaptation")
    change = {"programme_id": programme["id"], "level": TAUGHT.adds[EMERGING], "from_year": year + 1}
    proposed = stage.api.post(f"{line}/curriculum-changes", change, step="adaptation proposed")
    stage.ledger.moments["adaptation"] = proposed
    stage.ledger.moments["digital meeting"] = _call(stage, institute["id"], proposed["changes"][0]["id"])


def listed(stage: Stage) -> Body:
    """The line of the skill that was noted by its code, as soon as the partners' room has heard of it."""

    def read() -> list[Body]:
        return [line for line in stage.api.each("/v1/adaptations", sector="digital") if line["skill"] == EMERGING]

    line: Body
    (line,) = until(read, bool)
    return line


def _call(stage: Stage, institute_id: str, change_id: str) -> Body:
    founded = {**bodies.committee(stage.script.committee, institute_id), "name": COMMITTEE}
    path = f"/v1/committees/{stage.api.post('/v1/committees', founded, step='digital committee')['id']}"
    for holder in (bodies.DIRECTORATE, institute_id):
        granted = {"organisation_id": holder, "voting": True}
        seat = stage.api.post(f"{path}/seats", granted, step=f"digital seat:{holder}")
        body = bodies.mandate(f"Siège de {holder[:8]}", stage.calendar.today)
        stage.api.post(f"/v1/seats/{seat['id']}/mandates", body, step=f"digital mandate:{holder}")
    item = {"title": bodies.local("Enseigner la supervision", "تدريس المراقبة"), "curriculum_change_id": change_id}
    at = datetime.combine(stage.forum_day, AFTERNOON).isoformat()
    meeting = {"starts_at": at, "place": "Fès", "agenda": [item]}
    return stage.api.post(f"{path}/meetings", meeting, step="digital meeting")


def adaptation_is_decided(stage: Stage) -> None:
    path = f"/v1/meetings/{stage.ledger.moments['digital meeting']['id']}"
    committee_id = stage.ledger.moments["digital meeting"]["committee_id"]
    seats = list(stage.api.each(f"/v1/committees/{committee_id}/seats"))
    present = [{"seat_id": seat["id"], "attends": "holder"} for seat in seats]
    stage.api.post(f"{path}/attendance", {"present": present}, step="digital attendance")
    (item,) = stage.api.post(f"{path}/open", step="open the digital meeting")["agenda"]
    text = bodies.local(
        "La supervision est enseignée dès la rentrée prochaine.", "تدرس المراقبة ابتداء من الدخول المقبل."
    )
    votes = {"in_favour": len(present), "against": 0, "abstentions": 0}
    decision = {"item_id": item["id"], "text": text, "votes": votes, "owner": bodies.DIRECTORATE}
    stage.api.post(f"{path}/decisions", decision, step="decide on the adaptation")
    stage.api.post(f"{path}/close", step="close the digital meeting")
