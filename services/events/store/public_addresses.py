"""Public addresses of programmes."""

from multaqa.links import gone
from multaqa.store import Index, Repository
from services.events.domain.public_address import PublicAddress
from services.events.store.documents import Document, kept, told


class PublicAddresses(Repository[PublicAddress]):
    collection = "public_addresses"
    noun = "public_address"
    indexes = (Index("digest", unique=True),)

    def document(self, address: PublicAddress) -> Document:
        return kept(address)

    def entity(self, document: Document) -> PublicAddress:
        return PublicAddress(**told(document, PublicAddress))

    def behind(self, digest: str) -> PublicAddress:
        address = self.one({"digest": digest})
        if address is None:
            raise gone()
        return address
