"""Deliberation: a juror may change a score with a motive, the chair or their deputy closes each item."""

from multaqa.errors import NotFound
from multaqa.rpc import rpc
from services.events.domain.contest import who_closes


class DeliberationDesk:
    @rpc
    def list_deliberation(self, contest_id):
        with self.work.reading() as work:
            contest = work.contests.get(contest_id)
            contest.refuse_sealed()
            return {"items": [one.facts() for one in work.deliberation_items.of_contest(contest_id)], "next": None}

    @rpc
    def change_score(self, link, item_id, points, motive):
        """Both values are kept: the first on the item, the other on the sheet."""
        with self.work() as work:
            juror, contest, item = self._deliberating(work, link, item_id)
            item.require_speaker(juror.id)
            sheet = work.sheets.of_juror(contest.id, juror.id)[item.entry_id]
            sheet.change(item.criterion, points, motive, at=work.now())
            work.sheets.save(sheet)
            work.contests.save(contest)  # so that freezing and changing meet
            work.audit("score.changed", juror.id, item_id=item_id, after=points)
            return work.commit({"item_id": item_id, "points": points})

    @rpc
    def close_deliberation_item(self, link, item_id, text):
        with self.work() as work:
            juror, contest, item = self._deliberating(work, link, item_id)
            closer = who_closes(item.entry_id, work.jurors.of_contest(contest.id))
            item.close(text, juror.id, closes=closer is not None and closer.id == juror.id, at=work.now())
            work.deliberation_items.save(item)
            work.audit("deliberation.closed", item_id, by=juror.id, as_deputy=not juror.chair)
            return work.commit({"item_id": item_id, "closed_at": item.closed_at.isoformat()})

    @rpc
    def close_item_without_jury(self, item_id, text):
        """Staff close what nobody of the jury may close, so that the minutes can be frozen."""
        with self.work() as work:
            item = work.deliberation_items.get(item_id)
            work.contests.get(item.contest_id).require("deliberating")
            closer = who_closes(item.entry_id, work.jurors.of_contest(item.contest_id))
            item.close_without_jury(text, closer, at=work.now())
            work.deliberation_items.save(item)
            work.audit("deliberation.closed_by_staff", item_id, entry_id=item.entry_id)
            return work.commit(item.facts())

    def _deliberating(self, work, link, item_id):
        juror = self._behind(work, link)
        contest, item = work.contests.get(juror.contest_id), work.deliberation_items.get(item_id)
        if item.contest_id != contest.id:
            raise NotFound("deliberation_item.not_found", "This contest has no such item.", id=item_id)
        contest.require("deliberating")
        return juror, contest, item
