"""Credentials: issued for an award or an assessment, signed, listed, revoked; and what erasure leaves of them."""

from base64 import b64encode

from multaqa.errors import Refused
from multaqa.ids import new_id
from multaqa.messages.events import CredentialIssued, CredentialNoticeGiven, CredentialRevoked
from multaqa.rpc import rpc
from multaqa.settings import load
from multaqa.tenancy import platform_context
from multaqa.tenants import KnownTenants
from services.events.domain.credential import Credential, CredentialNotice, id_for_award
from services.events.domain.issuer import Issuer
from services.events.domain.jws import compact
from services.events.domain.open_badge import Circumstances, document
from services.events.domain.status_list import StatusList
from services.events.domain.wording import LocalText

KIND = "credential"
JWT_TYPE = "application/vc+jwt"
SUPERSEDED = "superseded by later minutes"


class CredentialDesk:
    site = load("events").own["public_url"].rstrip("/")

    # issued

    @rpc
    def issue_credential(self, facts):
        """To somebody who attended and was assessed; a contest's winners get theirs by themselves."""
        with self.work() as work:
            _require_attendance(work, facts["person_id"], facts["edition_id"])
            for organisation_id in facts.get("assessors") or ():
                work.organisations.get(organisation_id)
            credential = Credential.of_assessment(new_id(), facts, at=work.now())
            credential.refuse_second(work.credentials.like(credential))
            self._issue_signed(work, credential)
            return work.commit(self._credential_told(work, credential))

    def _issue_for_award(self, work, award):
        """In the award's own unit of work: a credential for each of its persons, once however often it runs.

        Where later minutes confirm the award, what followed from the earlier ones is revoked and issued anew.
        """
        persons = [one for one in award.person_ids if not work.persons.is_erased(one)]
        due = {id_for_award(award.id, award.minutes_digest, person_id): person_id for person_id in persons}
        known = {one.id: one for one in work.credentials.of_award(award.id)}
        self._supersede(work, [one for one in known.values() if one.id not in due])
        for person_id in (due[id] for id in due if id not in known):
            self._issue_signed(work, Credential.of_award(award, person_id, at=work.now()))

    def _revoke_for_award(self, work, award):
        """In the unit of work that takes the award back."""
        self._supersede(work, work.credentials.of_award(award.id))

    def _supersede(self, work, credentials):
        for credential in credentials:
            if credential.is_valid:
                credential.revoke(SUPERSEDED, at=work.now())
                self._revoked(work, credential)
                work.audit("credential.revoked", credential.id, reason=SUPERSEDED)

    def _issue_signed(self, work, credential):
        credential.name_skills(work.skill_names.labels({skill.code for skill in credential.skills}))
        _give_place(work, credential)
        self._sign_credential(work, credential)
        work.credentials.save(credential)
        work.publish(CredentialIssued, credential)
        self._tell_holder(work, credential)
        work.audit("credential.issued", credential.id, kind=credential.kind, edition_id=credential.edition_id)

    def _sign_credential(self, work, credential, endorsements=()):
        """With the key that signs now; what an older key signed stays verifiable."""
        issuer, key = self._issuer(work), self.keys.of(KIND)
        names = self._organisation_names(work, credential.assessors)
        around = Circumstances(issuer, names, work.persons.email_of(credential.person_id), endorsements)
        credential.key_id = key.id
        credential.token = compact(document(credential, around), issuer.key(key.id), key.sign)

    # read

    @rpc
    def list_credentials(self, after=None, limit=50, edition_id=None):
        with self.work.reading() as work:
            page = work.credentials.page({"edition_id": edition_id} if edition_id else {}, after, limit)
            return {"items": [self._credential_told(work, one) for one in page.items], "next": page.next}

    @rpc
    def credentials_of(self, person_id):
        with self.work.reading() as work:
            held = work.credentials.of_person(person_id)
            return {"items": [self._credential_told(work, one) for one in held], "next": None}

    @rpc
    def get_credential(self, credential_id):
        with self.work.reading() as work:
            return self._credential_told(work, work.credentials.get(credential_id))

    @rpc
    def download_credential(self, credential_id):
        with self.work.reading() as work:
            return jwt_file(work.credentials.get(credential_id))

    # revoked

    @rpc
    def revoke_credential(self, credential_id, reason):
        with self.work() as work:
            credential = work.credentials.get(credential_id)
            credential.revoke(reason, at=work.now())
            self._revoked(work, credential)
            work.audit("credential.revoked", credential.id, reason=reason)
            return work.commit(self._credential_told(work, credential))

    def _revoked(self, work, credential):
        work.credentials.save(credential)
        work.publish(CredentialRevoked, credential)
        self._tell_holder(work, credential)
        for endorsement in work.endorsements.of_credential(credential.id):
            endorsement.withdraw(at=work.now())
            work.endorsements.save(endorsement)

    def _tell_holder(self, work, credential):
        """A mail with the address of the public page; whoever was erased is written nothing."""
        if credential.is_forgotten:
            return
        superseded = credential.reason == SUPERSEDED
        notice = CredentialNotice.of(credential, "superseded" if superseded else credential.state)
        work.publish(CredentialNoticeGiven, notice, token=f"{work.context.tenant}.{credential.secret}")

    # a person's rights

    def _credentials_told(self, work, person_id):
        held = work.credentials.of_person(person_id)
        return {"credentials": [{**self._credential_told(work, one), "token": one.token} for one in held]}

    def _forget_credentialed(self, work, person_id):
        """What they held is void, and its document gone: of the copy they took the status list says so."""
        for credential in work.credentials.of_person(person_id):
            credential.forget_person(at=work.now())
            self._revoked(work, credential)
            work.audit("credential.revoked", credential.id, reason="erased")

    # for the other desks

    def _issuer(self, work):
        tenant = work.context.tenant
        with self.work.under(platform_context("credentials")).reading() as platform:
            known = platform.bound(KnownTenants).find(tenant) or {}
        name = LocalText(**known["name"]) if "name" in known else LocalText(tenant, tenant)
        return Issuer(self.site, tenant, name)

    @staticmethod
    def _organisation_names(work, organisations):
        known = work.organisations.many({"_id": {"$in": list(organisations)}})
        return {row["_id"]: LocalText(**row["name"]) for row in known}

    def _credential_told(self, work, credential):
        issuer = Issuer(self.site, work.context.tenant, LocalText("", ""))
        endorsed = work.endorsements.of_credential(credential.id)
        return {
            **credential.facts(),
            "address": None if credential.is_forgotten else issuer.credential_address(credential.secret),
            "reason": credential.reason,
            "endorsements": [endorsement.facts() for endorsement in endorsed],
        }


def jwt_file(credential):
    credential.require_valid()
    content = b64encode(credential.token.encode()).decode()
    return {"content": content, "media_type": JWT_TYPE, "filename": f"{credential.id}.jwt"}


def _require_attendance(work, person_id, edition_id):
    edition = work.editions.get(edition_id)
    if work.persons.is_erased(person_id):
        raise Refused("credential.person_erased", "This person's data has been erased.", person_id=person_id)
    came = {one.edition_id for one in work.registrations.of_person(person_id) if one.is_checked_in}
    if edition.id not in came:
        text = "The person did not attend this edition: the door has not let them in."
        raise Refused("credential.not_attended", text, person_id=person_id, edition_id=edition.id)


def _give_place(work, credential):
    """A place in the newest status list, drawn at random; in a new list once draws find none."""
    current = work.status_lists.newest() or StatusList(new_id(), 1, work.now())
    drawn = current.draws()
    place = current.first_free(drawn, work.credentials.taken_among(current.number, drawn))
    if place is None:
        work.status_lists.save(current)
        current = StatusList(new_id(), current.number + 1, work.now())
        place = current.draws()[0]
    if current.version == 0:
        work.status_lists.save(current)
    credential.take_place(current.number, place)
