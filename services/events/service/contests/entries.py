"""Entries: submitted in time, with files and what each member said about pictures; withdrawn with a reason."""

from base64 import b64decode, b64encode

from multaqa.ids import new_id
from multaqa.messages.events import EntrySubmitted
from multaqa.rpc import rpc
from services.events.domain.contest import LARGEST_FILE, Entry
from services.events.service.answers import listed
from services.events.service.contests.letters import Told, tell_entrants

TOLD = ("id", "contest_id", "edition_id", "title", "person_ids", "institute_id", "submitted_at")


class EntryDesk:
    @rpc
    def submit_entry(self, contest_id, facts):
        with self.work() as work:
            contest = work.contests.get(contest_id)
            entry = Entry.submitted(new_id(), contest, facts, at=work.now())
            entry.refuse_twice(by=work.entries.with_one_of(contest_id, entry.person_ids))
            work.entries.save(entry)
            known = entry.facts()
            work.publish(EntrySubmitted, Told(entry.id, entry.version, {name: known[name] for name in TOLD}))
            tell_entrants(work, contest, [entry], "entered")
            return work.commit(known)

    @rpc
    def list_entries(self, contest_id, after=None, limit=50):
        with self.work.reading() as work:
            return listed(work.entries.page({"contest_id": work.contests.get(contest_id).id}, after, limit))

    @rpc
    def get_entry(self, entry_id):
        with self.work.reading() as work:
            return work.entries.get(entry_id).facts()

    @rpc
    def attach_entry_file(self, entry_id, content, media_type, name):
        with self.work.reading() as work:
            work.entries.get(entry_id).require_room_for_file()
        file = self.files.put([b64decode(content)], name, media_type, largest=LARGEST_FILE)
        try:
            with self.work() as work:
                entry = work.entries.get(entry_id)
                work.contests.get(entry.contest_id).require_entries(at=work.now())
                entry.attach(file)
                work.entries.save(entry)
                return work.commit(entry.facts())
        except BaseException:
            self.files.remove(file["id"])
            raise

    @rpc
    def get_entry_file(self, entry_id, file_id):
        with self.work.reading() as work:
            file = work.entries.get(entry_id).file(file_id)
        return self._entry_file(file)

    def _entry_file(self, file):
        content = b"".join(self.files.open(file.id))
        return {"content": b64encode(content).decode(), "media_type": file.media_type, "filename": file.name}

    @rpc
    def withdraw_entry(self, entry_id, reason):
        with self.work() as work:
            entry = work.entries.get(entry_id)
            contest = work.contests.get(entry.contest_id)
            contest.require("planned", "open", "scoring")
            entry.withdraw(reason, at=work.now())
            work.entries.save(entry)
            for juror in work.jurors.of_contest(entry.contest_id):
                if entry_id in juror.order:
                    juror.order.remove(entry_id)
                    work.jurors.save(juror)
            work.audit("entry.withdrawn", entry_id, reason=reason)
            if contest.state == "scoring":
                self._finish_if_done(work, contest)
            return work.commit(entry.facts())
