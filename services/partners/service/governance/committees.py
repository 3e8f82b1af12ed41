"""Committees of an institute."""

from multaqa.ids import new_id
from multaqa.rpc import rpc
from services.partners.domain.governance import Committee
from services.partners.service.governance.answers import listed, narrowed, versioned


class CommitteeDesk:
    @rpc
    def found_committee(self, facts):
        with self.work() as work:
            institute = work.organisations.get(facts["institute_id"])
            institute.refuse_merged()
            committee = Committee.founded(new_id(), institute, facts, at=work.now())
            work.committees.save(committee)
            work.audit("committee.founded", committee.id, institute_id=institute.id)
            return work.commit(versioned(committee))

    @rpc
    def list_committees(self, after=None, limit=50, institute_id=None):
        with self.work.reading() as work:
            institute = {"$in": work.organisations.ids_of(institute_id)} if institute_id else None
            return listed(work.committees.page(narrowed(institute_id=institute), after, limit))

    @rpc
    def get_committee(self, committee_id):
        with self.work.reading() as work:
            return versioned(work.committees.get(committee_id))

    @rpc
    def change_committee_rules(self, committee_id, facts, expected_version=None):
        with self.work() as work:
            committee = work.committees.get(committee_id, version=expected_version)
            committee.change_rules(facts)
            work.committees.save(committee)
            work.audit("committee.rules_changed", committee_id, **committee.rules.facts())
            return work.commit(versioned(committee))
