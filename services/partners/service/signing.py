"""Signing by link: staff ask, signatories answer without an account, and the calendar reminds and closes.

Every step is a row of the audit trail and of the request's own. What it is signed by (links, codes) is in neither, nor
in any answer: an answer is kept for repeats.
"""

from dataclasses import asdict

from multaqa.bus import due
from multaqa.ids import new_id
from multaqa.links import gone, new_link
from multaqa.messages.partners import SignatureCode, SignatureDeclined, SignatureReminded, SignatureRequested
from multaqa.rpc import rpc
from services.partners.domain.agreement import after
from services.partners.domain.signing import (
    LEVEL,
    Signatory,
    SignatureRequest,
    deadline,
    new_code,
    signatories,
)

REMIND, EXPIRE = "signature_reminder", "signature_expiry"


class SigningDesk:
    # staff ask

    @rpc
    def request_signature(self, agreement_id, facts):
        """Ask one party: for the first time, or again when its link was lost, went to a wrong address or expired."""
        with self.work() as work:
            agreement = work.agreements.get(agreement_id)
            after("sign", agreement.state)
            (asked,) = self._ask(work, agreement, [facts], facts.get("expires_on"))
            self._open_turns(work, agreement)
            return work.commit(work.signature_requests.get(asked.id).facts())

    @rpc
    def list_signature_requests(self, agreement_id):
        with self.work.reading() as work:
            asked = work.signature_requests.of_agreement(work.agreements.get(agreement_id).id)
            return {"items": [request.facts() for request in asked], "next": None}

    @rpc
    def withdraw_signature_request(self, request_id, reason):
        with self.work() as work:
            request = work.signature_requests.get(request_id)
            request.withdraw(reason, at=work.now())
            _settled(work, request, "signature.withdrawn", reason=reason)
            return work.commit(request.facts())

    def _ask_signatures(self, work, agreement, named, expires_on=None):
        """When an agreement is sent for signature: a link to each of the signatories named, or to the first of them."""
        if named:
            self._ask(work, agreement, named, expires_on)
            self._open_turns(work, agreement)

    def _ask(self, work, agreement, named, expires_on):
        until = deadline(expires_on, work.now())
        before = {request.organisation_id: request for request in work.signature_requests.of_agreement(agreement.id)}
        asked = []
        for organisation_id, signatory in signatories(agreement, named).items():
            request = before.get(organisation_id)
            if request and request.digest == agreement.digest:
                request.ask_again(signatory, until, work.now())
            else:
                request = _first_asked(agreement, organisation_id, signatory, until, work.now())
            asked.append(request)
        work.signature_requests.save_all(asked)
        for request in asked:
            work.schedule(EXPIRE, request.id, request.expires_at)
            _audit(work, request, "signature.asked", signatory=request.signatory.name)
        return asked

    def _open_turns(self, work, agreement):
        """Give a link to whoever's turn it is: all at once, or the next party only."""
        turns = agreement.awaited if agreement.order == "free" else agreement.awaited[:1]
        for request in work.signature_requests.unsettled(agreement.id):
            if not request.is_open and request.organisation_id in turns:
                link = new_link(work.context.tenant)
                request.open(link.digest, at=work.now())
                _send_link(work, request, agreement, SignatureRequested, link, delegated_by=None)

    # signatories answer

    @rpc
    def read_to_sign(self, link):
        with self.work() as work:
            request, agreement = _behind(work, link)
            if request.note_reading(at=work.now()):
                work.signature_requests.save(request)
                _audit(work, request, "signature.link_opened")
            return work.commit(_shown(work, request, agreement))

    @rpc
    def consent_to_sign(self, link, digest):
        with self.work() as work:
            request, _ = _behind(work, link)
            request.consent(digest, at=work.now())
            work.signature_requests.save(request)
            _audit(work, request, "signature.consented", digest=digest)
            return work.commit(_progress(request))

    @rpc
    def send_signature_code(self, link):
        with self.work() as work:
            request, agreement = _behind(work, link)
            digits = new_code()
            request.make_code(digits, at=work.now())
            work.signature_requests.save(request)
            until = request.code.expires_at.isoformat()
            work.publish(SignatureCode, request.letter(agreement.text.title), code=digits, expires_at=until)
            _audit(work, request, "signature.code_sent")
            return work.commit(_progress(request))

    @rpc
    def confirm_signature(self, link, code):
        with self.work() as work:
            request, agreement = _behind(work, link)
            if request.confirm(code, at=work.now()):
                self._sign(work, request, agreement)
            else:
                work.signature_requests.save(request)
                _audit(work, request, "signature.code_wrong", attempts_left=request.attempts_left)
            return work.commit(_progress(request))

    def _sign(self, work, request, agreement):
        party, signatory = request.organisation_id, request.signatory.name
        digest, behalf = request.consented_digest, request.on_behalf_of
        agreement.record_signature(party, signatory, digest, LEVEL, work.now(), on_behalf_of=behalf)
        work.agreements.save(agreement)
        _settled(
            work, request, "signature.signed", digest=digest, level=LEVEL, signatory=signatory, on_behalf_of=behalf
        )
        self._tell_signed(work, agreement, party)
        if agreement.is_in_force:
            self._came_into_force(work, agreement)

    @rpc
    def delegate_signature(self, link, facts):
        with self.work() as work:
            request, agreement = _behind(work, link)
            delegating, fresh = request.signatory.name, new_link(work.context.tenant)
            request.delegate(Signatory.named(facts), fresh.digest, at=work.now())
            _send_link(work, request, agreement, SignatureRequested, fresh, delegated_by=delegating)
            _audit(work, request, "signature.delegated", by=delegating, to=request.signatory.name)
            return work.commit(_progress(request))

    @rpc
    def decline_signature(self, link, reason):
        with self.work() as work:
            request, agreement = _behind(work, link)
            request.decline(reason, at=work.now())
            _settled(work, request, "signature.declined", reason=reason)
            agreement.decline(request.organisation_id, reason, at=work.now())
            _tell_declined(work, request, agreement)
            self._kept_as_ended(work, agreement, "agreement.declined")
            return work.commit(_progress(request))

    # what other steps of the agreement mean for its requests, in the same unit of work

    def _after_signature(self, work, agreement, organisation_id):
        """A party has signed, by its link or elsewhere: it is no longer asked, and the next one's turn has come."""
        for request in work.signature_requests.unsettled(agreement.id):
            if request.organisation_id == organisation_id:
                _withdraw(work, request, "signed elsewhere")
        if agreement.awaited:
            self._open_turns(work, agreement)

    def _stop_signing(self, work, agreement):
        """The text can no longer be signed: it was declined, withdrawn or taken back to the table."""
        for request in work.signature_requests.unsettled(agreement.id):
            _withdraw(work, request, agreement.reason or agreement.state)

    # the calendar

    @due(REMIND)
    def remind_signatory(self, due):
        with self.work() as work:
            request = work.signature_requests.get(due.key)
            if request.next_reminder and request.next_reminder <= work.now():
                agreement = work.agreements.get(request.agreement_id)
                link = new_link(work.context.tenant)
                request.remind(link.digest, at=work.now())
                _send_link(work, request, agreement, SignatureReminded, link)
                _audit(work, request, "signature.reminded")
            work.commit()

    @due(EXPIRE)
    def expire_signature_request(self, due):
        with self.work() as work:
            request = work.signature_requests.get(due.key)
            if request.is_unsettled:
                request.expire(at=work.now())
                _settled(work, request, "signature.expired")
            work.commit()


