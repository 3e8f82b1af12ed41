"""Invitations: sent by mail, used once for a registration, revoked, counted for the funnel."""

from multaqa.ids import new_id
from multaqa.links import gone, new_link
from multaqa.messages.events import InvitationSent, InvitationsOvertaken
from multaqa.rpc import rpc
from services.events.domain.edition.notice import EditionNotice
from services.events.domain.invitation import Invitation, funnel, unanswered

TOLD_AT_ONCE = 500


class InvitationDesk:
    # staff and partners invite

    @rpc
    def invite(self, edition_id, facts):
        with self.work() as work:
            edition, link = work.editions.get(edition_id), new_link(work.context.tenant)
            edition.require_to_come(at=work.now())
            edition.require_category(facts["category"])
            by = work.context.principal
            to = self._addressee(facts["to"]["email"])
            invitation = Invitation.sent(new_id(), edition.id, facts, link.digest, to, by, at=work.now())
            work.invitations.save(invitation)
            told = {"addressees": [facts["to"]], "token": link.token, **_gathering(edition)}
            work.publish(InvitationSent, invitation, **told)
            work.audit("invitation.sent", invitation.id, edition_id=edition.id)
            return work.commit(invitation.shown(work.now()))

    @rpc
    def list_invitations(self, edition_id, after=None, limit=50):
        with self.work.reading() as work:
            page = work.invitations.page({"edition_id": work.editions.get(edition_id).id}, after, limit)
            return {"items": [one.shown(work.now()) for one in page.items], "next": page.next}

    @rpc
    def count_invitations(self, edition_id):
        with self.work.reading() as work:
            return funnel(work.invitations.of_edition(work.editions.get(edition_id).id))

    @rpc
    def revoke_invitation(self, invitation_id):
        with self.work() as work:
            invitation = work.invitations.get(invitation_id)
            invitation.revoke(at=work.now())
            work.invitations.save(invitation)
            work.audit("invitation.revoked", invitation.id)
            return work.commit(invitation.shown(work.now()))

    def _tell_invited(self, work, edition, contributors):
        """Who has not answered, unless the same address hears of it as that of a person who has a part in it."""
        waiting = unanswered(work.invitations.of_edition(edition.id), work.now())
        if not waiting:
            return
        registered = [one.person_id for one in work.registrations.standing_in(edition.id)]
        emails = work.persons.emails_of({*registered, *contributors})
        otherwise = {self._addressee(email) for email in emails}
        ids = [one.id for one in waiting if one.addressee not in otherwise]
        for first in range(0, len(ids), TOLD_AT_ONCE):
            some = ids[first : first + TOLD_AT_ONCE]
            work.publish(InvitationsOvertaken, EditionNotice(edition), invitation_ids=some)

    # whoever was invited answers

    @rpc
    def read_invitation(self, link):
        with self.work.reading() as work:
            invitation = _behind(work, link)
            told = self._told_to_register(work, work.editions.get(invitation.edition_id), invitation.category)
            return {**told, "category": invitation.category, "expires_at": invitation.expires_at.isoformat()}

    @rpc
    def register_invited(self, link, person_id, answers, consents):
        """The registration and the use of the invitation are one: a used link opens nothing."""
        with self.work() as work:
            invitation = _behind(work, link)
            asked = {
                "edition_id": invitation.edition_id,
                "person_id": person_id,
                "category": invitation.category,
                "activity_ids": list(invitation.activity_ids),
                "answers": answers,
                "consents": consents,
            }
            registration = self._register_one(work, asked)
            invitation.use(registration.id, person_id, at=work.now())
            work.invitations.save(invitation)
            return work.commit(registration.facts())

    # a person's rights

    def _invitations_told(self, work, person_id):
        return {"invitations": [invitation.shown(work.now()) for invitation in work.invitations.of_person(person_id)]}

    def _forget_invited(self, work, person_id):
        """Also what their address was sent and nobody used: as the directory last told it, before it is forgotten."""
        used, email = work.invitations.of_person(person_id), work.persons.email_of(person_id)
        addressees = {one.addressee for one in used} | ({self._addressee(email)} if email else set())
        concerned = {one.id: one for one in (*used, *work.invitations.sent_to(addressees))}
        pseudonyms = {one.edition_id: f"erased-{one.id}" for one in concerned.values()}
        for invitation in concerned.values():
            invitation.forget(person_id, addressees, pseudonyms[invitation.edition_id])
            work.invitations.save(invitation)

    def _addressee(self, email):
        return self.keys.digest("invitation", email.strip().casefold())


def _behind(work, link):
    invitation = work.invitations.behind(link)
    if invitation is None or not invitation.is_open(work.now()):
        raise gone()
    return invitation


def _gathering(edition):
    told = edition.facts()
    return {name: told[name] for name in ("series_name", "number", "theme", "venue", "starts_at", "ends_at")}
