"""Scores: pushed by phones, again if they must, and sealed until the whole panel has handed in."""

from multaqa.ids import derived_id
from multaqa.messages.events import JurorScored
from multaqa.rpc import rpc
from services.events.domain.contest import (
    DeliberationItem,
    Sheet,
    Stroke,
    differences,
    panel_is_done,
    require_scorable,
    who_closes,
)
from services.events.service.contests.letters import Told, invite


class ScoringDesk:
    @rpc
    def push_scores(self, link, scores):
        """All of a batch or, where one cannot be taken, none; what came of each, by its nonce."""
        with self.work() as work:
            juror = self._behind(work, link)
            contest = work.contests.get(juror.contest_id)
            contest.require_scoring()
            juror.require_can_score()
            strokes = [Stroke.sent(one, work.now()) for one in scores]
            require_scorable(strokes, juror, contest.rubric)
            sheets = work.sheets.of_juror(contest.id, juror.id)
            outcomes = [_sheet(sheets, juror, stroke).take(stroke, contest.rubric) for stroke in strokes]
            work.sheets.save_all(sheets[one] for one in sorted({stroke.entry_id for stroke in strokes}))
            work.jurors.save(juror)  # so that handing in and scoring from two phones meet
            told = [{"nonce": one.nonce, "outcome": came} for one, came in zip(strokes, outcomes, strict=True)]
            return work.commit({"scores": told})

    @rpc
    def hand_in_scores(self, link):
        with self.work() as work:
            juror = self._behind(work, link)
            contest = work.contests.get(juror.contest_id)
            contest.require_scoring()
            juror.hand_in(_missing(work, contest, juror), at=work.now())
            self._tell_scored(work, contest, juror)
            work.jurors.save(juror)
            work.audit("juror.handed_in", juror.id, contest_id=contest.id, entries=len(juror.order))
            self._finish_if_done(work, contest)
            return work.commit({"handed_in_at": juror.handed_in_at.isoformat(), "state": contest.state})

    def _tell_scored(self, work, contest, juror):
        """Once for each juror, also when they are given another's entries afterwards; for nothing, nothing is told."""
        if juror.told_scored or not juror.order:
            return
        juror.told_scored = True
        known = {
            "id": juror.id,
            "contest_id": contest.id,
            "edition_id": contest.edition_id,
            "organisation_id": work.organisations.current(juror.organisation_id),
            "scored_at": work.now().isoformat(),
        }
        work.publish(JurorScored, Told(juror.id, juror.version + 1, known))

    def _finish_if_done(self, work, contest):
        """Whoever hands in last opens the seals, or what leaves them the last: a juror or an entry that goes.

        Saved either way, so that two who are last at once meet here.
        """
        jurors = [juror for juror in work.jurors.of_contest(contest.id) if juror.is_active]
        if panel_is_done(jurors):
            contest.finish_scoring(at=work.now())
            self._open_deliberation(work, contest, jurors)
            work.audit("contest.panel_done", contest.id)
        work.contests.save(contest)

    def _open_deliberation(self, work, contest, jurors):
        judged = {entry_id for juror in work.jurors.of_contest(contest.id) for entry_id in juror.order}
        sheets = [one for one in work.sheets.of_contest(contest.id) if one.is_complete(contest.rubric)]
        found = differences([one for one in sheets if one.entry_id in judged], contest.rubric)
        items = [
            DeliberationItem(derived_id(contest.id, entry, code), contest.id, entry, code, given, work.now())
            for entry, code, given in found
        ]
        work.deliberation_items.add_all(items)
        wanted = {juror_id for item in items for juror_id in item.given}
        wanted |= {closer.id for item in items if (closer := who_closes(item.entry_id, jurors))}
        for juror in jurors:
            if juror.id in wanted:
                invite(work, contest, work.jurors.get(juror.id), "deliberate")

    @rpc
    def list_scores(self, contest_id):
        """For staff, once the panel is done and not before."""
        with self.work.reading() as work:
            contest = work.contests.get(contest_id)
            contest.refuse_sealed()
            return {"items": [sheet.facts() for sheet in work.sheets.of_contest(contest_id)], "next": None}


def _sheet(sheets, juror, stroke):
    sheet_id = derived_id(juror.id, stroke.entry_id)
    return sheets.setdefault(stroke.entry_id, Sheet(sheet_id, juror.contest_id, juror.id, stroke.entry_id))


def _missing(work, contest, juror):
    sheets = work.sheets.of_juror(contest.id, juror.id)
    return [one for one in juror.order if one not in sheets or not sheets[one].is_complete(contest.rubric)]
