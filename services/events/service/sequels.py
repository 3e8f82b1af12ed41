"""From one edition to the next: planned after the last one, and held side by side with it."""

from collections import Counter

from multaqa.errors import Refused
from multaqa.ids import new_id
from multaqa.messages.events import ActivityPlanned, EditionPlanned
from multaqa.rpc import rpc
from services.events.domain import Programme, Quota
from services.events.domain.activity import refuse_outside
from services.events.domain.edition.venue import days_between
from services.events.service.quotas import tally

COMPARED = 20


class SequelDesk:
    @rpc
    def plan_next_edition(self, series_id, facts):
        with self.work() as work:
            last = _last_of(work, series_id)
            edition = last.next_one(new_id(), facts, at=work.now())
            work.editions.save(edition)
            work.publish(EditionPlanned, edition)
            work.programmes.save(Programme(edition.id, changed_at=work.now()))
            work.quotas.add_all(edition.quotas())
            _plan_again(work, last, edition)
            work.audit("edition.planned_again", edition.id, after=last.id)
            return work.commit(edition.record())

    @rpc
    def compare_editions(self, series_id):
        with self.work.reading() as work:
            editions = work.editions.newest_of(work.series.get(series_id).id, COMPARED)
            return {"items": [_figures(work, edition) for edition in editions]}


def _last_of(work, series_id):
    last = next(iter(work.editions.newest_of(work.series.get(series_id).id, 1)), None)
    if last is None:
        text = "The series has no edition yet to plan the next one after."
        raise Refused("series.without_edition", text, series_id=series_id)
    return last


def _plan_again(work, last, edition):
    """The last one's planned activities, on the new days at their hours."""
    days = days_between(last.starts_at, edition.starts_at)
    planned = [one for one in work.activities.of(last.id) if one.is_planned]
    again = [one.again(new_id(), edition.id, days, at=work.now()) for one in planned]
    refuse_outside(again, edition)
    work.activities.add_all(again)
    rooms = [(one.id, one.capacity) for one in again if one.capacity is not None]
    work.quotas.add_all([Quota.empty(edition.id, None, capacity, id) for id, capacity in rooms])
    for activity in again:
        work.publish(ActivityPlanned, activity)


def _figures(work, edition):
    by_category = tally(work, edition.id).figures()
    states = Counter()
    for counted in by_category.values():
        states.update({state: many for state, many in counted.items() if state != "capacity"})
    kinds = Counter(one.kind for one in work.activities.of(edition.id) if one.is_planned)
    told = {name: edition.facts()[name] for name in ("id", "number", "theme", "state", "starts_at")}
    return {
        **told,
        "quotas": by_category,
        "registrations": dict(states),
        "came": states["checked_in"],
        "stands": work.stands.count({"edition_id": edition.id}),
        "activities": dict(kinds),
    }
