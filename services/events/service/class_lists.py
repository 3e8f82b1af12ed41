"""Classes that institutes register: a table is checked in the background, then taken in group by group.

Persons live in the directory, which this room does not ask: whoever takes a list in fetches a group of its open lines,
makes sure the directory knows their persons, and brings the ids back. Each step may be repeated.
"""

from base64 import b64decode
from contextlib import suppress
from datetime import timedelta

from multaqa.bus import due
from multaqa.errors import Invalid, NotFound
from multaqa.ids import new_id
from multaqa.rpc import rpc
from multaqa.tables import faults_of
from services.events.class_table import read_class
from services.events.domain.class_list import ClassLine, ClassList, mark_repeated
from services.events.domain.registration import Registration

KEPT = timedelta(days=1)


class ClassListDesk:
    @rpc
    def send_class_list(self, edition_id, category, content, media_type, institute_id=None):
        with self.work() as work:
            edition = work.editions.get(edition_id)
            edition.require_category(category)
            file = self.files.put([b64decode(content)], "class", media_type)
            by, now = work.context.principal, work.now()
            one = ClassList(new_id(), edition.id, category, file["id"], media_type, by, now, institute_id)
            work.class_lists.save(one)
            work.schedule("class_list_check", one.id, now)
            work.schedule("class_list_expiry", one.id, now + KEPT)
            return work.commit(one.facts())

    @rpc
    def get_class_list(self, class_list_id):
        with self.work.reading() as work:
            return work.class_lists.get(class_list_id).facts()

    @rpc
    def list_class_lines(self, class_list_id, after=None, limit=50):
        with self.work.reading() as work:
            page = work.class_lines.page({"list_id": work.class_lists.get(class_list_id).id}, after, limit)
            return {"items": [line.shown() for line in page.items], "next": page.next}

    @due("class_list_check")
    def check_class_list(self, due):
        with self.work.reading() as work:
            one = work.class_lists.get(due.key)
        sound, errors = self._read_class(one)
        lines = [ClassLine(f"{one.id}-{number:06}", one.id, number, facts) for number, facts in sound]
        repeated = mark_repeated(lines)
        count = len(lines) + len({error["facts"]["line"] for error in errors if "line" in error.get("facts", {})})
        with self.work() as work:
            one = work.class_lists.get(due.key)
            one.check(count, repeated, errors, at=work.now())
            work.class_lists.save(one)
            if one.state == "checked":
                work.class_lines.add_all(lines)
            work.commit()

    def _read_class(self, one):
        content = b"".join(self.files.open(one.file_id))
        try:
            return self.pool.run(read_class, content, one.media_type)
        except Invalid as refused:
            return [], faults_of(refused)

    # taken in, by whoever asks the directory

    @rpc
    def apply_class_list(self, class_list_id):
        with self.work() as work:
            one = work.class_lists.get(class_list_id)
            if one.apply():
                work.editions.get(one.edition_id).require_open(at=work.now())
                work.class_lists.save(one)
                work.audit("class_list.applied", one.id, lines=one.lines)
            return work.commit(one.facts())

    @rpc
    def open_class_lines(self, class_list_id, limit):
        """The next lines of a list that is being taken in, with what the directory must know of their persons."""
        with self.work.reading() as work:
            one = work.class_lists.get(class_list_id)
            lines = work.class_lines.open_of(one.id, limit) if one.state == "applying" else []
            return {"lines": [{**line.facts, "number": line.number} for line in lines]}

    @rpc
    def register_class_lines(self, class_list_id, persons):
        """One group in one transaction: each line gets its own answer, and one that has its answer keeps it."""
        with self.work() as work:
            one = work.class_lists.get(class_list_id)
            if one.state == "applying":
                self._take_in(work, one, {stated["number"]: stated["person_id"] for stated in persons})
            return work.commit(one.facts())

    def _take_in(self, work, one, persons):
        lines = work.class_lines.numbered(one.id, persons)
        asked = [_asked(one, line, persons[line.number]) for line in lines]
        for line, answer in zip(lines, self._register_all(work, asked), strict=True):
            _settle(line, answer, persons[line.number])
        work.class_lines.save_all(lines)
        one.note(line.outcome for line in lines)
        if not work.class_lines.open_of(one.id, 1):
            one.settle(at=work.now())
        work.class_lists.save(one)

    @due("class_list_expiry")
    def forget_class_list(self, due):
        with self.work() as work:
            one = work.class_lists.get(due.key)
            if one.state == "applying":
                work.schedule("class_list_expiry", one.id, work.now() + KEPT)
            else:
                one.expire(at=work.now())
                work.class_lists.save(one)
                work.class_lines.forget_facts(one.id)
                with suppress(NotFound):  # it went in an attempt that was not committed
                    self.files.remove(one.file_id)
            work.commit()

    # a person's rights

    def _class_lines_told(self, work, person_id):
        lines = work.class_lines.of_person(person_id)
        return {"class_lists": [{"class_list_id": line.list_id, **line.shown()} for line in lines]}

    def _forget_class_lines(self, work, person_id):
        for line in work.class_lines.of_person(person_id):
            line.forget_person()
            work.class_lines.save(line)


def _asked(one, line, person_id):
    return {
        "edition_id": one.edition_id,
        "person_id": person_id,
        "category": one.category,
        "institute_id": one.institute_id,
        "sector": line.facts.get("sector"),
        "level": line.facts.get("level"),
    }


def _settle(line, answer, person_id):
    """The state of the registration it led to, or why it led to none: who is there already keeps what they have."""
    if isinstance(answer, Registration):
        line.settle(answer.state, person_id, answer.id)
    else:
        line.settle(answer.code, person_id, answer.facts.get("registration_id"))
