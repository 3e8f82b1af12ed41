"""The PDF of an agreement: made when it binds or when somebody will sign it elsewhere, attached, verified."""

from base64 import b64decode, b64encode
from contextlib import contextmanager

from pymongo.errors import PyMongoError

from multaqa.bus import due
from multaqa.errors import NotFound
from multaqa.ids import new_id
from multaqa.media_types import PDF_TYPE
from multaqa.rpc import rpc
from multaqa.tenancy import platform_context
from multaqa.tenants import KnownTenants
from services.partners.documents.copy import Copy, TrailLine
from services.partners.documents.press import render_sealed, signatures_in
from services.partners.domain import DIRECTORATE, LocalText
from services.partners.domain.attachment import Attachment, Claim, named
from services.partners.domain.signed_document import SignedDocument, require_sent
from services.partners.domain.verification import verification, what_has

RENDER = "render_document"
READ_WITHIN_S = 20.0
"""Longer than the door waits: whoever sends it again with the same key gets what came of it."""


class DocumentDesk:
    # made by the platform

    @rpc
    def print_document(self, agreement_id):
        """For those who sign elsewhere: the text as it was sent for signature; or the PDF anew."""
        with self.work() as work:
            agreement = work.agreements.get(agreement_id)
            require_sent(agreement)
            self._ask_document(work, agreement)
            return work.commit({"agreement_id": agreement.id, "digest": agreement.digest})

    def _ask_document(self, work, agreement):
        """Have the agreement's PDF made, in the transaction that gives it something new to show."""
        if work.signed_documents.find(agreement.id) is None:
            work.signed_documents.save(SignedDocument.addressed(agreement.id))
        work.schedule(RENDER, agreement.id, work.now())

    @due(RENDER, at_once=2)
    def render_document(self, due):
        with self.work.reading() as work:
            copy = self._copy(work, work.agreements.get(due.key))
        pdf = self.press.run(render_sealed, copy, self.seal.key())
        with self._kept_file(pdf, f"{due.key}.pdf") as file, self.work() as work:
            document = work.signed_documents.get(due.key)
            before = document.file_id
            document.made(copy.digest, len(copy.trail), file["id"], file["digest"], copy.made_at)
            work.signed_documents.save(document)
            work.audit("document.made", due.key, digest=copy.digest, file_digest=file["digest"])
            work.commit()
        if before:
            self.files.remove(before)

    def _copy(self, work, agreement):
        attached = self._attached(work, agreement)
        files = {party: attachment.file_digest for attachment in attached for party in attachment.organisations}
        secret = work.signed_documents.get(agreement.id).secret
        return Copy(
            document=agreement.document(),
            digest=agreement.digest,
            names=self._names(work, agreement),
            trail=tuple(_line(signature, files) for signature in agreement.signatures),
            awaited=tuple(agreement.awaited),
            verify_url=self.seal.address(work.context.tenant, secret),
            made_at=work.now(),
        )

    def _attached(self, work, agreement):
        of_it = work.attachments.of_agreement(agreement.id)
        return [attachment for attachment in of_it if attachment.text_digest == agreement.digest]

    def _names(self, work, agreement):
        """What the ids and codes of the text mean today."""
        text = agreement.text
        meant = [*text.organisations, *text.scope.institutes]
        committees = [seat.committee_id for seat in text.seats]
        return {
            **{sector.code: sector.name for sector in work.sectors.known().sectors.values()},
            **{one.id: one.name for one in work.organisations.many({"_id": {"$in": meant}})},
            **{one.id: one.name for one in work.committees.many({"_id": {"$in": committees}})},
            DIRECTORATE: self._directorate(work.context.tenant),
        }

    def _directorate(self, tenant):
        with self.work.under(platform_context("documents")).reading() as work:
            known = work.bound(KnownTenants).find(tenant) or {}
        return LocalText(**known["name"]) if "name" in known else LocalText(tenant, tenant)

    @contextmanager
    def _kept_file(self, content, name):
        """A file that stays only if what follows commits: the file store knows no transaction."""
        file = self.files.put([content], name, PDF_TYPE)
        try:
            yield file
        except BaseException as error:
            if not _may_have_committed(error):
                self.files.remove(file["id"])
            raise

    @rpc
    def get_document(self, agreement_id):
        with self.work.reading() as work:
            agreement = work.agreements.get(agreement_id)
            file_id = work.signed_documents.get(agreement_id).require_ready(agreement)
        return self._download(file_id, f"{agreement_id}.pdf")

    def _download(self, file_id, filename):
        content = b"".join(self.files.open(file_id))
        return {"content": b64encode(content).decode(), "media_type": PDF_TYPE, "filename": filename}

    # signed elsewhere

    @rpc
    def attach_signed_document(self, agreement_id, content, level, digest, parties, signatory=None):
        claim, pdf = Claim.made(level, digest, parties.split(",")), b64decode(content)
        with self.work.reading() as work:
            work.agreements.get(agreement_id)  # nobody has a file read for an agreement they do not have
        signatures = self.pool.run(signatures_in, pdf, claim.least_signatures, within_s=READ_WITHIN_S)
        with self._kept_file(pdf, f"{agreement_id}-{level}.pdf") as file, self.work() as work:
            agreement = work.agreements.get(agreement_id)
            attachment = _attachment(agreement.id, claim, signatures, file, work.now())
            work.attachments.save(attachment)
            for organisation_id in claim.organisations:
                self._sign_elsewhere(work, agreement, organisation_id, claim, signatory)
            work.audit("document.attached", agreement_id, **_audited(attachment))
            return work.commit(attachment.facts())

    def _sign_elsewhere(self, work, agreement, organisation_id, claim, signatory):
        name = named(agreement.require_party(organisation_id).signatory or signatory, organisation_id)
        agreement.record_signature(organisation_id, name, claim.text_digest, claim.level, work.now())
        work.agreements.save(agreement)
        self._tell_signed(work, agreement, organisation_id)
        if agreement.is_in_force:
            self._came_into_force(work, agreement)

    @rpc
    def list_attachments(self, agreement_id):
        with self.work.reading() as work:
            attached = work.attachments.of_agreement(work.agreements.get(agreement_id).id)
            return {"items": [attachment.facts() for attachment in attached], "next": None}

    @rpc
    def get_attachment(self, attachment_id):
        with self.work.reading() as work:
            file_id = work.attachments.get(attachment_id).file_id
        return self._download(file_id, f"{attachment_id}.pdf")

    # verified by anyone who holds a copy

    @rpc
    def verify_agreement(self, link, digest=None):
        with self.work.reading() as work:
            document = work.signed_documents.behind(link)
            if document is None:
                raise NotFound("verification.not_found", "No agreement has this address: scan the printed code again.")
            agreement = work.agreements.get(document.id)
            names, attached = self._names(work, agreement), self._attached(work, agreement)
        told = verification(agreement, document, attached, names)
        checked = {"digest": digest, "found": what_has(digest.lower(), told)} if digest else None
        return {**told, "seal_fingerprint": self.seal.key().fingerprint, "checked": checked}


def _may_have_committed(error):
    """A commit whose outcome nobody knows: a file too many is better than a row without its file."""
    return isinstance(error, PyMongoError) and error.has_error_label("UnknownTransactionCommitResult")


def _line(signature, files):
    return TrailLine(
        organisation_id=signature.organisation_id,
        signatory=signature.signatory,
        digest=signature.digest,
        level=signature.level,
        at=signature.at,
        on_behalf_of=signature.on_behalf_of,
        file_digest=files.get(signature.organisation_id),
    )


def _attachment(agreement_id, claim, signatures, file, at):
    return Attachment(
        id=new_id(),
        agreement_id=agreement_id,
        level=claim.level,
        text_digest=claim.text_digest,
        organisations=claim.organisations,
        signatures=signatures,
        file_id=file["id"],
        file_digest=file["digest"],
        size=file["size"],
        attached_at=at,
    )


def _audited(attachment):
    told = ("level", "text_digest", "file_digest", "signatures")
    return {"attachment_id": attachment.id, **{name: getattr(attachment, name) for name in told}}
