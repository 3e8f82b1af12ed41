"""Decisions: taken in a meeting, carried out by their owner."""

from multaqa.ids import new_id
from multaqa.messages.partners import DecisionTaken
from multaqa.rpc import rpc
from services.partners.service.governance.answers import listed, narrowed, versioned
from services.partners.service.governance.seats import require_organisation


class DecisionDesk:
    @rpc
    def take_decision(self, meeting_id, facts, expected_version=None):
        with self.work() as work:
            meeting = work.meetings.get(meeting_id, version=expected_version)
            if facts.get("owner"):
                require_organisation(work, facts["owner"], "/owner")
            meeting.call_roll_again(work.seats.of(meeting.committee_id))
            names = _every_id_of(work, meeting.concerned_by(facts["item_id"]))
            decision = meeting.decide(new_id(), facts, at=work.now(), also_known_as=names)
            work.meetings.save(meeting)
            work.decisions.save(decision)
            work.publish(DecisionTaken, decision)
            if decision.curriculum_change_id:
                self._curriculum_decided(work, decision.curriculum_change_id, decision)
            work.audit("decision.taken", decision.id, meeting_id=meeting_id, outcome=decision.outcome)
            return work.commit(versioned(decision))

    @rpc
    def complete_decision(self, decision_id, expected_version=None):
        with self.work() as work:
            decision = work.decisions.get(decision_id, version=expected_version)
            decision.complete(at=work.now())
            work.decisions.save(decision)
            work.audit("decision.completed", decision_id)
            return work.commit(versioned(decision))

    @rpc
    def list_decisions(self, after=None, limit=50, committee_id=None, meeting_id=None, owner=None):
        with self.work.reading() as work:
            asked = narrowed(committee_id=committee_id, meeting_id=meeting_id, owner=owner)
            return listed(work.decisions.page(asked, after, limit))

    @rpc
    def get_decision(self, decision_id):
        with self.work.reading() as work:
            return versioned(work.decisions.get(decision_id))


def _every_id_of(work, organisations):
    """The ids under which these organisations are named: a seat may be held under that of a duplicate merged since."""
    current = work.organisations.current(organisations).values()
    return {name for organisation in current for name in work.organisations.ids_of(organisation.id)}
