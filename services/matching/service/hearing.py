"""What the other rooms tell, kept as far as matching needs it."""

from collections import defaultdict

from multaqa.bus import subscribe
from multaqa.messages.directory import ConsentChanged, PersonErased, PersonRegistered
from multaqa.messages.events import (
    AttendeeCheckedIn,
    CheckInUndone,
    CredentialIssued,
    CredentialRevoked,
    EditionCancelled,
    EditionOpened,
    EditionPostponed,
    RegistrationCancelled,
    RegistrationConfirmed,
    SharingChanged,
    StandAssigned,
    StandChanged,
    StandWithdrawn,
)
from multaqa.messages.partners import (
    OrganisationChanged,
    OrganisationMerged,
    OrganisationRegistered,
    SkillNeedStated,
    SkillNeedWithdrawn,
)
from services.matching.service.timetabling import TIMETABLE

BATCH = 200
SEATED = ("confirmed", "checked_in")


class Hearing:
    @subscribe(PersonRegistered, batch=BATCH)
    def know_persons(self, messages):
        self._keep_persons(messages)

    @subscribe(ConsentChanged, batch=BATCH)
    def know_consents(self, messages):
        self._keep_persons(messages)

    def _keep_persons(self, messages):
        with self.work() as work:
            for message in messages:
                known = {name: message.facts[name] for name in ("language", "consents")}
                work.persons.put_if_newer(message.subject, message.version, known)
            work.commit()

    @subscribe(OrganisationRegistered)
    def know_organisation(self, message):
        self._keep("organisations", message, "name", "sectors")

    @subscribe(OrganisationChanged)
    def correct_organisation(self, message):
        self._keep("organisations", message, "name", "sectors")

    @subscribe(OrganisationMerged)
    def merge_organisations(self, message):
        """What the duplicate had goes to the one that stands for both: they are planned and known as one."""
        known = {name: message.facts[name] for name in ("name", "sectors")}
        duplicate_id = message.facts["duplicate_id"]
        with self.work() as work:
            duplicate = (duplicate_id, message.facts["duplicate_version"])
            heir = work.organisations.merge((message.subject, message.version), duplicate, known)
            for rows in (
                work.offers, work.stands, work.interviews, work.requests, work.hirings, work.choices, work.pins,
                work.forbidden, work.late,
            ):  # fmt: skip
                rows.hand_over(duplicate_id, heir)
            work.commit()

    @subscribe(SkillNeedStated)
    def know_skill_need(self, message):
        names = ("organisation_id", "skill", "level", "headcount", "stated_at")
        known = {name: message.facts[name] for name in names} | {"horizon": message.facts["horizon"].isoformat()}
        with self.work() as work:
            work.skill_needs.put_if_newer(message.subject, message.version, known)
            work.commit()

    @subscribe(SkillNeedWithdrawn)
    def drop_skill_need(self, message):
        """Only a mark is left, so that a late `stated` does not bring the need back."""
        self._keep("skill_needs", message, "withdrawn_at")

    @subscribe(EditionOpened)
    def know_edition(self, message):
        """Who registered before it was heard of may be taken for one of its sectors only now."""
        with self.work() as work:
            work.editions.put_if_newer(message.subject, message.version, _edition_known(message))
            self._profile_registered(work, work.registrations.standing_at(message.subject))
            work.commit()

    @subscribe(EditionPostponed)
    def unseat_postponed(self, message):
        self._unseat(message, "edition_postponed", self._move_requests)

    @staticmethod
    def _move_requests(work, message):
        work.requests.move(message.subject, message.facts["ends_at"])

    @subscribe(EditionCancelled)
    def unseat_cancelled(self, message):
        """Its offers are closed with it."""
        self._unseat(message, "edition_cancelled", self._close_with_edition)

    def _close_with_edition(self, work, message):
        work.requests.lapse(message.subject)
        for offer in work.offers.unclosed_at(message.subject):
            self._close(work, offer, "edition")

    def _unseat(self, message, reason, and_besides):
        """Interviews that were planned have lost their day; those of a new one are planned anew."""
        with self.work() as work:
            if work.editions.put_if_newer(message.subject, message.version, _edition_known(message)):
                for run in (*work.runs.all_published_at(message.subject), *work.runs.waiting_at(message.subject)):
                    run.withdraw()
                    work.runs.save(run)
                work.unschedule(TIMETABLE, message.subject)
                self._release(work, work.interviews.planned_at(message.subject), reason)
                work.pins.lose_their_day(message.subject)
                work.late.lose_their_day(message.subject)
                work.choices.forget_hours(message.subject)
                and_besides(work, message)
            work.commit()

    @subscribe(StandAssigned)
    def know_stand(self, message):
        self._keep_stand(message, message.facts["tables"])

    @subscribe(StandChanged)
    def correct_stand(self, message):
        self._keep_stand(message, message.facts["tables"])

    @subscribe(StandWithdrawn)
    def drop_stand(self, message):
        """It is known without a table, so that a late message does not bring it back."""
        self._keep_stand(message, tables=0)

    def _keep_stand(self, message, tables):
        known = {"tables": tables} | {name: message.facts[name] for name in ("edition_id", "label")}
        with self.work() as work:
            known["organisation_id"] = work.organisations.current(message.facts["organisation_id"])
            if work.stands.put_if_newer(message.subject, message.version, known):
                self._stir(work, known["edition_id"], organisations=[known["organisation_id"]])
            work.commit()

    def _keep(self, projection, message, *names):
        with self.work() as work:
            known = {name: message.facts[name] for name in names}
            getattr(work, projection).put_if_newer(message.subject, message.version, known)
            work.commit()

    @subscribe(RegistrationConfirmed, batch=BATCH)
    def expect_candidates(self, messages):
        self._keep_registrations(messages)

    @subscribe(AttendeeCheckedIn, batch=BATCH)
    def greet_candidates(self, messages):
        self._keep_registrations(messages)

    @subscribe(CheckInUndone, batch=BATCH)
    def expect_again(self, messages):
        self._keep_registrations(messages)

    @subscribe(RegistrationCancelled, batch=BATCH)
    def release_candidates(self, messages):
        self._keep_registrations(messages)

    def _keep_registrations(self, messages):
        """A seat given back frees the interviews planned with it; who comes after the timetable looks for one."""
        looking = defaultdict(set)
        with self.work() as work:
            for message in messages:
                person_id, edition_id = message.facts["person_id"], message.facts["edition_id"]
                known = {name: message.facts[name] for name in ("edition_id", "person_id", "state", "registered_at")}
                known |= {name: message.facts.get(name) for name in ("category", "institute_id", "sector", "level")}
                if work.persons.is_erased(person_id):
                    continue
                newest = work.registrations.put_if_newer(message.subject, message.version, known)
                if newest and message.facts.get("institute_id"):
                    work.attributes.tell(person_id, institute_id=message.facts["institute_id"])
                if newest and known["state"] == "cancelled":
                    self._release(
                        work, work.interviews.planned_of(person_id, edition_id=edition_id), "candidate_withdrew"
                    )
                    work.requests.withdraw(person_id, edition_id)
                elif newest and known["state"] in SEATED:
                    looking[edition_id].add(person_id)
                if newest and known["state"] == "checked_in":
                    work.absences.end(edition_id, [person_id])
            self._profile_registered(work, [message.facts for message in messages])
            for edition_id, persons in looking.items():
                self._look(work, edition_id, persons)
            work.commit()

    def _look(self, work, edition_id, persons):
        """Those of them who have no interview look for one, where there is a timetable already."""
        if not self._live_run(work, edition_id):
            return
        if without := persons - work.interviews.candidates_at(edition_id, persons):
            self._stir(work, edition_id, candidates=without)

    @subscribe(SharingChanged, batch=BATCH)
    def know_sharing(self, messages):
        """Kept under the organisation's name of that day, since a merger may be heard before or after it."""
        with self.work() as work:
            for message in messages:
                names = ("edition_id", "person_id", "organisation_id", "given", "at")
                known = {name: message.facts[name] for name in names}
                if not work.persons.is_erased(known["person_id"]):
                    work.sharing.put_if_newer(message.subject, message.version, known)
            work.commit()

    @subscribe(CredentialIssued, batch=BATCH)
    def know_credentials(self, messages):
        self._keep_credentials(messages)

    @subscribe(CredentialRevoked, batch=BATCH)
    def drop_credentials(self, messages):
        self._keep_credentials(messages)

    def _keep_credentials(self, messages):
        """Whoever holds one may have no profile yet: what they have proven waits for it."""
        with self.work() as work:
            for message in messages:
                known = {name: message.facts[name] for name in ("person_id", "state", "earned_at")}
                skills = [{"code": skill["code"], "level": skill["level"]} for skill in message.facts["skills"]]
                if not work.persons.is_erased(known["person_id"]):
                    work.credentials.put_if_newer(message.subject, message.version, {**known, "skills": skills})
            work.commit()

    @subscribe(PersonErased)
    def erase_person(self, message):
        """Figures stay, under the pseudonym; nothing leads from it to the person any more."""
        person_id = message.facts["person_id"]
        with self.work() as work:
            work.persons.put_if_newer(person_id, message.version, {"erased": True})
            candidate = work.candidates.find_person(person_id)
            if candidate:
                institute_id = work.attributes.of([person_id]).get(person_id, {}).get("institute_id")
                work.registrations.keep_presence(person_id, candidate.id, institute_id)
            work.registrations.forget(person_id)
            work.credentials.forget(person_id)
            work.sharing.forget(person_id)
            work.choices.forget(person_id)
            work.shortlists.forget(person_id)
            work.attributes.forget(person_id)
            work.reviews.forget(person_id)
            for rows in (
                work.pins,
                work.forbidden,
                work.absences,
                work.concerns,
                work.requests,
                work.confirmation_links,
            ):
                rows.forget(person_id)
            self._release(work, work.interviews.planned_of(person_id), "candidate_withdrew")
            if candidate:
                work.interviews.rename(person_id, candidate.id)
                work.hirings.rename(person_id, candidate.id)
                work.candidates.remove(candidate.id)
            work.forget(person_id)
            work.commit()


def _edition_known(message):
    return {name: message.facts[name] for name in ("series_name", "number", "sectors", "starts_at", "ends_at")}
