"""What applications bring along, and what they get back: answers and consents are kept, a link goes out by mail."""

from dataclasses import fields

from multaqa.errors import Invalid
from multaqa.links import new_link
from services.events.domain import Application
from services.events.domain.answer_sheet import AnswerSheet, Questionnaire
from services.events.domain.consent import choices
from services.events.domain.registration_link import RegistrationLink
from services.events.domain.wording import fault
from services.events.service.sharing import keep_choice

APPLICATION = frozenset(field.name for field in fields(Application))


def without_papers(arguments):
    return {name: value for name, value in arguments.items() if name in APPLICATION}


class Papers:
    """Checked before a seat is given, kept with it. `refused` says by application what is wrong with its papers.

    Who brings no answers is asked for them by link; who brings some must answer all that is required.
    """

    def __init__(self, work, applications, brought):
        self._work = work
        self._sheets, self._consents, self.refused = {}, {}, {}
        asking = {application.edition_id for application, one in zip(applications, brought, strict=True)
                  if one.get("answers") is not None}  # fmt: skip
        self._questions = work.questions.of_editions(asking) if asking else {}
        for application, one in zip(applications, brought, strict=True):
            try:
                self._read(application, one)
            except Invalid as wrong:
                self.refused[application.id] = wrong

    def _read(self, application, brought):
        self._consents[application.id] = choices(brought.get("consents") or ())
        if brought.get("answers") is not None:
            questions = self._questions.get(application.edition_id, ())
            sheet = AnswerSheet(application.id, application.edition_id, application.person_id, application.category)
            fill(self._work, sheet, questions, brought["answers"])
            self._sheets[application.id] = sheet, questions

    def keep(self, registrations):
        """The papers of those who were admitted."""
        kept = [self._sheets[one.id] for one in registrations if one.id in self._sheets]
        self._work.answer_sheets.add_all(sheet for sheet, _ in kept)
        for sheet, questions in kept:
            claim_files(self._work, sheet, questions)
        for registration in registrations:
            decide(self._work, registration, self._consents.get(registration.id, ()))


def fill(work, sheet, questions, values):
    """Put these answers on the sheet; Invalid names each wrong one, and each file that is none of this question."""
    questionnaire = Questionnaire(questions)
    sheet.answers = questionnaire.filled(sheet.category, values, work.now(), earlier=sheet.answers)
    wanted = sheet.file_ids(questions)
    known = work.answer_files.known(wanted.values())
    wrong = [code for code, id in wanted.items() if not _is_for(known.get(id), sheet, code)]
    if wrong:
        text = "This file was not sent for this question."
        errors = [fault(f"/answers/{code}", "answer.file_unknown", text) for code in wrong]
        raise Invalid("answer.invalid", "Some answers do not fit their questions.", errors=errors)


def _is_for(file, sheet, code):
    mine = file is not None and file.registration_id in (None, sheet.id)
    return mine and (file.edition_id, file.question_code) == (sheet.edition_id, code)


def claim_files(work, sheet, questions):
    """The files of the answers are this registration's from now on."""
    for file in work.answer_files.known(sheet.file_ids(questions).values()).values():
        if file.is_free:
            file.registration_id = sheet.id
            work.answer_files.save(file)
            work.unschedule("answer_file_expiry", file.id)


def decide(work, registration, made):
    for choice in made:
        keep_choice(work, registration, choice, work.now())


def links_for(work, registrations):
    """A new link for each registration; the tokens by registration, for the mails alone: the room keeps digests."""
    links = {one.id: new_link(work.context.tenant) for one in registrations}
    persons = {one.id: one.person_id for one in registrations}
    work.registration_links.add_all(
        RegistrationLink(link.digest, id, persons[id], work.now()) for id, link in links.items()
    )
    return {id: link.token for id, link in links.items()}


def tell(work, message, registration):
    """Publish what became of a registration, with a link for the mail it leads to."""
    work.publish(message, registration, token=links_for(work, [registration])[registration.id])
