"""Questions, what was answered, the files among the answers, and consents."""

from collections.abc import Collection

from multaqa.sharing import Decision
from multaqa.store import Index, Repository
from services.events.domain.answer_file import AnswerFile
from services.events.domain.answer_sheet import Answer, AnswerSheet
from services.events.domain.consent import Consent, Said
from services.events.domain.question import Option, Question, Wording
from services.events.domain.wording import LocalText
from services.events.store.documents import Document, kept, told


class Questions(Repository[Question]):
    collection = "questions"
    noun = "question"
    indexes = (Index("edition_id", "code", unique=True),)

    def document(self, question: Question) -> Document:
        return {**kept(question), "wordings": [_wording_kept(one) for one in question.wordings]}

    def entity(self, document: Document) -> Question:
        return Question(
            **{
                **told(document, Question),
                "wordings": [_wording(row) for row in document["wordings"]],
                "categories": tuple(document["categories"]),
                "media_types": tuple(document["media_types"]),
            }
        )

    def with_code(self, edition_id: str, code: str) -> Question | None:
        return self.one({"edition_id": edition_id, "code": code})

    def of_edition(self, edition_id: str) -> list[Question]:
        return self.many({"edition_id": edition_id}, sort=[("_id", 1)])

    def of_editions(self, editions: Collection[str]) -> dict[str, list[Question]]:
        """By edition, those it has: one question to the database for a group of registrations."""
        found: dict[str, list[Question]] = {}
        for question in self.many({"edition_id": {"$in": sorted(editions)}}):
            found.setdefault(question.edition_id, []).append(question)
        return found


class AnswerSheets(Repository[AnswerSheet]):
    collection = "answer_sheets"
    noun = "answer_sheet"
    indexes = (Index("edition_id", "_id"), Index("person_id"))

    def document(self, sheet: AnswerSheet) -> Document:
        answers = [{"code": code, **vars(answer)} for code, answer in sheet.answers.items()]
        return {**kept(sheet), "answers": answers}

    def entity(self, document: Document) -> AnswerSheet:
        answers = {row["code"]: Answer(row["value"], row["revision"], row["at"]) for row in document["answers"]}
        return AnswerSheet(**{**told(document, AnswerSheet), "answers": answers})

    def of_person(self, person_id: str) -> list[AnswerSheet]:
        return self.many({"person_id": person_id}, sort=[("_id", 1)])


class AnswerFiles(Repository[AnswerFile]):
    """Files that were sent as answers; one that no registration has taken up goes after a day."""

    collection = "answer_files"
    noun = "answer_file"
    indexes = (Index("registration_id"),)

    def document(self, file: AnswerFile) -> Document:
        return kept(file)

    def entity(self, document: Document) -> AnswerFile:
        return AnswerFile(**told(document, AnswerFile))

    def known(self, ids: Collection[str]) -> dict[str, AnswerFile]:
        return {file.id: file for file in self.many({"_id": {"$in": sorted(ids)}})} if ids else {}

    def of_registration(self, registration_id: str) -> list[AnswerFile]:
        return self.many({"registration_id": registration_id})


class Sharing(Repository[Consent]):
    """Consents of registered persons; of those to sharing, what was said to whom."""

    collection = "consents"
    noun = "consent"
    indexes = (
        Index("registration_id", "_id"),
        Index("person_id", "edition_id", "organisation_id"),
        Index("organisation_id"),
    )

    def document(self, consent: Consent) -> Document:
        return {**kept(consent), "said": [dict(vars(one)) for one in consent.said], "given": consent.is_given}

    def entity(self, document: Document) -> Consent:
        return Consent(**{**told(document, Consent), "said": [Said(**row) for row in document["said"]]})

    def said(self, names: Collection[str], edition_id: str, persons: Collection[str]) -> dict[str, list[Decision]]:
        """What these persons said to an organisation at this edition, under any of its names, by person."""
        asked = {"person_id": {"$in": sorted(persons)}, "edition_id": edition_id, "purpose": "sharing"}
        consents = self.many({**asked, "organisation_id": {"$in": sorted(names)}}, sort=[("_id", 1)])
        said: dict[str, list[Decision]] = {}
        for consent in consents:
            said.setdefault(consent.person_id, []).extend(consent.decisions)
        return said

    def of_registration(self, registration_id: str) -> list[Consent]:
        return self.many({"registration_id": registration_id}, sort=[("_id", 1)])

    def of_person(self, person_id: str) -> list[Consent]:
        return self.many({"person_id": person_id}, sort=[("_id", 1)])

    def of_organisation(self, organisation_id: str) -> list[Consent]:
        return self.many({"organisation_id": organisation_id})

    def forget_person(self, person_id: str) -> None:
        self.rows.delete_many({"person_id": person_id})


def _wording_kept(wording: Wording) -> Document:
    options = [{"code": one.code, "fr": one.label.fr, "ar": one.label.ar} for one in wording.options]
    text = {"fr": wording.text.fr, "ar": wording.text.ar}
    return {"revision": wording.revision, "text": text, "at": wording.at, "options": options}


def _wording(row: Document) -> Wording:
    options = tuple(Option(one["code"], LocalText(one["fr"], one["ar"])) for one in row["options"])
    return Wording(row["revision"], LocalText(**row["text"]), row["at"], options)
