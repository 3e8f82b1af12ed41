"""The newest mark of the partners' audit trail, which every letter to a contact carries."""

from multaqa import bus
from multaqa.messages.partners import PartnersCheckpointMade


class MarkKeeper:
    @bus.subscribe(PartnersCheckpointMade)
    def keep_mark(self, message):
        with self.work() as work:
            newest = {"mark": message.facts["mark"], "at": message.facts["at"]}
            work.marks.put_if_newer(message.subject, message.version, newest)
            work.commit()
