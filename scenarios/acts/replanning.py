"""S7, live: what happens on the forum's day to a timetable that everybody has been told, turn by turn."""

from scenarios.acts.door import badge, open_door, scan
from scenarios.acts.forum import offers_seen_by
from scenarios.acts.registration import become_known, cancel, complete_profile, register
from scenarios.api import Body
from scenarios.forum_day import Day
from scenarios.generator import walk_in
from scenarios.stage import Stage
from scenarios.turns import starts

RECEPTION = "Accueil"
LATE, SWAPPED = "a company opens late", "two interviews are swapped"
UNKNOWN_TABLE = frozenset({422})  # a table can be named as soon as the matching room has heard of it


def day_is_replanned(stage: Stage) -> None:
    Day(stage).play(
        (
            interview_is_pinned,
            company_opens_late,
            interviews_are_swapped,
            meeting_is_forbidden,
            candidate_cancels,
            somebody_walks_in,
            candidate_does_not_show,
            stand_gets_a_table,
            meeting_is_pinned_at_it,
        )
    )


def interview_is_pinned(day: Day) -> None:
    """At the company that is late, once it is there: what must leave the hours before may not take this place."""
    pinned = next(one for one in day.of_present(day.late_company) if starts(one) >= day.opens_late_at)
    day.give_part(pinned["candidate_id"])
    day.turn("an interview is pinned", lambda: day.post(f"/v1/interviews/{pinned['id']}/pin", {}, "pin"))


def company_opens_late(day: Day) -> None:
    now = day.stage.calendar.now()
    early = [
        one
        for one in day.interviews
        if one["organisation_id"] == day.late_company and now <= starts(one) < day.opens_late_at
    ]
    hours = {"from": now.isoformat(), "until": day.opens_late_at.isoformat()}
    day.stage.ledger.moments[LATE] = {"organisation_id": day.late_company, **hours}
    day.turn(LATE, lambda: day.open_late("first"), about=early)


def interviews_are_swapped(day: Day) -> None:
    by_company: dict[str, list[Body]] = {}
    for one in day.of_present():
        by_company.setdefault(one["organisation_id"], []).append(one)
    one, other = next((own[0], two) for own in by_company.values() for two in own if two["slot"] != own[0]["slot"])
    day.give_part(one["candidate_id"], other["candidate_id"])
    day.stage.ledger.moments[SWAPPED] = {one["id"]: other["slot"], other["id"]: one["slot"]}
    path, body = f"/v1/interviews/{one['id']}/swap", {"with_interview_id": other["id"]}
    day.turn(SWAPPED, lambda: day.post(path, body, "swap"), about=(one, other))


def meeting_is_forbidden(day: Day) -> None:
    parted, *_ = day.of_present()
    day.give_part(parted["candidate_id"])
    who, company = parted["candidate_id"], parted["organisation_id"]
    day.stage.ledger.apart.add((who, company))
    path, body = f"/v1/editions/{day.stage.forum}/forbidden-meetings", {"candidate_id": who, "organisation_id": company}
    day.turn("a meeting is forbidden", lambda: day.post(path, body, "forbid"), seekers=(who,), gives_back=True)


def candidate_cancels(day: Day) -> None:
    """The seat is free again, and nobody waits for it."""
    cancelled, *_ = day.of_absent()
    day.give_part(cancelled["candidate_id"])
    who = cancelled["candidate_id"]
    day.stage.ledger.away.add(who)
    registration = day.stage.ledger.registrations[day.stage.ledger.keys[who]]

    def command() -> Body:
        cancel(day.stage, registration)
        return {}

    day.turn(
        "a candidate cancels",
        command,
        heard=lambda: not day.stage.api.get(f"/v1/candidates/{who}/interviews")["items"],
        gone=(who,),
        gives_back=True,
    )


def somebody_walks_in(day: Day) -> None:
    """Fit for what the next one will not come to; registered and let in at once, on the seat that was given back."""
    stage = day.stage
    missed, *_ = day.of_absent()
    newcomer = walk_in(stage.seed, stage.offer_of(missed["offer_id"]))

    def command() -> Body:
        stage.welcome(newcomer)
        become_known(stage, newcomer)
        day.give_part(stage.ledger.persons[newcomer.key])
        complete_profile(stage, newcomer)
        register(stage, newcomer)
        token = badge(stage, stage.ledger.registrations[newcomer.key])
        scan(stage, token, open_door(stage, RECEPTION))
        return {}

    day.turn(
        "somebody walks in",
        command,
        heard=lambda: bool(offers_seen_by(stage, stage.ledger.persons[newcomer.key])),
        seekers=(newcomer.key,),
    )


def candidate_does_not_show(day: Day) -> None:
    missed, *_ = day.of_absent()
    day.give_part(missed["candidate_id"])
    day.stage.ledger.away.add(missed["candidate_id"])
    path = f"/v1/interviews/{missed['id']}/no-show"
    day.turn("a candidate does not show", lambda: day.post(path, {}, "no-show"), gives_back=True)


def stand_gets_a_table(day: Day) -> None:
    """Where most interviews are: whoever may have one more is met there, as far as somebody may."""
    slots = set(range(day.ahead()[0]["slot"], day.stage.script.play.day.slots))
    wanted = bool(day.takers(day.full_company, slots))
    stand, table = _new_table(day)
    path, body = f"/v1/stands/{stand}/change", {"tables": day.stage.script.play.tables_per_stand + 1}
    day.turn(
        "a stand gets a table",
        lambda: day.post(path, body, "table"),
        heard=lambda: not wanted or any(one["table_id"] == table for one in day.read()),
    )


def meeting_is_pinned_at_it(day: Day) -> None:
    """Whoever sits there at that hour gives way."""
    _, table = _new_table(day)
    meeting = next(one for one in day.of_present(day.full_company) if one["table_id"] != table)
    day.give_part(meeting["candidate_id"])
    body = {name: meeting[name] for name in ("candidate_id", "offer_id", "starts_at")} | {"table_id": table}
    path = f"/v1/editions/{day.stage.forum}/pins"
    day.turn(
        "a meeting is pinned at the new table",
        lambda: day.post(path, body, "pin at it", UNKNOWN_TABLE),
        about=(meeting,),
    )


def _new_table(day: Day) -> tuple[str, str]:
    """Of the stand, and of the table that it gets."""
    keys = {organisation: key for key, organisation in day.stage.ledger.organisations.items()}
    stand = day.stage.ledger.stands[keys[day.full_company]]
    return stand, f"{stand}/{day.stage.script.play.tables_per_stand + 1}"