def _first_asked(agreement, organisation_id, signatory, until, at):
    return SignatureRequest(new_id(), agreement.id, organisation_id, signatory, agreement.digest, at, until)


def _behind(work, link):
    """What a link opens, and the agreement as it stands."""
    request = work.signature_requests.behind(link)
    if request is None:
        raise gone()
    agreement = work.agreements.get(request.agreement_id)
    request.require_live(agreement.digest, at=work.now())
    return request, agreement


def _send_link(work, request, agreement, message, link, **told):
    """The token goes into this message alone; what is saved of it is its digest."""
    work.signature_requests.save(request)
    until = request.expires_at.isoformat()
    work.publish(message, request.letter(agreement.text.title), token=link.token, expires_at=until, **told)
    if request.next_reminder:
        work.schedule(REMIND, request.id, request.next_reminder)
    else:
        work.unschedule(REMIND, request.id)


def _withdraw(work, request, reason):
    request.withdraw(reason, at=work.now())
    _settled(work, request, "signature.withdrawn", reason=reason)


def _settled(work, request, action, **told):
    work.signature_requests.save(request)
    for kind in (REMIND, EXPIRE):
        work.unschedule(kind, request.id)
    _audit(work, request, action, **told)


def _tell_declined(work, request, agreement):
    """To everybody else who was asked, once each."""
    others = [one for one in work.signature_requests.of_agreement(agreement.id) if one.id != request.id]
    asked = {one.signatory.email: one.signatory for one in others if one.opened_at and one.digest == request.digest}
    if asked:
        letter = request.letter(agreement.text.title, *asked.values())
        told = {"organisation_id": request.organisation_id, "declined_by": request.signatory.name}
        work.publish(SignatureDeclined, letter, reason=request.reason, **told)


def _audit(work, request, action, **told):
    facts = {"request_id": request.id, "organisation_id": request.organisation_id, **told}
    work.audit(action, request.agreement_id, **facts)


def _progress(request):
    """How far the signatory is: what every step by link answers."""
    code = request.code
    return {
        "state": request.state,
        "consented": request.consented_digest == request.digest,
        "code_expires_at": code.expires_at.isoformat() if code else None,
        "attempts_left": code.attempts_left if code else None,
        "settled_at": request.settled_at.isoformat() if request.settled_at else None,
    }


def _shown(work, request, agreement):
    """What the holder of a link reads: the exact document, its digest, who has signed it, and how far they are."""
    organisations = work.organisations.current(agreement.organisations)
    names = {id: asdict(organisation.name) for id, organisation in organisations.items()}
    return {
        **_progress(request),
        "agreement_id": agreement.id,
        "organisation_id": request.organisation_id,
        "signatory": request.signatory.facts(),
        "on_behalf_of": request.on_behalf_of,
        "expires_at": request.expires_at.isoformat(),
        "level": LEVEL,
        "digest": agreement.digest,
        "document": agreement.document(),
        "parties": [
            {
                "organisation_id": party["organisation_id"],
                "name": names.get(party["organisation_id"]),
                "signatory": party["signed_by"] or party["signatory"],
                "signed_at": party["signed_at"],
            }
            for party in agreement.shown()["parties"]
        ],
    }
