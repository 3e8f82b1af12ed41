"""What a registered person does with the link a mail brought: see, answer, change, accept or leave; no account."""

from base64 import b64decode

from multaqa.errors import NotFound
from multaqa.links import gone
from multaqa.messages.events import RegistrationLinkSent
from multaqa.rpc import rpc
from services.events.domain.answer_sheet import Questionnaire
from services.events.domain.consent import choices
from services.events.service.papers import tell
from services.events.service.registrations import told_with_rank
from services.events.service.seating import accept, cancel, change, decline

TOLD_OF_EDITION = ("id", "series_name", "number", "theme", "venue", "starts_at", "ends_at", "state")


class SelfServiceDesk:
    # the public page

    @rpc
    def read_to_register(self, edition_id):
        """What anybody may know of an edition that takes registrations: none other is shown."""
        with self.work.reading() as work:
            edition = work.editions.find(edition_id)
            if edition is None or not edition.takes_registrations(at=work.now()):
                raise NotFound("edition.not_found", "There is no edition with this id.", id=edition_id)
            return self._told_to_register(work, edition)

    @rpc
    def check_to_register(self, edition_id, category, answers, consents, activity_ids):
        """Refuses what `register` would refuse of anybody, before anybody is made known because of it."""
        with self.work.reading() as work:
            edition = work.editions.get(edition_id)
            edition.require_open(at=work.now())
            edition.require_category(category)
            choices(consents)
            Questionnaire(work.questions.of_edition(edition_id)).filled(category, answers, work.now())
            return {"edition_id": edition.id, "category": category, "activities": len(activity_ids)}

    def _told_to_register(self, work, edition, category=None):
        questionnaire = Questionnaire(work.questions.of_edition(edition.id))
        categories = [category] if category else list(edition.rooms_for)
        asked = [{"category": one, "questions": [q.facts() for q in questionnaire.of(one)]} for one in categories]
        return {"edition": _gathering(edition), "categories": asked}

    @rpc
    def send_registration_link(self, registration_id):
        """Another link by mail beside those given; none when one went out a moment ago."""
        with self.work() as work:
            registration = work.registrations.get(registration_id)
            newest = work.registration_links.newest_of(registration.id)
            if registration.stands and not (newest and newest.is_fresh(work.now())):
                tell(work, RegistrationLinkSent, registration)
            return work.commit({"id": registration.id})

    # by link

    @rpc
    def read_registration_by_link(self, link):
        with self.work.reading() as work:
            return _shown(work, _behind(work, link))

    @rpc
    def get_badge_by_link(self, link):
        with self.work.reading() as work:
            registration = _behind(work, link)
        return self.get_badge_document(registration_id=registration.id)

    @rpc
    def answer_by_link(self, link, answers):
        with self.work() as work:
            registration = _behind(work, link)
            self._answered(work, registration, answers)
            return work.commit(_shown(work, registration))

    @rpc
    def send_file_by_link(self, link, code, content, media_type):
        """Keep a file and make it the answer to its question, in one step."""
        with self.work() as work:
            registration = _behind(work, link)
            file = self._kept_file(work, registration.edition_id, code, b64decode(content), media_type)
            self._answered(work, registration, {code: file.id})
            return work.commit(_shown(work, registration))

    @rpc
    def decide_consents_by_link(self, link, consents):
        with self.work() as work:
            registration = _behind(work, link)
            self._decide_consents(work, registration, consents)
            return work.commit(_shown(work, registration))

    @rpc
    def change_activities_by_link(self, link, activity_ids):
        with self.work() as work:
            registration = _behind(work, link)
            change(work, registration, activity_ids)
            work.audit("registration.changed", registration.id)
            return work.commit(_shown(work, work.registrations.get(registration.id)))

    @rpc
    def accept_offer_by_link(self, link):
        with self.work() as work:
            registration = _behind(work, link)
            accept(work, registration)
            return work.commit(_shown(work, registration))

    @rpc
    def decline_offer_by_link(self, link):
        with self.work() as work:
            registration = _behind(work, link)
            decline(work, registration)
            return work.commit(_shown(work, registration))

    @rpc
    def cancel_by_link(self, link):
        """Give back the seat, or leave the waitlist."""
        with self.work() as work:
            registration = _behind(work, link)
            work.editions.get(registration.edition_id).require_to_come(at=work.now())
            cancel(work, registration, "person")
            work.audit("registration.cancelled", registration.id)
            return work.commit(_shown(work, registration))

    # a person's rights

    def _forget_links(self, work, person_id):
        work.registration_links.forget_person(person_id)


def _behind(work, link):
    """The registration a link opens; whoever was erased has none."""
    found = work.registration_links.find(link)
    if found is None:
        raise gone()
    return work.registrations.get(found.registration_id)


def _gathering(edition):
    told = edition.facts()
    return {name: told[name] for name in TOLD_OF_EDITION}


def _shown(work, registration):
    """All that its person needs: where it stands, what they said, and what they may still say."""
    edition = work.editions.get(registration.edition_id)
    questionnaire = Questionnaire(work.questions.of_edition(edition.id))
    sheet = work.answer_sheets.find(registration.id)
    answers = sheet.answers if sheet else {}
    person = work.persons.find(registration.person_id) or {}
    return {
        "registration": told_with_rank(work, registration),
        "name": {"latin": person.get("name_latin"), "arabic": person.get("name_arabic")},
        "language": person.get("language"),
        "edition": _gathering(edition),
        "changeable": registration.can_be_cancelled and edition.is_to_come(at=work.now()),
        "questions": [question.facts() for question in questionnaire.of(registration.category)],
        "answers": sheet.facts()["answers"] if sheet else [],
        "missing": questionnaire.missing(registration.category, answers),
        "consents": [consent.shown() for consent in work.sharing.of_registration(registration.id)],
        "activities": _activities(work, edition),
        "companies": _companies(work, edition),
    }


def _activities(work, edition):
    """What one may come for: activities that take place and have seats of their own."""
    listed = [one for one in work.activities.of(edition.id) if one.is_planned and one.capacity]
    return [
        {"id": one.id, "title": {"fr": one.title.fr, "ar": one.title.ar}, "starts_at": one.starts_at.isoformat()}
        for one in listed
    ]


def _companies(work, edition):
    """The organisations that receive people at this edition: those a CV may be shared with."""
    ids = dict.fromkeys(stand.organisation_id for stand in work.stands.many({"edition_id": edition.id}))
    known = [(id, work.organisations.find(id)) for id in ids]
    return [{"id": id, "name": row["name"]} for id, row in known if row]
