"""Who may be known to which organisation, wherever they said so: to the directory, on their own page, at its stand."""

from dataclasses import replace

from multaqa.ids import derived_id
from multaqa.messages.events import SharingChanged
from services.events.domain.consent import Consent


def said_of_sharing(work, organisation_id, edition_id, persons):
    """All that these persons said of being known to this organisation at this edition, by person."""
    names = work.organisations.names_of(organisation_id)
    general, special = work.persons.said(persons), work.sharing.said(names, edition_id, persons)
    return {id: [*general.get(id, ()), *special.get(id, ())] for id in persons}


def keep_choice(work, registration, choice, at):
    """Keep what says anything new; who shares what with whom is told to the other rooms."""
    elsewhere = []
    if choice.purpose == "sharing":
        choice = replace(choice, organisation_id=work.organisations.current(choice.organisation_id))
        said = said_of_sharing(work, choice.organisation_id, registration.edition_id, [registration.person_id])
        elsewhere = said[registration.person_id]
    id = consent_id(registration.id, choice.purpose, choice.organisation_id)
    consent = work.sharing.find(id) or Consent.about(id, registration, choice)
    if consent.decide(given=choice.given, at=at, elsewhere=elsewhere):
        work.sharing.save(consent)
        if consent.purpose == "sharing":
            work.publish(SharingChanged, consent)


def inherit_consents(work, duplicate_id, heir):
    """What was said to the duplicate was said to the heir: whoever agreed to either finds one answer to both.

    Nothing is published: other rooms hear of the merger themselves.
    """
    for consent in work.sharing.of_organisation(duplicate_id):
        id = consent_id(consent.registration_id, consent.purpose, heir)
        own = work.sharing.find(id) or replace(consent, id=id, organisation_id=heir, said=[], version=0)
        own.absorb(consent)
        work.sharing.save(own)
        work.sharing.remove(consent.id)


def consent_id(registration_id, purpose, organisation_id):
    return derived_id(registration_id, purpose, organisation_id or "")
