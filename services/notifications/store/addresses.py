"""Addresses that mails came back from, or whose readers complained: by their digests."""

from collections.abc import Iterable

from multaqa.ids import new_id
from multaqa.store import Document, Index, Repository, kept
from services.notifications.domain import MailAddress, Report
from services.notifications.store.rows import Expiring, told_of


class MailAddresses(Expiring, Repository[MailAddress]):
    collection = "mail_addresses"
    noun = "address"
    indexes = (Index("address", unique=True), Index("state", "_id"))

    def document(self, address: MailAddress) -> Document:
        return {**kept(address), "state": address.state}

    def entity(self, document: Document) -> MailAddress:
        reports = [Report(**report) for report in document["reports"]]
        return MailAddress(**{**told_of(document, MailAddress), "reports": reports})

    def of(self, address: str) -> MailAddress:
        return self.known(address) or MailAddress(new_id(), address)

    def known(self, address: str) -> MailAddress | None:
        return self.one({"address": address})

    def among(self, addresses: Iterable[str]) -> list[MailAddress]:
        return self.many({"address": {"$in": sorted(addresses)}}, sort=[("_id", 1)])

    def forget(self, addresses: Iterable[str]) -> None:
        self.rows.delete_many({"address": {"$in": sorted(addresses)}})
