"""The PDFs of agreements, and what was signed elsewhere; the files themselves are in the tenant's file store."""

from multaqa.store import Document, Index, Repository, kept
from services.partners.domain.attachment import Attachment
from services.partners.domain.signed_document import SignedDocument


class SignedDocuments(Repository[SignedDocument]):
    collection = "signed_documents"
    noun = "signed_document"
    indexes = (Index("link", unique=True),)

    def document(self, signed: SignedDocument) -> Document:
        return kept(signed)

    def entity(self, document: Document) -> SignedDocument:
        return SignedDocument(**document)

    def behind(self, link: str) -> SignedDocument | None:
        return self.one({"link": link})


class Attachments(Repository[Attachment]):
    collection = "attachments"
    noun = "attachment"
    indexes = (Index("agreement_id"),)

    def document(self, attachment: Attachment) -> Document:
        return kept(attachment)

    def entity(self, document: Document) -> Attachment:
        return Attachment(**{**document, "organisations": tuple(document["organisations"])})

    def of_agreement(self, agreement_id: str) -> list[Attachment]:
        return self.many({"agreement_id": agreement_id}, sort=[("_id", 1)])
