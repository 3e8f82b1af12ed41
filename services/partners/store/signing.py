"""Signatures that are asked for: how far each is, and the digests of the links that open it."""

from multaqa.store import Document, Index, Repository, kept
from services.partners.domain.signing import OneTimeCode, Signatory, SignatureRequest, Step


class SignatureRequests(Repository[SignatureRequest]):
    """A settled request has no links any more, so that nothing is found behind those it had."""

    collection = "signature_requests"
    noun = "signature_request"
    indexes = (Index("links"), Index("agreement_id", "_id"))

    def document(self, request: SignatureRequest) -> Document:
        return kept(request)

    def entity(self, document: Document) -> SignatureRequest:
        code = document["code"]
        return SignatureRequest(
            **{
                **document,
                "signatory": Signatory(**document["signatory"]),
                "code": OneTimeCode(**code) if code else None,
                "trail": [Step(**step) for step in document["trail"]],
            }
        )

    def behind(self, link: str) -> SignatureRequest | None:
        return self.one({"links": link})

    def of_agreement(self, agreement_id: str) -> list[SignatureRequest]:
        """All that were ever asked for, in the order of asking."""
        return self.many({"agreement_id": agreement_id}, sort=[("_id", 1)])

    def unsettled(self, agreement_id: str) -> list[SignatureRequest]:
        return [request for request in self.of_agreement(agreement_id) if request.is_unsettled]
