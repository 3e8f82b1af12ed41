"""Minutes: frozen from what the panel gave, signed over their digest, open to appeals, published, superseded."""

import secrets
from base64 import b64encode

from multaqa.bus import due
from multaqa.errors import Conflict, NotFound, Refused
from multaqa.ids import new_id
from multaqa.links import secret_digest
from multaqa.media_types import PDF_TYPE
from multaqa.messages.events import ResultPublished
from multaqa.rpc import rpc
from multaqa.settings import load
from services.events.documents.minutes.copy import MinutesCopy
from services.events.documents.press import print_minutes
from services.events.domain.contest import Appeal, Minutes, Picture, digest_of, minutes_document, reckoned
from services.events.service.contests.letters import invite, tell_entrants, told_as

RENDER = "render_minutes"
RECKONED_WITHIN_S = 9.0


class MinutesDesk:
    minutes_site = load("events").own["public_url"].rstrip("/")

    @rpc
    def preview_ranking(self, contest_id):
        """What the minutes would say now; for staff, once the panel is done."""
        with self.work.reading() as work:
            picture = _picture(work, work.contests.get(contest_id))
        picture.contest.refuse_sealed()
        return self._reckoned(picture)

    def _reckoned(self, picture):
        return self.reckoner.run(reckoned, *picture.for_reckoning(), within_s=RECKONED_WITHIN_S)

    @rpc
    def freeze_minutes(self, contest_id):
        with self.work.reading() as work:
            picture = _picture(work, work.contests.get(contest_id))
        picture.require_freezable()
        results = self._reckoned(picture)
        with self.work() as work:
            contest = work.contests.get(contest_id)
            if contest.version != picture.contest.version:
                raise Conflict("contest.changed_meanwhile", "The contest changed while its ranking was reckoned.")
            minutes = self._frozen(work, contest, picture, results)
            for juror in work.jurors.of_contest(contest_id):
                if juror.id in minutes.asked:
                    invite(work, contest, juror, "sign")
            return work.commit(minutes.facts())

    def _frozen(self, work, contest, picture, results):
        before = next(iter(work.jury_minutes.of_contest(contest.id)), None)
        number = contest.freeze()
        supersedes = before.digest if before else None
        document = minutes_document(picture, number, results, supersedes, at=work.now())
        digest, secret, key = digest_of(document), secrets.token_urlsafe(32), self.keys.of("minutes")
        minutes = Minutes(
            id=new_id(),
            contest_id=contest.id,
            number=number,
            title=contest.title,
            document=document,
            digest=digest,
            supersedes=supersedes,
            asked=tuple(juror.id for juror in picture.panel),
            frozen_at=work.now(),
            secret=secret,
            link=secret_digest(secret),
            seal={"key_id": key.id, "signature": b64encode(key.sign(bytes.fromhex(digest))).decode()},
        )
        if before:
            before.superseded_by = minutes.digest
            work.jury_minutes.save(before)
            self._ask_copy(work, before)
        work.contests.save(contest)
        work.jury_minutes.save(minutes)
        self._ask_copy(work, minutes)
        work.audit("minutes.frozen", minutes.id, contest_id=contest.id, number=number, digest=minutes.digest)
        return minutes

    @rpc
    def answer_minutes(self, link, digest, reservation=None):
        """A juror signs the digest or, with a reservation, refuses to; when all have answered, appeals may be made."""
        with self.work() as work:
            juror = self._behind(work, link)
            contest = work.contests.get(juror.contest_id)
            contest.refuse_cancelled()
            minutes = _latest(work, contest.id)
            if minutes.answer(juror.id, digest, reservation, at=work.now()):
                minutes.open_appeals(contest.appeals_until(work.now()), at=work.now())
                if minutes.is_appealable(at=work.now()):
                    tell_entrants(work, contest, work.entries.of_contest(contest.id), "appeal", minutes.appeals_until)
            work.jury_minutes.save(minutes)
            self._ask_copy(work, minutes)
            answer = "reserved" if reservation else "signed"
            work.audit("minutes.answered", minutes.id, juror_id=juror.id, digest=digest, answer=answer)
            return work.commit({"minutes_id": minutes.id, "digest": digest, "answer": answer})

    @rpc
    def publish_result(self, contest_id):
        with self.work() as work:
            contest, minutes = work.contests.get(contest_id), _latest(work, contest_id)
            undecided = [one for one in work.appeals.of_contest(contest_id) if one.decision is None]
            contest.publish()
            minutes.publish(len(undecided), at=work.now())
            work.contests.save(contest)
            work.jury_minutes.save(minutes)
            work.publish(ResultPublished, told_as(contest), **_published(minutes))
            self._give_awards(work, contest, minutes)
            tell_entrants(work, contest, work.entries.of_contest(contest_id), "published")
            self._keep_jurors_for_a_while(work, contest)
            self._ask_copy(work, minutes)
            work.audit("result.published", contest_id, digest=minutes.digest, number=minutes.number)
            return work.commit(contest.facts())

    @rpc
    def reopen_contest(self, contest_id, reason):
        """Back to deliberation; what is frozen stays, and the next version of the minutes supersedes it."""
        with self.work() as work:
            contest = work.contests.get(contest_id)
            contest.reopen(reason)
            work.contests.save(contest)
            work.audit("contest.reopened", contest_id, reason=reason)
            return work.commit(contest.facts())

    # appeals

    @rpc
    def make_appeal(self, entry_id, text):
        with self.work() as work:
            entry = work.entries.get(entry_id)
            return work.commit(self._appeal(work, entry, text, by="staff").facts())

    def _appeal(self, work, entry, text, by):
        work.contests.get(entry.contest_id).refuse_cancelled()
        entry.require_standing()
        minutes = _latest(work, entry.contest_id)
        minutes.require_appealable(at=work.now())
        appeal = Appeal(new_id(), entry.contest_id, entry.id, minutes.digest, text, work.now())
        appeal.refuse_second(work.appeals.of_entry(entry.id))
        work.appeals.save(appeal)
        work.audit("appeal.made", appeal.id, contest_id=entry.contest_id, entry_id=entry.id, by=by)
        return appeal

    @rpc
    def decide_appeal(self, appeal_id, decision, reason):
        with self.work() as work:
            appeal = work.appeals.get(appeal_id)
            appeal.decide(decision, reason, by=work.context.principal, at=work.now())
            work.appeals.save(appeal)
            work.audit("appeal.decided", appeal_id, decision=decision)
            return work.commit(appeal.facts())

    @rpc
    def list_appeals(self, contest_id):
        with self.work.reading() as work:
            appeals = work.appeals.of_contest(work.contests.get(contest_id).id)
            return {"items": [appeal.facts() for appeal in appeals], "next": None}

    # read, printed, verified

    @rpc
    def list_minutes(self, contest_id):
        with self.work.reading() as work:
            found = work.jury_minutes.of_contest(work.contests.get(contest_id).id)
            return {"items": [minutes.facts() for minutes in found], "next": None}

    @rpc
    def get_minutes(self, minutes_id):
        with self.work.reading() as work:
            return work.jury_minutes.get(minutes_id).facts()

    @rpc
    def get_minutes_document(self, minutes_id):
        with self.work.reading() as work:
            file_id = work.jury_minutes.get(minutes_id).file_id
        if file_id is None:
            raise Refused("minutes.document_pending", "The document is being made: ask again in a moment.")
        content = b"".join(self.files.open(file_id))
        return {
            "content": b64encode(content).decode(),
            "media_type": PDF_TYPE,
            "filename": f"{minutes_id}.pdf",
        }

    @rpc
    def verify_minutes(self, link, digest=None):
        with self.work.reading() as work:
            minutes = work.jury_minutes.behind(link)
        if minutes is None:
            raise NotFound("minutes.not_found", "No minutes have this address: scan the printed code again.")
        return minutes.shown(digest)

    def _ask_copy(self, work, minutes):
        work.schedule(RENDER, minutes.id, work.now())

    @due(RENDER, at_once=2)
    def render_minutes(self, due):
        with self.work.reading() as work:
            minutes = work.jury_minutes.get(due.key)
            copy = _copy(work, minutes, f"{self.minutes_site}/minutes/{work.context.tenant}.{minutes.secret}")
        pdf = self.press.run(print_minutes, copy)
        file = self.files.put([pdf], f"{minutes.id}.pdf", PDF_TYPE)
        with self.work() as work:
            minutes = work.jury_minutes.get(due.key)
            before, minutes.file_id, minutes.file_digest = minutes.file_id, file["id"], file["digest"]
            work.jury_minutes.save(minutes)
            work.commit()
        if before:
            self.files.remove(before)


