"""Partners state their needs themselves: staff invite, and a link lets the partner search, state and withdraw."""

from multaqa.ids import new_id
from multaqa.links import gone, new_link
from multaqa.messages.partners import SkillNeedsAsked
from multaqa.rpc import rpc
from services.partners.domain.skill_invitation import SkillInvitation, addressee


class SkillInvitationDesk:
    # staff invite

    @rpc
    def invite_skill_needs(self, organisation_id, facts):
        """Send a link by mail; one given to the organisation before ends."""
        with self.work() as work:
            organisation = work.organisations.get(organisation_id)
            organisation.refuse_merged()
            if facts.get("agreement_id"):
                self._require_party(work, facts["agreement_id"], organisation_id)
            to, link = addressee(organisation, facts.get("contact")), new_link(work.context.tenant)
            self._end_invitations(work, organisation_id)
            invitation = SkillInvitation.sent(new_id(), organisation, facts, link.digest, at=work.now())
            work.skill_invitations.save(invitation)
            work.publish(SkillNeedsAsked, invitation, addressees=[to], token=link.token)
            work.audit("skill_needs.asked", invitation.id, organisation_id=organisation_id)
            return work.commit(invitation.facts())

    @rpc
    def list_skill_invitations(self, after=None, limit=50, organisation_id=None):
        with self.work.reading() as work:
            asked = {"organisation_id": organisation_id} if organisation_id else {}
            page = work.skill_invitations.page(asked, after, limit)
            return {"items": [invitation.facts() for invitation in page.items], "next": page.next}

    @rpc
    def end_skill_invitation(self, invitation_id):
        with self.work() as work:
            invitation = work.skill_invitations.get(invitation_id)
            invitation.end(at=work.now())
            work.skill_invitations.save(invitation)
            return work.commit(invitation.facts())

    @staticmethod
    def _end_invitations(work, organisation_id):
        for before in work.skill_invitations.open_of(organisation_id):
            before.end(at=work.now())
            work.skill_invitations.save(before)

    # the partner answers

    @rpc
    def read_needs_by_link(self, link, after=None, limit=50):
        with self.work.reading() as work:
            invitation = _behind(work, link)
            every_id = work.organisations.ids_of(invitation.organisation_id)
            page = work.skill_needs.standing(every_id, None, after, limit)
            told = {name: invitation.facts()[name] for name in ("organisation_name", "expires_at")}
            skills = self._skills(work).reference.skills
            items = [{**need.facts(), "label": skills[need.skill].facts()["label"]} for need in page.items]
            return {**told, "items": items, "next": page.next}

    @rpc
    def search_skills_by_link(self, link, text, limit=10, sector=None):
        with self.work.reading() as work:
            _behind(work, link)
            return self._found_skills(work, text, limit, sector)

    @rpc
    def state_need_by_link(self, link, facts):
        with self.work() as work:
            invitation = _behind(work, link)
            need = self._state_need(work, invitation.take(facts))
            work.skill_invitations.save(invitation)
            return work.commit(need.facts())

    @rpc
    def withdraw_need_by_link(self, link, need_id, reason):
        with self.work() as work:
            invitation = _behind(work, link)
            need = work.skill_needs.get_of(work.organisations.ids_of(invitation.organisation_id), need_id)
            return work.commit(self._withdraw_need(work, need, reason).facts())


def _behind(work, link):
    invitation = work.skill_invitations.behind(link)
    if invitation is None or not invitation.is_open(work.now()):
        raise gone()
    return invitation
