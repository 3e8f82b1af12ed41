"""Endorsements: staff ask a partner by mail, its contact confirms by link, and the partner's own key signs."""

from multaqa.errors import Refused
from multaqa.ids import new_id
from multaqa.links import gone, new_link
from multaqa.messages.events import EndorsementRequested
from multaqa.rpc import rpc
from services.events.domain.endorsement import Endorsement, document, key_kind
from services.events.domain.jws import compact


class EndorsementDesk:
    # staff ask

    @rpc
    def ask_endorsement(self, credential_id, facts):
        """For the first time, or again: a link given before ends."""
        with self.work() as work:
            credential = work.credentials.get(credential_id)
            organisation_id = work.organisations.current(facts["organisation_id"])
            organisation = work.organisations.get(organisation_id)
            _require_standing(work, credential, organisation_id)
            link = new_link(work.context.tenant)
            endorsement = _asked(work, credential, organisation_id, link.digest)
            work.endorsements.save(endorsement)
            told = {"title": credential.facts()["title"], "organisation_name": organisation["name"]}
            letter = _Letter(endorsement, {**told, "expires_at": endorsement.expires_at.isoformat()})
            work.publish(EndorsementRequested, letter, token=link.token, addressees=[facts["contact"]])
            work.audit("endorsement.asked", credential.id, organisation_id=organisation_id, of=facts["contact"]["name"])
            return work.commit(endorsement.facts())

    # the partner answers

    @rpc
    def read_to_endorse(self, link):
        with self.work.reading() as work:
            endorsement, credential = _behind(work, link)
            names = self._organisation_names(work, [endorsement.organisation_id])
            name = names[endorsement.organisation_id]
            return {
                "organisation_name": {"fr": name.fr, "ar": name.ar},
                "expires_at": endorsement.expires_at.isoformat(),
                "credential": self._verification(work, credential),
            }

    @rpc
    def give_endorsement(self, link, comment=None):
        with self.work() as work:
            endorsement, credential = _behind(work, link)
            endorsement.give(comment, at=work.now())
            self._sign_endorsement(work, endorsement, credential)
            work.endorsements.save(endorsement)
            given = [one.token for one in work.endorsements.of_credential(credential.id) if one.token]
            self._sign_credential(work, credential, given)
            work.credentials.save(credential)
            work.audit("endorsement.given", credential.id, organisation_id=endorsement.organisation_id)
            return work.commit(endorsement.facts())

    @rpc
    def decline_endorsement(self, link):
        with self.work() as work:
            endorsement, credential = _behind(work, link)
            endorsement.decline(at=work.now())
            work.endorsements.save(endorsement)
            work.audit("endorsement.declined", credential.id, organisation_id=endorsement.organisation_id)
            return work.commit(endorsement.facts())

    def _sign_endorsement(self, work, endorsement, credential):
        issuer, key = self._issuer(work), self.keys.of(key_kind(endorsement.organisation_id))
        names = self._organisation_names(work, [endorsement.organisation_id])
        partner = issuer.partner(endorsement.organisation_id, names[endorsement.organisation_id])
        told = document(endorsement, issuer.credential_address(credential.secret), partner, work.now())
        endorsement.signed(compact(told, partner.key(key.id), key.sign), key.id)


class _Letter:
    """An endorsement as its letter tells it."""

    def __init__(self, endorsement, told):
        self.id, self.version = endorsement.id, endorsement.version
        self._told = {"id": endorsement.id, "credential_id": endorsement.credential_id, **told}

    def facts(self):
        return self._told


def _asked(work, credential, organisation_id, digest):
    known = work.endorsements.by(organisation_id, credential.id)
    if known is None:
        return Endorsement.asked(new_id(), credential, organisation_id, digest, at=work.now())
    credential.require_valid()
    known.ask_again(digest, at=work.now())
    return known


def _require_standing(work, credential, organisation_id):
    """Whoever endorses sat in the jury, or is a partner of the directorate."""
    jury = {work.organisations.current(one) for one in credential.assessors}
    if organisation_id not in jury and not work.agreements.of_partner(organisation_id):
        text = "An endorsement is asked of an organisation of the jury, or of a partner."
        raise Refused("endorsement.no_partner", text, organisation_id=organisation_id)


def _behind(work, link):
    endorsement = work.endorsements.behind(link)
    if endorsement is None or not endorsement.is_open(work.now()):
        raise gone()
    credential = work.credentials.get(endorsement.credential_id)
    if not credential.is_valid:
        raise gone()
    return endorsement, credential
