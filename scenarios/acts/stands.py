"""The stands of the forum: drawn on its plan, given out, reached by their companies, where badges become leads."""

from scenarios import bodies
from scenarios.acts.registration import forum_registrations
from scenarios.api import Body
from scenarios.script import Organisation
from scenarios.stage import NOT_YET_KNOWN, Stage

NOT_YET_HEARD = NOT_YET_KNOWN | {422}  # a stand names its organisation; it is unknown until the room has heard of it
BATCH = 100
SILENT = 4
"""Of so many candidates at a stand, one does not agree to be known."""


def stands_are_given(stage: Stage) -> None:
    stage.api.post(f"/v1/editions/{stage.forum}/plan", bodies.plan(), step="plan")
    numbered = list(enumerate(stage.cast.companies, start=1))
    stage.together("stands", numbered, lambda each: take_stand(stage, *each))


def take_stand(stage: Stage, number: int, company: Organisation) -> None:
    body = bodies.stand(stage.ledger.organisations[company.key], number, stage.tables_of(company))
    path = f"/v1/editions/{stage.forum}/stands"
    made = stage.api.post(path, body, step=f"stand:{company.key}", awaiting=NOT_YET_HEARD)
    stage.ledger.stands[company.key] = made["id"]
    stage.ledger.links[company.key] = link_of(stage, made["id"], company.key)


def link_of(stage: Stage, stand: str, key: str) -> str:
    """A link is shown once; where the answer that showed it was lost, it is made anew."""
    named = {"name": f"Recrutement {key}", "role": "Recrutement"}
    made = stage.api.post(f"/v1/stands/{stand}/representatives", named, step=f"representative:{key}")
    path, turn = f"/v1/representatives/{made['id']}/link", 0
    while not made["token"]:
        turn += 1
        made = stage.api.post(path, step=f"representative:{key}:{turn}")
    return str(made["token"])


def companies_arrive(stage: Stage) -> None:
    stage.together("stands reached", stage.ledger.stands.values(), lambda each: arrive(stage, each))


def arrive(stage: Stage, stand: str) -> None:
    stage.door.post(f"/v1/stands/{stand}/arrival", step=f"arrival:{stand}")


def candidates_visit_stands(stage: Stage) -> None:
    """Everybody who came stops at one stand; phones push what they noted, and push it again."""
    present = [row["id"] for row in forum_registrations(stage) if row["state"] == "checked_in"]
    links = list(stage.ledger.links.values())
    visits = {link: present[n :: len(links)] for n, link in enumerate(links)}
    stage.together("leads pushed", visits.items(), lambda each: push(stage, *each, "first"))
    stage.together("leads pushed again", visits.items(), lambda each: push(stage, *each, "again"))


def push(stage: Stage, link: str, badges: list[str], turn: str) -> None:
    scans = [scan(stage, badge, n) for n, badge in enumerate(badges)]
    for start in range(0, len(scans), BATCH):
        batch = {"scans": scans[start : start + BATCH]}
        stage.public.post(f"/v1/links/{link}/lead-batches", batch, step=f"leads:{turn}:{link[:24]}:{start}")


def scan(stage: Stage, badge: str, n: int) -> Body:
    told = {"nonce": f"n-{badge}", "scanned_at": f"{stage.forum_day}T09:30:00+00:00", "badge": badge}
    return {**told, "consent": n % SILENT != SILENT - 1, "rating": n % 6, "next_step": "interview", "note": "CV remis"}
