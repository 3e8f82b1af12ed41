"""Series and editions: planned, opened, closed when they end."""

from multaqa.bus import due
from multaqa.ids import new_id
from multaqa.messages.events import EditionClosed, EditionOpened, EditionPlanned, SeriesCreated
from multaqa.rpc import rpc
from services.events.domain import Edition, Series
from services.events.service.answers import listed


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
            work.quotas.add_all(edition.quotas())
            work.publish(EditionPlanned, edition)
            return work.commit(edition.facts())

    @rpc
    def list_editions(self, after=None, limit=50, series_id=None):
        with self.work.reading() as work:
            return listed(work.editions.page({"series_id": series_id} if series_id else {}, after, limit))

    @rpc
    def get_edition(self, edition_id):
        with self.work.reading() as work:
            return work.editions.get(edition_id).facts()

    @rpc
    def open_edition(self, edition_id):
        with self.work() as work:
            edition = work.editions.get(edition_id)
            edition.open(at=work.now())
            work.editions.save(edition)
            work.publish(EditionOpened, edition)
            work.schedule("close_edition", edition_id, edition.ends_at)
            work.audit("edition.opened", edition_id)
            return work.commit(edition.facts())

    @due("close_edition")
    def close_edition(self, due):
        with self.work() as work:
            edition = work.editions.get(due.key)
            edition.close(at=work.now())
            work.editions.save(edition)
            work.publish(EditionClosed, edition)
            work.commit()
