"""Organisations, their history, and the sectors of the tenant."""

from multaqa.ids import new_id
from multaqa.messages.partners import OrganisationChanged, OrganisationMerged, OrganisationRegistered
from multaqa.rpc import rpc
from services.partners.domain import LocalText, Organisation
from services.partners.domain.organisation import HistoryEntry
from services.partners.domain.organisation_import import refuse_underway


class OrganisationDesk:
    @rpc
    def register_organisation(self, facts):
        with self.work() as work:
            organisation = Organisation.registered(new_id(), facts)
            work.sectors.known().require(organisation.sectors)
            organisation.refuse_taken_ice(by=work.organisations.with_ice(organisation.ice))
            refuse_underway(work.organisation_imports.underway())
            work.organisations.save(organisation)
            work.organisation_history.save(told(work, organisation, "registered"))
            work.publish(OrganisationRegistered, organisation)
            return work.commit({**organisation.record(), "partner": False})

    @rpc
    def change_organisation(self, organisation_id, facts, expected_version=None):
        with self.work() as work:
            refuse_underway(work.organisation_imports.underway())
            organisation = work.organisations.get(organisation_id, expected_version)
            changes = organisation.change(facts)
            if "sectors" in changes:
                work.sectors.known().require(organisation.sectors)
            organisation.refuse_taken_ice(by=work.organisations.with_ice(organisation.ice))
            keep_change(work, organisation, changes)
            return work.commit(_shown(work, [organisation])[0])

    @rpc
    def merge_organisations(self, organisation_id, duplicate_id, ice=None, expected_version=None):
        """Make one of two: the first one stays, whatever names the other is found under it from now on."""
        with self.work() as work:
            refuse_underway(work.organisation_imports.underway())
            organisation = work.organisations.get(organisation_id, expected_version)
            duplicate = work.organisations.get(duplicate_id)
            before = organisation.facts()
            organisation.absorb(duplicate, ice)
            work.organisations.save(duplicate)
            work.organisations.lead_on(duplicate.id, organisation.id)
            work.organisations.save(organisation)
            changes = {
                name: [before[name], value] for name, value in organisation.facts().items() if before[name] != value
            }
            merged = told(work, duplicate, "merged", merged_into=[None, organisation.id])
            absorbed = told(work, organisation, "absorbed", **changes, duplicate_id=[None, duplicate.id])
            work.organisation_history.add_all([merged, absorbed])
            version = {"duplicate_id": duplicate.id, "duplicate_version": duplicate.version}
            work.publish(OrganisationMerged, organisation, **version)
            self._count_earlier(work, organisation.id)
            work.audit("organisation.merged", organisation.id, duplicate_id=duplicate.id, ice=organisation.ice)
            return work.commit(_shown(work, [organisation])[0])

    @rpc
    def list_organisations(self, after=None, limit=50, kind=None, sector=None, text=None):
        with self.work.reading() as work:
            page = work.organisations.listed({"kind": kind, "sectors": sector}, text, after, limit)
            return {"items": _shown(work, page.items), "next": page.next}

    @rpc
    def get_organisation(self, organisation_id):
        with self.work.reading() as work:
            return _shown(work, [work.organisations.get(organisation_id)])[0]

    @rpc
    def history_of_organisation(self, organisation_id, after=None, limit=50):
        """Its own steps and those of every organisation that was merged into it, the first one first."""
        with self.work.reading() as work:
            ids = work.organisations.ids_of(work.organisations.get(organisation_id).id)
            page = work.organisation_history.page({"organisation_id": {"$in": ids}}, after, limit)
            return {"items": [entry.facts() for entry in page.items], "next": page.next}

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


def keep_change(work, organisation, changes):
    """Save what changed, with its step in the history; other rooms hear of what they know."""
    if not changes:
        return
    work.organisations.save(organisation)
    work.organisation_history.save(told(work, organisation, "changed", **changes))
    if changes.keys() - {"contacts"}:
        work.publish(OrganisationChanged, organisation)


def told(work, organisation, action, **changes):
    return HistoryEntry(new_id(), organisation.id, action, work.now(), work.context.principal, changes)


def _shown(work, organisations):
    """Each with whether it is a partner: under its own id, or under that of one merged into it."""
    ids = work.organisations.ids_of_each(organisations)
    partners = work.agreements.partners_among([id for known in ids.values() for id in known])
    return [{**one.record(), "partner": not partners.isdisjoint(ids[one.id])} for one in organisations]
