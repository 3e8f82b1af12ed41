"""Series and editions: planned, announced, opened, closed, held; changed, postponed and cancelled."""

from multaqa.bus import due
from multaqa.ids import new_id
from multaqa.messages.events import (
    EditionAnnounced,
    EditionCancelled,
    EditionChanged,
    EditionClosed,
    EditionHeld,
    EditionOpened,
    EditionPlanned,
    EditionPostponed,
    SeriesCreated,
)
from multaqa.rpc import rpc
from services.events.domain import Edition, Programme, Series
from services.events.domain.activity import refuse_lost_rooms, refuse_outside
from services.events.service.answers import listed
from services.events.service.contributors import contributor_ids, send_notice, tell_speakers
from services.events.service.quotas import attend_to


class EditionDesk:
    @rpc
    def create_series(self, facts):
        with self.work() as work:
            series = Series.created(new_id(), facts)
            work.series.save(series)
            work.publish(SeriesCreated, series)
            return work.commit(series.facts())

    @rpc
    def list_series(self, after=None, limit=50):
        with self.work.reading() as work:
            return listed(work.series.page({}, after, limit))

    @rpc
    def plan_edition(self, facts):
        with self.work() as work:
            edition = Edition.planned(new_id(), facts, work.series.get(facts["series_id"]), at=work.now())
            edition.refuse_taken_number(by=work.editions.with_number(edition.series_id, edition.number))
            work.editions.save(edition)
            work.programmes.save(Programme(edition.id, changed_at=work.now()))
            work.quotas.add_all(edition.quotas())
            work.publish(EditionPlanned, edition)
            return work.commit(edition.record())

    @rpc
    def list_editions(self, after=None, limit=50, series_id=None):
        with self.work.reading() as work:
            page = work.editions.page({"series_id": series_id} if series_id else {}, after, limit)
            return {"items": [edition.record() for edition in page.items], "next": page.next}

    @rpc
    def get_edition(self, edition_id):
        with self.work.reading() as work:
            return work.editions.get(edition_id).record()

    @rpc
    def change_edition(self, edition_id, facts, expected_version=None):
        with self.work() as work:
            edition = work.editions.get(edition_id, version=expected_version)
            edition.change(facts, at=work.now())
            refuse_lost_rooms(activities := work.activities.of(edition_id), edition)
            refuse_outside(activities, edition)
            self._keep_dated(work, edition)
            work.publish(EditionChanged, edition)
            work.audit("edition.changed", edition_id, stated=sorted(facts))
            return work.commit(edition.record())

    @rpc
    def announce_edition(self, edition_id, expected_version=None):
        with self.work() as work:
            edition = work.editions.get(edition_id, version=expected_version)
            edition.announce(at=work.now())
            self._keep_dated(work, edition)
            _tell_announced(work, edition)
            work.audit("edition.announced", edition_id)
            return work.commit(edition.record())

    @rpc
    def open_edition(self, edition_id, expected_version=None):
        with self.work() as work:
            edition = work.editions.get(edition_id, version=expected_version)
            if not edition.is_public:
                edition.announce(at=work.now())
                work.editions.save(edition)
                _tell_announced(work, edition)
            edition.open(at=work.now())
            self._keep_dated(work, edition)
            work.publish(EditionOpened, edition)
            work.audit("edition.opened", edition_id)
            return work.commit(edition.record())

    @rpc
    def close_edition(self, edition_id, expected_version=None):
        with self.work() as work:
            edition = work.editions.get(edition_id, version=expected_version)
            self._close(work, edition)
            work.audit("edition.closed", edition_id)
            return work.commit(edition.record())

    @rpc
    def postpone_edition(self, edition_id, facts, expected_version=None):
        with self.work() as work:
            edition = work.editions.get(edition_id, version=expected_version)
            days = edition.postpone(facts, at=work.now())
            self._keep_dated(work, edition)
            _move_along(work, edition, days)
            if days < 0:
                work.schedule("shorten_offers", edition_id, work.now())
            self._tell_concerned(work, EditionPostponed, edition)
            work.audit("edition.postponed", edition_id)
            return work.commit(edition.record())

    @rpc
    def cancel_edition(self, edition_id, reason, expected_version=None):
        with self.work() as work:
            edition = work.editions.get(edition_id, version=expected_version)
            edition.cancel(reason, at=work.now())
            self._keep_dated(work, edition)
            work.schedule("release_registrations", edition_id, work.now())
            self._tell_concerned(work, EditionCancelled, edition)
            self._cancel_contests(work, edition)
            work.audit("edition.cancelled", edition_id)
            return work.commit(edition.record())

    # what comes by itself

    @due("close_edition")
    def meet_closing(self, due):
        with self.work() as work:
            edition = work.editions.get(due.key)
            if edition.state == "open" and not edition.takes_registrations(at=work.now()):
                self._close(work, edition)
            work.commit()

    @due("hold_edition")
    def meet_end(self, due):
        with self.work() as work:
            edition = work.editions.get(due.key)
            if not edition.is_settled and edition.is_over(at=work.now()):
                if edition.state == "open":
                    self._close(work, edition)
                edition.hold(at=work.now())
                work.editions.save(edition)
                work.publish(EditionHeld, edition)
            work.commit()

    def _close(self, work, edition):
        edition.close(at=work.now())
        work.editions.save(edition)
        work.unschedule("close_edition", edition.id)
        work.publish(EditionClosed, edition)

    def _tell_concerned(self, work, message, edition):
        """Everybody who has a part in the edition, or was asked to have one, hears that it loses its day."""
        contributors, institutes = contributor_ids(work, edition), work.class_lists.institutes_at(edition.id)
        told = {"contributor_ids": contributors, "institute_ids": institutes}
        work.publish(message, edition, exhibitors=_exhibitors(work, edition), **told)
        send_notice(work, edition)
        self._tell_invited(work, edition, contributors)

    def _keep_dated(self, work, edition):
        """Save it, and plan what its dates bring by themselves; a cancelled one has nothing to come."""
        work.editions.save(edition)
        turns = {"hold_edition": edition.ends_at if edition.is_public else None, "close_edition": None}
        if edition.state == "open":
            attend_to(work, edition)
            turns["close_edition"] = edition.registration_over_at
        for kind, at in turns.items():
            if at and not edition.is_settled:
                work.schedule(kind, edition.id, at)
            else:
                work.unschedule(kind, edition.id)


def _tell_announced(work, edition):
    work.publish(EditionAnnounced, edition)
    for activity in work.activities.of(edition.id):
        if activity.is_planned:
            tell_speakers(work, edition, activity)


def _exhibitors(work, edition):
    return sorted({stand.organisation_id for stand in work.stands.standing_at(edition.id)})


def _move_along(work, edition, days):
    """Its activities go with it, at their hours."""
    activities = work.activities.of(edition.id)
    for activity in activities:
        activity.move(days, at=work.now())
    refuse_outside(activities, edition)
    work.activities.save_all(activities)
    work.programmes.touch(edition.id, work.now())
