"""Organisations with a stand, and institutes that registered a class, are told when their edition loses its day."""

from multaqa.bus import subscribe
from multaqa.messages.events import EditionCancelled, EditionPostponed
from multaqa.messages.partners import EditionNoticeGiven
from services.partners.domain import DIRECTORATE
from services.partners.domain.edition_notice import EditionNotice
from services.partners.service.addressees import addressees_of


class EditionNoticeDesk:
    @subscribe(EditionPostponed)
    def tell_of_postponement(self, message):
        self._tell_concerned(message)

    @subscribe(EditionCancelled)
    def tell_of_cancellation(self, message):
        self._tell_concerned(message)

    def _tell_concerned(self, message):
        with self.work() as work:
            concerned = sorted({*message.facts["exhibitors"], *message.facts["institute_ids"]})
            addressees = addressees_of(work, concerned, follows=DIRECTORATE) if concerned else []
            if addressees:
                work.publish(EditionNoticeGiven, EditionNotice(message.facts, message.version), addressees=addressees)
            work.commit()
