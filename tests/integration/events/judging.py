"""A contest to judge: its rubric, its entries, its jury, and ways to act as each of them."""

from datetime import timedelta

from multaqa.clock import SystemClock
from multaqa.ids import new_id
from tests.integration.events.forum import planned

TITLE = {"fr": "Défilé Amazigh Fashion", "ar": "عرض الموضة الأمازيغية"}
LEVELS = [{"fr": f"Niveau {n}", "ar": f"المستوى {n}"} for n in range(4)]
IDEA = {"code": "idea", "label": {"fr": "Idée", "ar": "الفكرة"}, "weight": 3, "method": "judged", "levels": LEVELS}
TIME = {
    "code": "time",
    "label": {"fr": "Temps", "ar": "الوقت"},
    "weight": 1,
    "method": "measured",
    "skill": "textile.sewing",
    "measure": {"unit": "min", "low": 0, "high": 120, "steps": [90, 60, 30]},
}
CRITERIA = [{**IDEA, "skill": "textile.design"}, TIME]
PRIZES = [{"place": n, "title": {"fr": f"Prix {n}", "ar": f"الجائزة {n}"}} for n in (1, 2, 3)]
HOUSES = ("o0", "o1", "o2", "o3")


def soon(days=1):
    return (SystemClock().now() + timedelta(days=days)).isoformat()


def know_organisations(events, *ids, **circumstances):
    heard = [
        events.hear(
            "partners.organisation_registered.v1",
            id,
            {"id": id, "kind": "company", "name": {"fr": id, "ar": id}, "ice": None, "sectors": ["textile"]},
            **circumstances,
        )
        for id in ids
    ]
    events.has_handled(*heard)


def contest(events, *, edition=None, **more):
    facts = {"title": TITLE, "criteria": CRITERIA, "entries_until": soon(), "prizes": PRIZES, "appeal_days": 0, **more}
    return events.ask("plan_contest", edition_id=edition or planned(events), facts=facts)["id"]


def enter(events, contest_id, number, **more):
    person = f"p{number}"
    facts = {
        "title": {"fr": f"Collection {number}", "ar": f"مجموعة {number}"},
        "person_ids": [person],
        "image_rights": [{"person_id": person, "given": True, "on": "2026-01-01"}],
        **more,
    }
    return events.ask("submit_entry", contest_id=contest_id, facts=facts)["id"]


def name(events, contest_id, number, **more):
    facts = {
        "organisation_id": HOUSES[number % len(HOUSES)],
        "name": f"Juré {number}",
        "email": f"j{number}@x.example",
        "language": "fr",
        "chair": number == 0,
        **more,
    }
    return events.ask("name_juror", contest_id=contest_id, facts=facts)["id"]


def link_of(events, juror_id):
    """The digest of the newest link that was mailed to a juror, as the gateway would give it."""
    from gateway.links import Link

    letters = [one for one in events.told("events.juror_invited.v1") if one.subject == juror_id]
    return Link.shown(letters[-1].facts["token"]).digest


def entry_link(events, entry_id, purpose="entered"):
    """The digest of the link that was mailed to the first of an entry's members for this purpose."""
    from gateway.links import Link

    letters = [one.facts for one in events.told("events.entrant_link_sent.v1") if one.subject == entry_id]
    return Link.shown(next(one["token"] for one in letters if one["purpose"] == purpose)).digest


def judged_contest(events, entries=4, jurors=3, **more):
    """Open for scoring: the contest, its entries and its jurors."""
    know_organisations(events, *HOUSES)
    contest_id = contest(events, **more)
    events.ask("open_contest", contest_id=contest_id)
    entered = [enter(events, contest_id, n) for n in range(entries)]
    named = [name(events, contest_id, n) for n in range(jurors)]
    events.ask("start_scoring", contest_id=contest_id)
    return contest_id, entered, named


def declare(events, link, entry_id, kind="none"):
    return events.ask("declare_conflict", link=link, facts={"entry_id": entry_id, "kind": kind})


def stroke(entry_id, criterion, value, **more):
    now = SystemClock().now().isoformat()
    return {"nonce": new_id(), "entry_id": entry_id, "criterion": criterion, "value": value, "at": now, **more}


def push(events, link, *strokes):
    return [one["outcome"] for one in events.ask("push_scores", link=link, scores=list(strokes))["scores"]]


def score_all(events, juror_id, idea=2, minutes=60):
    """Declare, score and hand in; `idea` may be a rule of the entry."""
    link = link_of(events, juror_id)
    entries = [one["id"] for one in events.ask("read_jury_page", link=link)["entries"]]
    for entry_id in entries:
        declare(events, link, entry_id)
    given = idea if callable(idea) else lambda _: idea
    push(
        events,
        link,
        *[stroke(one, "idea", given(one)) for one in entries],
        *[stroke(one, "time", minutes) for one in entries],
    )
    return events.ask("hand_in_scores", link=link)


def sign(events, juror_id, **more):
    link = link_of(events, juror_id)
    digest = events.ask("read_jury_page", link=link)["minutes"]["digest"]
    return events.ask("answer_minutes", link=link, digest=digest, **more)
