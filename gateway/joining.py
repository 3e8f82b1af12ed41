"""How people come to exist when they join an edition: by themselves, invited, or with their class.

A person lives in the directory, a registration in the events' room, and only the gateway speaks to both. The directory
comes first and finds again whom it knows, so each of these may break off anywhere and be repeated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from gateway.directory import Facts
from gateway.domain import Person, decided, known_by
from multaqa.bus import due
from multaqa.errors import Refused
from multaqa.ids import new_id
from multaqa.messages.directory import ConsentChanged, PersonRegistered
from multaqa.store import Work

AT_ONCE = 100
SENT = {"sent": True}
TAKES_PART = (("participation", True),)
KNOWN_ALREADY = "registration.already_registered"


class Joining:
    """A part of `GatewayService`."""

    work: Any
    rooms: Any

    # by oneself

    def join_edition(self, edition_id: str, facts: Facts) -> Facts:
        """One answer for whoever is new and whoever is registered already: nobody learns who is."""
        papers = {name: facts.get(name) or [] for name in ("consents", "activity_ids")}
        papers["answers"] = facts.get("answers") or {}
        checked = {"edition_id": edition_id, "category": facts["category"], **papers}
        self._asked_of_events("check_to_register", **checked)
        person_id = self._person_for(facts)
        try:
            self._told("register", person_id=person_id, **checked)
        except Refused as refused:
            if refused.code != KNOWN_ALREADY:
                raise
            self._asked_of_events("send_registration_link", registration_id=refused.facts["registration_id"])
        return dict(SENT)

    def join_by_invitation(self, link: str, facts: Facts) -> Facts:
        invitation = self._asked_of_events("read_invitation", link=link)
        answers, consents = facts.get("answers") or {}, facts.get("consents") or []
        checked = {"category": invitation["category"], "answers": answers, "consents": consents, "activity_ids": []}
        self._asked_of_events("check_to_register", edition_id=invitation["edition"]["id"], **checked)
        person_id = self._person_for(facts)
        self._told("register_invited", link=link, person_id=person_id, answers=answers, consents=consents)
        return dict(SENT)

    def _asked_of_events(self, procedure: str, **arguments: Any) -> Any:
        """A step that may be repeated by itself: under no command's name."""
        return self.rooms.call("events", procedure, _unnamed(self.work.call.context), **arguments)

    def _told(self, procedure: str, **arguments: Any) -> Any:
        """The step that counts: repeated with the visitor's own key, it happens once."""
        return self.rooms.call("events", procedure, self.work.call.context, **arguments)

    def _person_for(self, facts: Facts) -> str:
        """The person of this name at this address; registered with consent to take part where there is none."""
        with self.work.under(_unnamed(self.work.call.context))() as work:
            person = _known(work, [facts["email"]]).get(known_by(facts["email"], facts["name"]["latin"]))
            if person is None:
                person = _new_person(facts, work, TAKES_PART)
                work.persons.save(person)
                work.publish(PersonRegistered, person)
            elif not person.agrees_to("participation"):
                person.decide("participation", given=True, at=work.now())
                work.persons.save(person)
                work.publish(ConsentChanged, person)
            work.commit()
            return person.id

    # with a class

    def apply_class_list(self, class_list_id: str) -> Facts:
        """Begin; the rest happens group by group, in turns of the directory and of the events' room."""
        answer: Facts = self._told("apply_class_list", class_list_id=class_list_id)
        with self.work.under(_unnamed(self.work.call.context))() as work:
            work.schedule("class_persons", class_list_id, work.now())
            work.commit()
        return answer

    @due("class_persons", external=True)
    def make_class_known(self, due: Any) -> None:
        """First the directory: each person of the next lines is found or registered, all in one transaction."""
        lines = self._asked_of_events("open_class_lines", class_list_id=due.key, limit=AT_ONCE)["lines"]
        with self.work() as work:
            if lines:
                persons = _class_persons(work, lines)
                work.schedule("class_registrations", due.key, work.now(), persons=persons)
            work.commit()

    @due("class_registrations", external=True)
    def register_class(self, due: Any) -> None:
        """Then the room: their registrations, and the next lines."""
        self._asked_of_events("register_class_lines", class_list_id=due.key, persons=due.facts["persons"])
        with self.work() as work:
            work.schedule("class_persons", due.key, work.now())
            work.commit()


def _unnamed(context: Any) -> Any:
    return replace(context, command_id=None, fingerprint=None)


def _known(work: Work, addresses: Sequence[str]) -> dict[str, Person]:
    found: dict[str, Person] = {}
    for person in work.persons.reached_at(addresses):
        found.setdefault(known_by(person.email, person.name_latin), person)
    return found


def _new_person(facts: Mapping[str, Any], work: Work, consents: Sequence[tuple[str, bool]] = ()) -> Person:
    return Person(
        id=new_id(),
        name_latin=facts["name"]["latin"],
        name_arabic=facts["name"].get("arabic"),
        email=facts["email"],
        phone=None,
        language=facts["language"],
        registered_at=work.now(),
        consents=decided(consents, work.now()),
        key=known_by(facts["email"], facts["name"]["latin"]),
    )


def _class_persons(work: Work, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The person of each line: nobody of a class has agreed to anything yet, their mail asks them."""
    known = _known(work, [line["email"] for line in lines])
    fresh: dict[str, Person] = {}
    persons = []
    for line in lines:
        key = known_by(line["email"], line["name_latin"])
        person = known.get(key) or fresh.get(key)
        if person is None:
            name = {"latin": line["name_latin"], "arabic": line.get("name_arabic")}
            person = fresh[key] = _new_person({**line, "name": name}, work)
        persons.append({"number": line["number"], "person_id": person.id})
    work.persons.add_all(fresh.values())
    for person in fresh.values():
        work.publish(PersonRegistered, person)
    return persons
