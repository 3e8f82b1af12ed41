"""Organisations, and the sectors of the tenant."""

from multaqa.ids import new_id
from multaqa.messages.partners import OrganisationRegistered
from multaqa.rpc import rpc
from services.partners.domain import LocalText, Organisation


class OrganisationDesk:
    @rpc
    def register_organisation(self, facts):
        with self.work() as work:
            organisation = Organisation.registered(new_id(), facts)
            work.sectors.known().require(organisation.sectors)
            organisation.refuse_taken_ice(by=work.organisations.with_ice(organisation.ice))
            work.organisations.save(organisation)
            work.publish(OrganisationRegistered, organisation)
            return work.commit({**organisation.facts(), "partner": False})

    @rpc
    def list_organisations(self, after=None, limit=50, kind=None):
        with self.work.reading() as work:
            page = work.organisations.page({"kind": kind} if kind else {}, after, limit)
            partners = work.agreements.partners_among([organisation.id for organisation in page.items])
            items = [{**organisation.facts(), "partner": organisation.id in partners} for organisation in page.items]
            return {"items": items, "next": page.next}

    @rpc
    def get_organisation(self, organisation_id):
        with self.work.reading() as work:
            organisation = work.organisations.get(organisation_id)
            partners = work.agreements.partners_among([organisation_id])
            return {**organisation.facts(), "partner": organisation_id in partners}

    # the tenant's own sectors

    @rpc
    def add_sector(self, code, name):
        with self.work() as work:
            sector = work.sectors.known().add(new_id(), code, LocalText(**name))
            work.sectors.save(sector)
            return work.commit(sector.facts())

    @rpc
    def list_sectors(self):
        with self.work.reading() as work:
            return [sector.facts() for sector in work.sectors.known().sectors.values()]
