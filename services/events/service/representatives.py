"""Representatives of a stand: named by staff, given a link, gone when they leave or the stand is withdrawn."""

from multaqa.errors import Refused
from multaqa.ids import new_id
from multaqa.links import gone, new_link
from multaqa.rpc import rpc
from services.events.domain import Representative
from services.events.service.answers import listed


class RepresentativeDesk:
    @rpc
    def add_representative(self, stand_id, facts):
        with self.work() as work:
            stand = work.stands.get(stand_id)
            if work.persons.is_erased(facts.get("person_id") or ""):
                raise Refused("representative.erased", "This person's data has been erased.")
            present = work.representatives.present_at(stand_id)
            work.stands.save(stand)  # two who add at the same instant count one after the other
            representative = Representative.added(new_id(), stand, facts, present, at=work.now())
            return self._give_link(work, representative)

    @rpc
    def renew_representative_link(self, representative_id):
        """For one that was lost or seen by others: it ends."""
        with self.work() as work:
            return self._give_link(work, work.representatives.get(representative_id))

    def _give_link(self, work, representative):
        """The token is shown once; what is kept of the answer, for a repeat, lacks it."""
        link = new_link(work.context.tenant)
        representative.open(link.digest, at=work.now())
        work.representatives.save(representative)
        work.audit("representative.linked", representative.id, stand_id=representative.stand_id)
        work.commit({**representative.facts(), "token": None})
        return {**representative.facts(), "token": link.token}

    @rpc
    def end_representative(self, representative_id):
        with self.work() as work:
            representative = work.representatives.get(representative_id)
            representative.end(at=work.now())
            work.representatives.save(representative)
            return work.commit(representative.facts())

    @rpc
    def list_representatives(self, stand_id, after=None, limit=50):
        with self.work.reading() as work:
            return listed(work.representatives.page({"stand_id": work.stands.get(stand_id).id}, after, limit))

    def _end_representatives(self, work, stand):
        for representative in work.representatives.of_stands([stand.id]):
            representative.end(at=work.now())
            work.representatives.save(representative)

    # a person's rights

    def _represented_told(self, work, person_id):
        return {"represented": [one.facts() for one in work.representatives.of_person(person_id)]}

    def _forget_represented(self, work, person_id):
        for representative in work.representatives.of_person(person_id):
            representative.end(at=work.now())
            representative.forget()
            work.representatives.save(representative)


def behind(work, link):
    """The representative who holds this link, and their stand; a stand withdrawn has nobody."""
    representative = work.representatives.behind(link)
    if representative is None:
        raise gone()
    return representative, work.stands.get(representative.stand_id)
