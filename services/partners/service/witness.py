"""The partners' trail vouches for the others: its marks go out in mails to partners, theirs stand in its rows."""

from multaqa.bus import subscribe
from multaqa.messages.directory import DirectoryCheckpointMade
from multaqa.messages.events import EventsCheckpointMade
from multaqa.messages.matching import MatchingCheckpointMade
from multaqa.messages.notifications import NotificationsCheckpointMade
from multaqa.store.audit.trail import HEARD


class Witness:
    """Writes down each checkpoint that another room tells."""

    @subscribe(DirectoryCheckpointMade)
    def witness_directory(self, message):
        self._witness(message)

    @subscribe(EventsCheckpointMade)
    def witness_events(self, message):
        self._witness(message)

    @subscribe(MatchingCheckpointMade)
    def witness_matching(self, message):
        self._witness(message)

    @subscribe(NotificationsCheckpointMade)
    def witness_notifications(self, message):
        self._witness(message)

    def _witness(self, message):
        with self.work() as work:
            work.audit(HEARD, message.facts["room"], line=message.facts["line"])
            work.commit()
