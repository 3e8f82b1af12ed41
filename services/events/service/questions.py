"""Questions of an edition and their answers: asked by staff, answered on registering or later, listed and exported."""

from base64 import b64decode, b64encode
from contextlib import suppress

from multaqa.bus import due
from multaqa.errors import NotFound
from multaqa.ids import new_id
from multaqa.media_types import CSV_TYPE
from multaqa.rpc import rpc
from services.events.class_table import written_answers
from services.events.domain.answer_file import UNCLAIMED, AnswerFile, require_fitting
from services.events.domain.answer_sheet import AnswerSheet, Questionnaire
from services.events.domain.question import Question
from services.events.service.answers import listed
from services.events.service.papers import claim_files, fill


class QuestionDesk:
    # staff ask

    @rpc
    def ask_question(self, edition_id, facts):
        with self.work() as work:
            question = Question.asked(new_id(), work.editions.get(edition_id).id, facts, at=work.now())
            question.refuse_taken(by=work.questions.with_code(edition_id, question.code))
            work.questions.save(question)
            work.audit("question.asked", question.id, edition_id=edition_id)
            return work.commit(question.facts())

    @rpc
    def list_questions(self, edition_id, after=None, limit=50):
        with self.work.reading() as work:
            return listed(work.questions.page({"edition_id": work.editions.get(edition_id).id}, after, limit))

    @rpc
    def revise_question(self, question_id, facts):
        with self.work() as work:
            question = work.questions.get(question_id)
            question.revise(facts, at=work.now())
            work.questions.save(question)
            work.audit("question.revised", question.id, revision=question.wording.revision)
            return work.commit(question.facts())

    @rpc
    def retire_question(self, question_id):
        with self.work() as work:
            question = work.questions.get(question_id)
            question.retire(at=work.now())
            work.questions.save(question)
            work.audit("question.retired", question.id)
            return work.commit(question.facts())

    # people answer

    @rpc
    def answer_questions(self, registration_id, answers):
        with self.work() as work:
            return work.commit(self._answered(work, work.registrations.get(registration_id), answers))

    @rpc
    def get_answers(self, registration_id):
        with self.work.reading() as work:
            return _with_missing(work, work.registrations.get(registration_id))

    @rpc
    def list_answers(self, edition_id, after=None, limit=50):
        with self.work.reading() as work:
            return listed(work.answer_sheets.page({"edition_id": work.editions.get(edition_id).id}, after, limit))

    @rpc
    def export_answers(self, edition_id):
        with self.work.reading() as work:
            codes = [question.code for question in work.questions.of_edition(work.editions.get(edition_id).id)]
            sheets = work.answer_sheets.many({"edition_id": edition_id}, sort=[("_id", 1)])
            named = work.persons.named({sheet.person_id for sheet in sheets})
            rows = [_row(sheet, named.get(sheet.person_id)) for sheet in sheets]
        content = self.pool.run(written_answers, codes, rows)
        return {"content": b64encode(content).decode(), "media_type": CSV_TYPE, "filename": "answers.csv"}

    def _answered(self, work, registration, answers):
        """Change some answers of a registration that still counts."""
        work.editions.get(registration.edition_id).require_to_come(at=work.now())
        sheet, questions = _sheet(work, registration), work.questions.of_edition(registration.edition_id)
        fill(work, sheet, questions, answers)
        claim_files(work, sheet, questions)
        work.answer_sheets.save(sheet)
        self._drop_replaced(work, sheet, questions)
        return _with_missing(work, registration, sheet, questions)

    def _drop_replaced(self, work, sheet, questions):
        """A file that another one replaced is kept for nobody."""
        current = set(sheet.file_ids(questions).values())
        for file in work.answer_files.of_registration(sheet.id):
            if file.id not in current:
                self._remove_answer_file(work, file)

    # files

    @rpc
    def send_answer_file(self, edition_id, code, content, media_type):
        """Keep a file that a registration will name as its answer within a day."""
        with self.work() as work:
            file = self._kept_file(work, work.editions.get(edition_id).id, code, b64decode(content), media_type)
            return work.commit(file.facts())

    @rpc
    def get_answer_file(self, file_id):
        with self.work.reading() as work:
            file = work.answer_files.get(file_id)
        content = b"".join(self.files.open(file.stored_id))
        suffix = file.media_type.rpartition("/")[2]
        name = f"{file.question_code}.{suffix}"
        return {"content": b64encode(content).decode(), "media_type": file.media_type, "filename": name}

    def _kept_file(self, work, edition_id, code, content, media_type):
        question = work.questions.with_code(edition_id, code)
        if question is None:
            raise NotFound("question.not_found", "There is no question with this code.", code=code)
        require_fitting(question, content, media_type)
        stored = self.files.put([content], code, media_type, largest=question.most_bytes)
        file = AnswerFile(new_id(), edition_id, code, stored["id"], media_type, stored["size"], work.now())
        work.answer_files.save(file)
        work.schedule("answer_file_expiry", file.id, work.now() + UNCLAIMED)
        return file

    @due("answer_file_expiry")
    def forget_unclaimed_file(self, due):
        with self.work() as work:
            file = work.answer_files.find(due.key)
            if file is not None and file.is_free:
                self._remove_answer_file(work, file)
            work.commit()

    def _remove_answer_file(self, work, file):
        work.answer_files.remove(file.id)
        with suppress(NotFound):  # it went in an attempt that was not committed
            self.files.remove(file.stored_id)

    # a person's rights

    def _answers_told(self, work, person_id):
        return {"answers": [sheet.facts() for sheet in work.answer_sheets.of_person(person_id)]}

    def _forget_answers(self, work, person_id):
        for sheet in work.answer_sheets.of_person(person_id):
            for file in work.answer_files.of_registration(sheet.id):
                self._remove_answer_file(work, file)
            work.answer_sheets.remove(sheet.id)


def _sheet(work, registration):
    named = registration.id, registration.edition_id, registration.person_id, registration.category
    return work.answer_sheets.find(registration.id) or AnswerSheet(*named)


def _with_missing(work, registration, sheet=None, questions=None):
    """The answers, and which required ones are not there yet."""
    sheet = sheet or _sheet(work, registration)
    questions = work.questions.of_edition(registration.edition_id) if questions is None else questions
    missing = Questionnaire(questions).missing(registration.category, sheet.answers)
    return {**sheet.facts(), "missing": missing}


def _row(sheet, person):
    values = {code: _cell(answer.value) for code, answer in sheet.answers.items()}
    name = person["name_latin"] if person else None
    return {**values, "registration_id": sheet.id, "category": sheet.category, "name": name}


def _cell(value):
    if isinstance(value, bool):
        return "1" if value else "0"
    return "|".join(value) if isinstance(value, list) else value
