"""Stands: who receives people at an edition, and where."""

from multaqa.ids import new_id
from multaqa.messages.events import StandAssigned
from multaqa.rpc import rpc
from services.events.domain import Stand
from services.events.service.answers import listed


class StandDesk:
    @rpc
    def assign_stand(self, edition_id, facts):
        with self.work() as work:
            stand = Stand.assigned(new_id(), work.editions.get(edition_id), facts, at=work.now())
            stand.refuse_taken(by=work.stands.like(stand))
            work.stands.save(stand)
            work.publish(StandAssigned, stand)
            return work.commit(stand.facts())

    @rpc
    def list_stands(self, edition_id, after=None, limit=50):
        with self.work.reading() as work:
            return listed(work.stands.page({"edition_id": work.editions.get(edition_id).id}, after, limit))