def _latest(work, contest_id):
    minutes = next(iter(work.jury_minutes.of_contest(contest_id)), None)
    if minutes is None:
        raise Refused("minutes.none", "There are no minutes yet.", contest_id=contest_id)
    return minutes


def _picture(work, contest):
    return Picture(
        contest=contest,
        entries=work.entries.of_contest(contest.id),
        jurors=work.jurors.of_contest(contest.id),
        sheets=work.sheets.of_contest(contest.id),
        items=work.deliberation_items.of_contest(contest.id),
    )


def _published(minutes):
    ranking = minutes.document["results"]["ranking"]
    return {
        "minutes_version": minutes.number,
        "minutes_digest": minutes.digest,
        "supersedes": minutes.supersedes,
        "ranking": [{"entry_id": one["entry_id"], "rank": one["rank"]} for one in ranking],
        "published_at": minutes.published_at.isoformat(),
    }


def _copy(work, minutes, address):
    jurors = {one.id: one.name for one in work.jurors.of_contest(minutes.contest_id) if not one.is_forgotten}
    houses = {one["organisation_id"] for one in minutes.document["jury"]}
    houses |= {one["institute_id"] for one in minutes.document["entries"] if one["institute_id"]}
    known = {row["_id"]: row["name"] for row in work.organisations.many({"_id": {"$in": sorted(houses)}})}
    return MinutesCopy(
        document=minutes.document,
        digest=minutes.digest,
        jurors=jurors,
        organisations=known,
        answers=[one.facts() for one in minutes.answers],
        awaited=minutes.awaited,
        superseded_by=minutes.superseded_by,
        verify_url=address,
        made_at=work.now().isoformat(),
    )
