"""The jury: named from partners, free of conflicts of interest, replaced when a juror leaves."""

from datetime import timedelta

from multaqa.bus import due
from multaqa.errors import NotFound, Refused
from multaqa.ids import new_id
from multaqa.links import gone
from multaqa.messages.events import JurorErased
from multaqa.rpc import rpc
from multaqa.settings import load
from services.events.domain.contest import Juror, reassigned
from services.events.service.contests.letters import Told, invite

FORGET = "forget_jury"


class JuryDesk:
    jurors_kept = timedelta(days=load("events").own["juror_retention_days"])

    @rpc
    def name_juror(self, contest_id, facts):
        with self.work() as work:
            contest = work.contests.get(contest_id)
            contest.require("planned", "open")
            partner = _is_partner(work, facts["organisation_id"])
            juror = Juror.named(new_id(), contest_id, facts, at=work.now(), is_partner=partner)
            _refuse_twice(juror, work.jurors.of_contest(contest_id))
            work.jurors.save(juror)
            work.audit("juror.named", juror.id, contest_id=contest_id, organisation_id=juror.organisation_id)
            return work.commit(juror.facts())

    @rpc
    def list_jurors(self, contest_id):
        with self.work.reading() as work:
            jurors = work.jurors.of_contest(work.contests.get(contest_id).id)
            return {"items": [juror.facts() for juror in jurors], "next": None}

    @rpc
    def invite_juror_again(self, juror_id):
        with self.work() as work:
            juror = work.jurors.get(juror_id)
            if not juror.is_active:
                raise Refused("juror.left_already", "This juror has left already.", juror_id=juror_id)
            contest = work.contests.get(juror.contest_id)
            invite(work, contest, juror, {"deliberating": "deliberate", "frozen": "sign"}.get(contest.state, "score"))
            return work.commit(juror.facts())

    # conflicts of interest

    @rpc
    def record_conflict(self, juror_id, facts):
        """Staff know of a conflict that the juror has not declared."""
        with self.work() as work:
            juror = work.jurors.get(juror_id)
            self._declared(work, juror, facts["entry_id"], facts["kind"], facts.get("note"), by="staff")
            return work.commit(juror.facts())

    @rpc
    def declare_conflict(self, link, facts):
        with self.work() as work:
            juror = self._behind(work, link)
            if facts["entry_id"] not in juror.order:
                raise NotFound("entry.not_found", "This entry is not among yours.", id=facts["entry_id"])
            self._declared(work, juror, facts["entry_id"], facts["kind"], facts.get("note"), by="juror")
            return work.commit({"entry_id": facts["entry_id"], "kind": facts["kind"]})

    def _declared(self, work, juror, entry_id, kind, note, by):
        contest, entry = work.contests.get(juror.contest_id), work.entries.get(entry_id)
        contest.require("planned", "open", "scoring")
        if entry.contest_id != contest.id:
            raise NotFound("entry.not_found", "This contest has no such entry.", id=entry_id)
        judged = entry_id in juror.order
        conflict = juror.declare(entry_id, kind, note, by, at=work.now())
        work.jurors.save(juror)
        work.audit("juror.declared", juror.id, contest_id=contest.id, entry_id=entry_id, kind=kind, by=by)
        if conflict and judged:
            self._replace(work, contest, {entry_id: 1})
            if contest.state == "scoring":
                self._finish_if_done(work, contest)

    def _exclude_houses(self, work, jurors, entries):
        """Whoever comes from an entry's institute or company does not judge it; nobody has to say so."""
        current = work.organisations.current
        houses = {entry.id: {current(house) for house in entry.houses} for entry in entries}
        for juror in jurors:
            own = current(juror.organisation_id)
            for entry in entries:
                if juror.exclude_house(entry, houses[entry.id], own, at=work.now()):
                    work.audit("juror.excluded", juror.id, entry_id=entry.id, kind="same_organisation")

    # who goes is replaced

    @rpc
    def release_juror(self, juror_id, reason):
        """What they have scored completely stays and counts; the rest goes to others, as far as there are any."""
        with self.work() as work:
            juror = work.jurors.get(juror_id)
            contest = work.contests.get(juror.contest_id)
            contest.require("planned", "open", "scoring")
            self._let_go(work, contest, juror, reason)
            return work.commit(juror.facts())

    def _let_go(self, work, contest, juror, reason):
        sheets = work.sheets.of_juror(contest.id, juror.id)
        complete = [entry_id for entry_id, one in sheets.items() if one.is_complete(contest.rubric)]
        dropped = juror.leave(reason, complete, at=work.now())
        work.jurors.save(juror)
        work.audit("juror.left", juror.id, contest_id=contest.id, kept=len(complete), dropped=len(dropped))
        if contest.state == "scoring":
            self._replace(work, contest, dict.fromkeys(dropped, 1))
            self._finish_if_done(work, contest)

    # personal data of jurors

    @rpc
    def erase_juror(self, juror_id):
        """Of one who is no person of the directory; what they scored counts, and the minutes keep their number."""
        with self.work() as work:
            juror = work.jurors.get(juror_id)
            juror.require_own_erasure()
            self._forget_juror(work, work.contests.get(juror.contest_id), juror)
            work.audit("juror.erased", juror_id, contest_id=juror.contest_id)
            return work.commit(juror.facts())

    def _forget_juror(self, work, contest, juror):
        """Here, in what was stored of commands, in printed copies, and in the mails the notifications' room keeps."""
        if juror.is_active:
            self._let_go(work, contest, juror, "erased")
        work.forget(juror.email)  # stored answers hold it; the trail holds none, and what the juror did stays in it
        juror.forget()
        work.jurors.save(juror)
        work.publish(JurorErased, Told(juror.id, juror.version + 1, {"id": juror.id, "contest_id": contest.id}))
        for minutes in work.jury_minutes.of_contest(contest.id):
            self._ask_copy(work, minutes)

    def _keep_jurors_for_a_while(self, work, contest):
        """Once nobody of the jury is needed any more, their names and addresses have a last day."""
        work.schedule(FORGET, contest.id, work.now() + self.jurors_kept)

    @due(FORGET)
    def forget_jury(self, due):
        """Unless the contest was reopened: then its next result has a last day of its own."""
        with self.work() as work:
            contest = work.contests.get(due.key)
            own = [one for one in work.jurors.of_contest(contest.id) if one.person_id is None and not one.is_forgotten]
            for juror in own if contest.is_settled else ():
                self._forget_juror(work, contest, juror)
                work.audit("juror.erased", juror.id, contest_id=contest.id, because="retention")
            work.commit()

    def _replace(self, work, contest, wanting):
        jurors = {juror.id: juror for juror in work.jurors.of_contest(contest.id)}
        active = [juror.id for juror in jurors.values() if juror.is_active]
        pairs = {(juror.id, entry_id) for juror in jurors.values() for entry_id in juror.order}
        barred = {(juror.id, entry_id) for juror in jurors.values() for entry_id in juror.barred}
        found, lacking = reassigned(pairs, wanting, active, barred, contest.seed)
        for juror_id in sorted({juror_id for juror_id, _ in found}):
            jurors[juror_id].take_on([entry_id for one, entry_id in found if one == juror_id])
            invite(work, contest, jurors[juror_id], "score")
        told = [{"juror_id": juror_id, "entry_id": entry_id} for juror_id, entry_id in found]
        work.audit("jury.reassigned", contest.id, found=told, lacking=lacking)

    def _behind(self, work, link):
        juror = work.jurors.behind(link)
        if juror is None:
            raise gone()
        return juror


def _is_partner(work, organisation_id):
    """Whether an agreement in force binds it; NotFound for an organisation nobody has heard of."""
    current = work.organisations.current(organisation_id)
    if work.organisations.find(current) is None:
        text = "There is no organisation with this id."
        raise NotFound("juror.organisation_unknown", text, organisation_id=organisation_id)
    return bool(work.agreements.of_partner(current) or work.agreements.of_partner(organisation_id))


def _refuse_twice(juror, others):
    if any(one.is_active and one.email == juror.email for one in others):
        raise Refused("juror.already_named", "This address is a juror's of this contest already.")
    if juror.chair and any(one.is_active and one.chair for one in others):
        raise Refused("juror.chair_twice", "The jury has a chair already.")
