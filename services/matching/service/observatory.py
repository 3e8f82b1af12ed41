"""The observatory: supply and demand of each skill, month over month, and which training places close the most."""

from base64 import b64encode
from datetime import datetime, time

from multaqa.bus import due
from multaqa.errors import Invalid
from multaqa.ids import new_id
from multaqa.messages.matching import DemandGapFound
from multaqa.rpc import rpc
from multaqa.zone import CASABLANCA, day_of
from services.matching.domain import LocalText
from services.matching.domain.need import Need
from services.matching.domain.observatory import (
    Course,
    DemandGap,
    Hire,
    Market,
    Opening,
    Snapshot,
    Training,
    by_sector,
    month_after,
    month_before,
    month_of,
    planned_places,
    tension,
    trend,
)
from services.matching.domain.observatory.holders import held_levels
from services.matching.domain.observatory.telling import (
    CLOSED,
    GIVEN,
    UNTAUGHT,
    filled_in,
    hidden_below,
    told_sectors,
    told_skills,
)
from services.matching.domain.training import levels_taught
from services.matching.domain.wording import fault
from services.matching.observatory_table import observatory_table
from services.matching.service.company_view import SEE_EVERYONE

MONTH = "observatory_month"
MONTHS_TOLD = 60
"""Months of a skill's history in one answer: five years."""


class ObservatoryDesk:
    @rpc
    def observatory(self, sector=None, limit=100):
        """Every sector, or one, and its skills with the largest gaps; who is not of the directorate names one."""
        with self.work.reading() as work:
            whole, balances = _sees_all(work, sector), self._balances(work, sector)
            period = month_of(day_of(work.now()))
            skills, sectors = _shown(work, balances, period)
        return {
            "period": period,
            "hidden_below": hidden_below(whole=whole),
            "sectors": told_sectors(sectors, whole=whole),
            "skills": told_skills(skills, whole=whole)[:limit],
        }

    @rpc
    def export_observatory(self, sector=None, format="csv"):
        with self.work.reading() as work:
            whole, balances = _sees_all(work, sector), self._balances(work, sector)
            period = month_of(day_of(work.now()))
            skills, _ = _shown(work, balances, period)
        rows = told_skills(skills, whole=whole)
        content, media_type = self.press.run(observatory_table, rows, period, format or "csv")
        filename = f"observatory-{period}.{format or 'csv'}"
        return {"content": b64encode(content).decode(), "media_type": media_type, "filename": filename}

    @rpc
    def observed_months(self, skill):
        """A skill month by month, the newest first."""
        with self.work.reading() as work:
            labels = work.skills.labels([skill])
            snapshots = work.snapshots.of(skill, MONTHS_TOLD)
        return {"skill": skill, "label": labels.get(skill), "items": [one.facts() for one in snapshots], "next": None}

    @rpc
    def training_places(self, places=20, sector=None, most=None):
        """Which `places` would close the most demand; `most` are the places one programme can be given."""
        with self.work.reading() as work:
            balances = self._balances(work, sector)
            programmes = {row["_id"]: row for row in work.programmes.offered(sector)}
            year = self._next_beginning(day_of(work.now()))
            labels = work.skills.labels([balance.skill for balance in balances])
        courses = [Course(id, levels_taught(row, year), most) for id, row in programmes.items()]
        empty = {balance.skill: balance.empty for balance in balances if balance.gap}
        plan = self.press.run(planned_places, empty, courses, places)
        return _plan_told(plan, programmes, labels)

    @rpc
    def observe(self):
        """Take this month's snapshot now; the end of the month replaces it."""
        with self.work() as work:
            period = month_of(day_of(work.now()))
            self._watch_months(work)
            taken = self._snapshot(work, period)
            return work.commit({"period": period, "skills": len(taken)})

    @due(MONTH)
    def close_month(self, due):
        """After an absence over several months only the last is closed: of the others nobody knows any more."""
        with self.work() as work:
            today = day_of(work.now())
            self._snapshot(work, month_before(today))
            work.schedule(MONTH, due.key, _morning_of(month_after(today)))
            work.commit()

    # for the other desks

    @staticmethod
    def _watch_months(work):
        if work.watches.begin(at=work.now()):
            work.schedule(MONTH, MONTH, _morning_of(month_after(day_of(work.now()))))

    # what is counted

    def _snapshot(self, work, period):
        balances = self._balances(work)
        taken = [
            Snapshot(period, one.skill, one.sector, one.supply, one.demand, one.gap, round(one.tension, 4))
            for one in balances
        ]
        work.snapshots.keep(period, taken)
        worth = {one.skill: one for one in balances if one.gap >= self.own["observatory"]["gap_worth_telling"]}
        fresh = work.snapshots.tell(period, worth)
        labels = work.skills.labels(fresh)
        for skill in sorted(fresh):
            label = LocalText(**labels[skill]) if skill in labels else None
            found = DemandGap(new_id(), period, skill, label, worth[skill].sector, worth[skill].gap)
            work.publish(DemandGapFound, found)
        return taken

    def _balances(self, work, sector=None):
        balances = self._market(work).balances()
        return [one for one in balances if sector in (None, one.sector)]

    @staticmethod
    def _standing_needs(work, ids=None):
        """By id; all that stand, or those of these ids."""
        return {
            row["_id"]: Need(
                work.organisations.current(row["organisation_id"]),
                *(row[name] for name in ("skill", "level", "headcount", "stated_at")),
            )
            for row in work.skill_needs.standing(day_of(work.now()), ids)
        }

    def _market(self, work):
        today = day_of(work.now())
        offers = {offer.id: offer for offer in work.offers.many({})}
        return Market(
            needs=list(self._standing_needs(work).values()),
            openings=[
                Opening(offer.organisation_id, sought.code, sought.level, offer.positions_left)
                for offer in offers.values()
                if offer.is_open and offer.positions_left
                for sought in offer.required
            ],
            hires=[
                Hire(hiring.organisation_id, sought.code, sought.level, hiring.answered_at)
                for hiring in work.hirings.taken()
                if hiring.offer_id in offers
                for sought in offers[hiring.offer_id].required
            ],
            trainings=list(self._trainings(work, today)),
            **_held(work),
            sectors={code: row["sector"] for code, row in work.skills.by_code().items()},
        )

    def _next_beginning(self, today):
        """The school year that places given now are for."""
        return today.year if today.month <= self.own["observatory"]["school_year_ends"] else today.year + 1

    def _trainings(self, work, today):
        knobs = self.own["observatory"]
        for programme in work.programmes.offered():
            for enrolment in programme["enrolments"]:
                ends = enrolment["year"] + knobs["years_of_training"][programme["level"]]
                is_to_come = (ends, knobs["school_year_ends"]) >= (today.year, today.month)
                if is_to_come and ends <= today.year + knobs["years_ahead"]:
                    for skill, level in levels_taught(programme, enrolment["year"]).items():
                        yield Training(skill, level, ends, enrolment["enrolled"])


