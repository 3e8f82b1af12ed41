"""A contest is planned, opened for entries, and opened for scoring when its jury is named."""

import secrets

from multaqa.errors import NotFound
from multaqa.ids import new_id
from multaqa.messages.events import ContestCancelled, ContestOpened
from multaqa.rpc import rpc
from services.events.domain.contest import Contest, assigned, components
from services.events.service.answers import listed
from services.events.service.contests.letters import invite, told_as

ACTIVITY_KINDS = ("contest", "show")


class ContestPlanningDesk:
    @rpc
    def plan_contest(self, edition_id, facts):
        with self.work() as work:
            edition = work.editions.get(edition_id)
            edition.require_not_cancelled()
            _require_activity(work, edition_id, facts.get("activity_id"))
            contest = Contest.planned(new_id(), edition.id, facts, at=work.now())
            work.contests.save(contest)
            return work.commit(contest.facts())

    @rpc
    def list_contests(self, after=None, limit=50, edition_id=None):
        with self.work.reading() as work:
            return listed(work.contests.page({"edition_id": edition_id} if edition_id else {}, after, limit))

    @rpc
    def get_contest(self, contest_id):
        with self.work.reading() as work:
            return work.contests.get(contest_id).facts()

    @rpc
    def revise_rubric(self, contest_id, facts):
        """Also the method of ranking: both are settled before anybody scores."""
        with self.work() as work:
            contest = work.contests.get(contest_id)
            contest.revise_rubric(facts)
            work.contests.save(contest)
            work.audit("rubric.revised", contest_id, number=contest.rubric.number, method=contest.method)
            return work.commit(contest.facts())

    @rpc
    def open_contest(self, contest_id):
        with self.work() as work:
            contest = work.contests.get(contest_id)
            contest.open(at=work.now())
            work.contests.save(contest)
            work.publish(ContestOpened, told_as(contest))
            work.audit("contest.opened", contest_id)
            return work.commit(contest.facts())

    @rpc
    def reopen_entries(self, contest_id, until):
        with self.work() as work:
            contest = work.contests.get(contest_id)
            contest.reopen_entries(until, at=work.now())
            work.contests.save(contest)
            work.audit("contest.entries_reopened", contest_id, until=until)
            return work.commit(contest.facts())

    @rpc
    def start_scoring(self, contest_id):
        """Freeze the rubric, give every juror their entries in an order of their own, and send them their link."""
        with self.work() as work:
            contest, entries = work.contests.get(contest_id), work.entries.of_contest(contest_id)
            jurors = {juror.id: juror for juror in work.jurors.of_contest(contest_id) if juror.is_active}
            contest.start_scoring(secrets.token_hex(8), at=work.now())
            self._exclude_houses(work, jurors.values(), entries)
            barred = {(juror.id, entry_id) for juror in jurors.values() for entry_id in juror.barred}
            design = assigned([one.id for one in entries], list(jurors), barred, contest.per_entry, contest.seed)
            work.contests.save(contest)
            for juror in jurors.values():
                juror.order = list(design.orders.get(juror.id, ()))
                invite(work, contest, juror, "score")
            work.audit("contest.scoring_opened", contest_id, seed=contest.seed, rubric=contest.rubric.number)
            return work.commit(contest.facts())

    @rpc
    def cancel_contest(self, contest_id, reason):
        """Jurors and entrants are told, once; nothing is scored, signed or appealed against any more."""
        with self.work() as work:
            contest = work.contests.get(contest_id)
            contest.cancel(reason, is_published=_is_published(work, contest), at=work.now())
            self._cancelled(work, contest)
            return work.commit(contest.facts())

    def _cancel_contests(self, work, edition):
        """With their edition; a result that is published stands, also of a contest that was reopened since.

        Where the edition was announced, all who have a part in it are told of that already: they get no second mail.
        """
        for contest in work.contests.unjudged_at(edition.id):
            if not _is_published(work, contest):
                contest.cancel(edition.reason, is_published=False, at=work.now())
                self._cancelled(work, contest, are_told=edition.was_announced)

    def _cancelled(self, work, contest, *, are_told=False):
        work.contests.save(contest)
        self._keep_jurors_for_a_while(work, contest)
        entries = [] if are_told else work.entries.of_contest(contest.id)
        entrants = {one for entry in entries for one in entry.person_ids}
        jurors = [] if are_told else work.jurors.active_in([contest.id])
        told = {"person_ids": sorted(entrants), "addressees": [juror.addressee for juror in jurors]}
        told["juror_ids"] = [juror.id for juror in jurors]
        work.publish(ContestCancelled, told_as(contest), reason=contest.cancelled_because, **told)
        work.audit("contest.cancelled", contest.id, reason=contest.cancelled_because)

    @rpc
    def get_contest_progress(self, contest_id):
        """How far the panel is, without a single score."""
        with self.work.reading() as work:
            contest, jurors = work.contests.get(contest_id), work.jurors.of_contest(contest_id)
            return _progress(contest, jurors, work.entries.of_contest(contest_id), work.sheets.of_contest(contest_id))


def _is_published(work, contest):
    """Now, or before it was reopened: its awards stand until later minutes say otherwise."""
    return any(minutes.published_at for minutes in work.jury_minutes.of_contest(contest.id))


def _require_activity(work, edition_id, activity_id):
    if activity_id is None:
        return
    activity = work.activities.find(activity_id)
    if activity is None or activity.edition_id != edition_id or activity.kind not in ACTIVITY_KINDS:
        text = "This edition has no contest or show among its activities with this id."
        raise NotFound("contest.activity_unknown", text, activity_id=activity_id)


def _progress(contest, jurors, entries, sheets):
    complete = {(one.juror_id, one.entry_id) for one in sheets if one.is_complete(contest.rubric)}
    pairs = {(juror.id, entry_id) for juror in jurors for entry_id in juror.order}
    judging = {entry.id: sum(one == entry.id for _, one in pairs) for entry in entries}
    wanted = min(contest.per_entry, len(jurors))
    short = {entry_id: wanted - count for entry_id, count in judging.items() if count < wanted}
    return {
        "contest_id": contest.id,
        "state": contest.state,
        "connected": len(components(pairs)) <= 1,
        "short": [{"entry_id": entry_id, "lacking": count} for entry_id, count in sorted(short.items())],
        "jurors": [
            {
                "juror_id": juror.id,
                "state": juror.state,
                "assigned": len(juror.order),
                "declared": sum(juror.has_declared(entry_id) for entry_id in juror.order),
                "complete": sum((juror.id, entry_id) in complete for entry_id in juror.order),
                "handed_in": juror.has_handed_in,
            }
            for juror in jurors
        ],
    }
