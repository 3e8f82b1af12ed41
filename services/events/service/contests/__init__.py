"""Contests, from the rubric to the published result."""

from services.events.service.contests.awards import AwardDesk
from services.events.service.contests.deliberation import DeliberationDesk
from services.events.service.contests.entrants import EntrantDesk
from services.events.service.contests.entries import EntryDesk
from services.events.service.contests.jury import JuryDesk
from services.events.service.contests.minutes import MinutesDesk
from services.events.service.contests.page import JurorPageDesk
from services.events.service.contests.planning import ContestPlanningDesk
from services.events.service.contests.scoring import ScoringDesk


class ContestDesk(
    ContestPlanningDesk,
    EntryDesk,
    EntrantDesk,
    JuryDesk,
    JurorPageDesk,
    ScoringDesk,
    DeliberationDesk,
    MinutesDesk,
    AwardDesk,
):
    # a person's rights

    def _contests_told(self, work, person_id):
        jurors = work.jurors.of_person(person_id)
        sheets = [one for juror in jurors for one in work.sheets.of_juror(juror.contest_id, juror.id).values()]
        return {
            "entries": [entry.facts() for entry in work.entries.of_person(person_id)],
            "awards": [award.facts() for award in work.awards.of_person(person_id)],
            "juries": [juror.facts() for juror in jurors],
            "scores_given": [sheet.facts() for sheet in sheets],
        }

    def _forget_in_contests(self, work, person_id):
        """Entries, scores and awards stay as figures, without the person; files that may show them go."""
        for entry in work.entries.of_person(person_id):
            for file in entry.files:
                self.files.remove(file.id)
            entry.forget_person(person_id)
            work.entries.save(entry)
            for appeal in work.appeals.of_entry(entry.id):
                appeal.forget()
                work.appeals.save(appeal)
        work.entrant_links.forget_person(person_id)
        for award in work.awards.of_person(person_id):
            award.forget_person(person_id)
            work.awards.save(award)
        for juror in [one for one in work.jurors.of_person(person_id) if not one.is_forgotten]:
            self._forget_juror(work, work.contests.get(juror.contest_id), juror)
