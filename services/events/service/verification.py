"""What anybody may ask about credentials, without a key: whose keys, what is revoked, whether this one is genuine."""

from base64 import b64encode
from dataclasses import asdict

from multaqa.errors import NotFound
from multaqa.rpc import rpc
from services.events.domain import status_list
from services.events.domain.credential_image import SVG_TYPE, drawn
from services.events.domain.endorsement import key_kind
from services.events.domain.issuer import Issuer
from services.events.domain.jws import NotSigned, compact, parsed
from services.events.domain.verification import address_digest, holder_shown
from services.events.keys import verifies
from services.events.service.credentials import JWT_TYPE, KIND, jwt_file


class VerificationDesk:
    @rpc
    def did_document(self):
        with self.work.reading() as work:
            return self._issuer(work).did_document(self.keys.public(KIND))

    @rpc
    def partner_did_document(self, organisation_id):
        """Of an organisation that has endorsed: no other has a key here, and asking makes none."""
        with self.work.reading() as work:
            if not work.endorsements.was_signed_for(organisation_id):
                raise NotFound("endorsement.no_key", "This organisation has endorsed nothing.", id=organisation_id)
            names = self._organisation_names(work, [organisation_id])
            partner = self._issuer(work).partner(organisation_id, names[organisation_id])
            return partner.did_document(self.keys.public(key_kind(organisation_id)))

    @rpc
    def get_status_list(self, number):
        """Made when it is asked for, from the credentials themselves: it is never behind them."""
        with self.work.reading() as work:
            known = work.status_lists.numbered(int(number)) if number.isdecimal() else None
            if known is None:
                raise NotFound("status_list.not_found", "There is no status list of this number.", number=number)
            issuer, key = self._issuer(work), self.keys.of(KIND)
            revoked = work.credentials.revoked_places(known.number)
            told = status_list.document(issuer, known.number, revoked, known.size, work.now())
        token = compact(told, issuer.key(key.id), key.sign)
        content = b64encode(token.encode()).decode()
        return {"content": content, "media_type": JWT_TYPE, "filename": f"status-list-{known.number}.jwt"}

    @rpc
    def verify_credential(self, link):
        with self.work.reading() as work:
            return self._verification(work, _at(work, link))

    @rpc
    def get_public_credential(self, link):
        with self.work.reading() as work:
            return jwt_file(_at(work, link))

    @rpc
    def draw_credential(self, link):
        """The image that the document points to; a revoked one says so."""
        with self.work.reading() as work:
            credential = _at(work, link)
            if credential.is_forgotten:
                raise _unknown()
            image = drawn(credential, self._issuer(work).name)
        content = b64encode(image.encode()).decode()
        return {"content": content, "media_type": SVG_TYPE, "filename": f"{credential.id}.svg"}

    @rpc
    def check_credential(self, token):
        """Whether a token is ours to the last byte, and still holds."""
        with self.work.reading() as work:
            verdict, credential = self._verdict(work, token)
            return {"verdict": verdict, "credential": self._verification(work, credential) if credential else None}

    def _verdict(self, work, text):
        try:
            token = parsed(text)
        except NotSigned:
            return "not_genuine", None
        issuer = Issuer(self.site, work.context.tenant, None)
        keys = {issuer.key(key.id): key.public for key in self.keys.public(KIND)}
        if token.kid not in keys or not verifies(keys[token.kid], token.signature, token.signed):
            return "not_genuine", None
        credential = work.credentials.behind(address_digest(token.payload.get("jti")))
        return (credential.state, credential) if credential else ("unknown", None)

    def _verification(self, work, credential):
        """What anybody may know; of the holder a name only as long as they consent to it, of the jury nobody."""
        issuer = self._issuer(work)
        shown = {
            "state": credential.state,
            "revoked_at": credential.facts()["revoked_at"],
            "issuer": {"id": issuer.did, "name": asdict(issuer.name)},
        }
        return {**shown, "earned": None if credential.is_forgotten else self._earned(work, credential, issuer)}

    def _earned(self, work, credential, issuer):
        edition, endorsed = work.editions.get(credential.edition_id), self._endorsed(work, credential)
        names = self._organisation_names(work, credential.assessors)
        told = ("kind", "title", "criteria", "skills", "rank", "evidence_digest", "earned_at", "issued_at")
        return {
            **{name: credential.facts()[name] for name in told},
            "address": issuer.credential_address(credential.secret),
            "edition": {"series_name": edition.facts()["series_name"], "number": edition.number},
            "holder": holder_shown(work.persons.find(credential.person_id)),
            "assessors": [asdict(name) for name in names.values()],
            "endorsements": endorsed,
        }

    def _endorsed(self, work, credential):
        given = [one for one in work.endorsements.of_credential(credential.id) if one.token]
        names = self._organisation_names(work, [one.organisation_id for one in given])
        return [
            {
                "organisation_name": asdict(names[one.organisation_id]),
                "comment": one.comment,
                "given_at": one.settled_at.isoformat(),
                "token": one.token,
            }
            for one in given
        ]


def _at(work, digest):
    credential = work.credentials.behind(digest)
    if credential is None:
        raise _unknown()
    return credential


def _unknown():
    return NotFound("credential.unknown", "No credential has this address: scan the code again.")
