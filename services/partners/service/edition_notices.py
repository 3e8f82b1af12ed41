"""Organisations with a stand are told when their edition loses its day."""

from multaqa.bus import subscribe
from multaqa.messages.events import EditionCancelled, EditionPostponed
from multaqa.messages.partners import EditionNoticeGiven
from services.partners.domain import DIRECTORATE
from services.partners.domain.edition_notice import EditionNotice
from services.partners.service.addressees import addressees_of


class EditionNoticeDesk:
    @subscribe(EditionPostponed)
    def tell_exhibitors_of_postponement(self, message):
        self._tell_exhibitors(message)

    @subscribe(EditionCancelled)
    def tell_exhibitors_of_cancellation(self, message):
        self._tell_exhibitors(message)

    def _tell_exhibitors(self, message):
        with self.work() as work:
            exhibitors = message.facts["exhibitors"]
            addressees = addressees_of(work, exhibitors, follows=DIRECTORATE) if exhibitors else []
            if addressees:
                work.publish(EditionNoticeGiven, EditionNotice(message.facts, message.version), addressees=addressees)
            work.commit()
