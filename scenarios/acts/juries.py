"""Contests judged by professionals of partners: entered, declared, scored, deliberated, signed, published."""

import random
import re
from collections.abc import Sequence
from datetime import timedelta

from scenarios import bodies, receivers
from scenarios.acts.registration import FASHION_SHOW
from scenarios.api import Body, until
from scenarios.generator import Candidate
from scenarios.stage import NOT_YET_KNOWN, Stage

CARAVANE, INDUSTRY_DAY = "caravane-des-delices", "industry-day-2"
LINK = re.compile(r"/jury/(\S+)")
JURY = ("fnbtp", "floquet-monopole", "sotherma", "norgrains")
TEAMS = 6
SCORES_TOGETHER = 200
LEVELS = (
    ("Absent ou sans rapport avec la consigne", "غائب أو لا صلة له بالمطلوب"),
    ("Conforme à ce que le métier attend", "مطابق لما تنتظره المهنة"),
    ("Au-dessus de ce que le métier attend", "فوق ما تنتظره المهنة"),
    ("Remarquable", "متميز"),
)
CONTESTS = {
    FASHION_SHOW: ("Concours des créateurs", "مباراة المصممين", "textile.pattern-making"),
    CARAVANE: ("Concours de La Caravane des délices", "مباراة قافلة الأطايب", "hospitality.cooking"),
    INDUSTRY_DAY: ("Concours de la Journée de l'industrie", "مباراة يوم الصناعة", "industry.maintenance"),
}


def juries_judge(stage: Stage) -> None:
    for edition in CONTESTS:
        stage.ledger.moments[f"contest:{edition}"] = judge(stage, edition)


def judge(stage: Stage, edition: str) -> Body:
    contest_id = stage.api.post(
        f"/v1/editions/{stage.ledger.editions[edition]}/contests", _contest(stage, edition), step=f"contest:{edition}"
    )["id"]
    path = f"/v1/contests/{contest_id}"
    stage.api.post(f"{path}/open", step=f"contest open:{edition}")
    stage.together(f"entries of {edition}", entrants(stage, edition), lambda each: _enter(stage, path, each))
    jurors = [_name(stage, path, edition, number) for number in range(len(JURY))]
    stage.api.post(f"{path}/scoring", step=f"scoring:{edition}")
    links = [_link(stage, edition, number) for number in range(len(JURY))]
    stage.together(f"juries of {edition}", links, lambda each: _score(stage, each))
    for item in stage.api.get(f"{path}/deliberation")["items"]:
        closing = {"text": "Après échange, chacun maintient ou motive sa note."}
        stage.public.post(f"{links[0]}/deliberation/{item['id']}/closing", closing, step=f"close:{item['id']}")
    minutes = stage.api.post(f"{path}/minutes", step=f"minutes:{edition}")
    for number, link in enumerate(links):
        stage.public.post(f"{link}/signature", {"digest": minutes["digest"]}, step=f"sign:{edition}:{number}")
    stage.api.post(f"{path}/publication", step=f"publish:{edition}")
    return {"id": contest_id, "digest": minutes["digest"], "jurors": len(jurors)}


def entrants(stage: Stage, edition: str) -> Sequence[Candidate]:
    """All creators of the fashion show; of the other two, some trainees."""
    if edition == FASHION_SHOW:
        return stage.creators
    first = 0 if edition == CARAVANE else TEAMS
    return stage.cast.candidates[first : first + TEAMS]


def _contest(stage: Stage, edition: str) -> Body:
    french, arabic, skill = CONTESTS[edition]
    levels = [bodies.local(*level) for level in LEVELS]
    judged = {"weight": 3, "method": "judged", "skill": skill, "levels": levels}
    measure = {"unit": "min", "low": 0, "high": 180, "steps": [150, 100, 50]}
    measured = {"method": "measured", "measure": measure}
    return {
        "title": bodies.local(french, arabic),
        "criteria": [
            {"code": "craft", "label": bodies.local("Savoir-faire", "المهارة"), **judged},
            {"code": "idea", "label": bodies.local("Créativité", "الإبداع"), **judged, "weight": 2},
            {"code": "time", "label": bodies.local("Temps", "الوقت"), "weight": 1, **measured},
        ],
        "entries_until": (stage.calendar.now() + timedelta(days=5)).isoformat(),
        "prizes": [
            {"place": 1, "title": bodies.local("Premier prix", "الجائزة الأولى")},
            {"place": 2, "title": bodies.local("Deuxième prix", "الجائزة الثانية")},
            {"place": 3, "title": bodies.local("Troisième prix", "الجائزة الثالثة")},
        ],
        "appeal_days": 0,
    }


def _enter(stage: Stage, path: str, candidate: Candidate) -> None:
    person = stage.ledger.persons[candidate.key]
    entry = {
        "title": bodies.local(f"Ouvrage {candidate.key}", f"عمل {candidate.key}"),
        "person_ids": [person],
        "image_rights": [{"person_id": person, "given": True, "on": stage.calendar.today.isoformat()}],
    }
    stage.portal.post(f"{path}/entries", entry, step=f"entry:{path}:{candidate.key}")


def _address(edition: str, number: int) -> str:
    return f"jury-{number}@{edition}.example"


def _name(stage: Stage, path: str, edition: str, number: int) -> Body:
    juror = {
        "organisation_id": stage.ledger.organisations[JURY[number]],
        "name": f"Juré de {JURY[number]}",
        "email": _address(edition, number),
        "language": "fr",
        "chair": number == 0,
    }
    return stage.api.post(f"{path}/jurors", juror, step=f"juror:{edition}:{number}", awaiting=NOT_YET_KNOWN)


def _link(stage: Stage, edition: str, number: int) -> str:
    to, about = _address(edition, number), CONTESTS[edition][0]
    token = until(lambda: receivers.found_in_mail(stage.mails, to, about, LINK), bool)
    if token is None:
        raise RuntimeError(f"no mail about {about} came to {to}")
    return f"/v1/links/{token}/jury"


def _score(stage: Stage, link: str) -> None:
    """In the order the page shows; what a juror gives follows from the seed, their name and the entry's title."""
    page = stage.public.get(link)
    entries = [one["id"] for one in page["entries"]]
    for entry in entries:
        declared = {"entry_id": entry, "kind": "none"}
        stage.public.post(f"{link}/declarations", declared, step=f"declare:{link}:{entry}")
    strokes = [one for entry in page["entries"] for one in _strokes(stage, page["juror"]["name"], entry)]
    for first in range(0, len(strokes), SCORES_TOGETHER):
        batch = {"scores": strokes[first : first + SCORES_TOGETHER]}
        stage.public.post(f"{link}/scores", batch, step=f"scores:{link}:{first}")
    stage.public.post(f"{link}/hand-in", step=f"hand in:{link}")


def _strokes(stage: Stage, juror: str, entry: Body) -> list[Body]:
    chance = random.Random(f"{stage.seed}:{juror}:{entry['title']['fr']}")
    at = stage.calendar.now().isoformat()
    given = {"craft": chance.randint(1, 3), "idea": chance.randint(1, 3), "time": chance.randint(20, 170)}
    return [
        {"nonce": f"{entry['id']}-{code}", "entry_id": entry["id"], "criterion": code, "value": value, "at": at}
        for code, value in given.items()
    ]