def _morning_of(day):
    return datetime.combine(day, time.min, tzinfo=CASABLANCA)


def _sees_all(work, sector):
    """The directorate sees every count; whoever else asks names their sector and sees no small one."""
    if work.context.role in SEE_EVERYONE:
        return True
    if sector is None:
        text = "Name the sector whose figures you want."
        raise Invalid("observatory.sector_needed", text, errors=[fault("/sector", "observatory.sector_needed", text)])
    return False


def _held(work):
    """Who holds a skill and has taken no job, and how many a credential proves it of."""
    proven = work.credentials.proven()
    standing = work.candidates.standing_of(proven)
    stated = {person_id: candidate.profile.skills for person_id, candidate in standing.items()}
    employed = {person_id for person_id, candidate in standing.items() if candidate.hired_at}
    holders, awarded = held_levels(work.candidates.stated_skills(), proven, stated, employed)
    return {"holders": holders, "awarded": awarded}


def _shown(work, balances, period):
    """The rows of skills and of their sectors, with what they are called and how they have moved."""
    before = work.snapshots.last_before(period)
    labels = work.skills.labels([one.skill for one in balances])
    skills = [
        {
            **one.facts(),
            "label": labels.get(one.skill),
            "trend": trend(one.gap, one.tension, [before[one.skill]] if one.skill in before else []),
        }
        for one in balances
    ]
    sectors = [{**one.facts(), "trend": _sector_trend(one, before)} for one in by_sector(balances)]
    return skills, sectors


def _sector_trend(sector, before):
    """Against the sums of the last month that was looked at."""
    own = [one for one in before.values() if one.sector == sector.sector]
    last = max((one.period for one in own), default=None)
    together = [one for one in own if one.period == last]
    supply, demand, gap = (sum(getattr(one, name) for one in together) for name in ("supply", "demand", "gap"))
    summed = Snapshot(last or "", "", sector.sector, supply, demand, gap, tension(demand, supply))
    return trend(sector.gap, sector.tension, [summed] if together else [])


def _plan_told(plan, programmes, labels):
    closed = plan.closed_by_skill
    given = sorted(plan.given.items(), key=lambda line: (-line[1], line[0]))
    facts = plan.facts()
    totals = {"closed": plan.closed, "places": plan.places, "before": facts["gap_before"], "after": facts["gap_after"]}
    return {
        **facts,
        "text": filled_in(CLOSED, totals, totals),
        "given": [
            {
                "programme_id": programme_id,
                "institute_id": programmes[programme_id]["institute_id"],
                "programme": programmes[programme_id]["title"],
                "sector": programmes[programme_id]["sector"],
                "skill": skill,
                "label": labels.get(skill),
                "places": count,
                "text": _in_words(
                    GIVEN,
                    skill=labels.get(skill),
                    code=skill,
                    programme=programmes[programme_id]["title"],
                    places=count,
                    gap=plan.gaps[skill],
                    left=plan.gaps[skill] - closed[skill],
                ),
            }
            for (programme_id, skill), count in given
        ],
        "untaught": [
            {"skill": skill, "label": labels.get(skill), "gap": gap}
            | {"text": _in_words(UNTAUGHT, skill=labels.get(skill), code=skill, gap=gap)}
            for skill, gap in sorted(plan.untaught.items(), key=lambda line: (-line[1], line[0]))
        ],
    }


def _in_words(text, skill, code, programme=None, **counts):
    """A text in both languages; a skill the reference lacks is called by its code."""
    named = {
        language: {
            "skill": skill[language] if skill else code,
            "programme": programme[language] if programme else "",
            **counts,
        }
        for language in ("fr", "ar")
    }
    return filled_in(text, named["fr"], named["ar"])
