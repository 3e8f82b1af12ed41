"""What an entrant does behind their link: see their entry and its result, and appeal while there is time."""

from multaqa.links import gone
from multaqa.rpc import rpc
from services.events.domain.contest import own_result

TOLD_OF_ENTRY = ("id", "title", "state", "submitted_at")
TOLD_OF_APPEAL = ("text", "made_at", "decision", "reason", "decided_at")


class EntrantDesk:
    @rpc
    def read_entry_by_link(self, link):
        with self.work.reading() as work:
            entry = self._entry_behind(work, link)
            contest = work.contests.get(entry.contest_id)
            minutes = next(iter(work.jury_minutes.of_contest(contest.id)), None)
            return {
                "contest": {name: contest.facts()[name] for name in ("title", "state", "cancelled_because")},
                "entry": {name: entry.facts()[name] for name in TOLD_OF_ENTRY},
                "result": own_result(contest, minutes, entry.id),
                "appeals_until": _appeals_until(contest, entry, minutes, work.now()),
                "appeals": [_told(appeal) for appeal in work.appeals.of_entry(entry.id)],
            }

    @rpc
    def appeal_by_link(self, link, text):
        with self.work() as work:
            entry = self._entry_behind(work, link)
            return work.commit(_told(self._appeal(work, entry, text, by="entrant")))

    def _entry_behind(self, work, link):
        """The entry a link opens; one that has ended opens none, nor does one of whoever was erased."""
        found = work.entrant_links.find(link)
        if found is None or not found.is_open(work.now()):
            raise gone()
        return work.entries.get(found.entry_id)


def _appeals_until(contest, entry, minutes, at):
    """Until when an appeal can be made; None where none can."""
    if minutes is None or contest.is_cancelled or not entry.stands or not minutes.is_appealable(at):
        return None
    return minutes.facts()["appeals_until"]


def _told(appeal):
    known = appeal.facts()
    return {name: known[name] for name in TOLD_OF_APPEAL}
