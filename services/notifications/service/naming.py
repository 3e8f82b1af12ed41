"""Full payloads: who a public message is about, joined when it is posted, for whom they consent to be named to."""

from services.notifications.cloud_event import naming, pseudonym_in

SAMPLE = {
    "name_latin": "Salma Bennani",
    "name_arabic": "سلمى بناني",
    "email": "salma.bennani@stagiaires.example",
    "language": "ar",
}
"""Nobody: she is in the samples of the catalogue."""


def persons_named(work, subscription, messages):
    """The event of each message by its id, as it is posted to this subscription: nothing of it is kept."""
    if not subscription.names_persons:
        return {id: message.body for id, message in messages.items()}
    about = {id: pseudonym_in(message.body) for id, message in messages.items()}
    behind = work.pseudonyms.persons_behind({one for one in about.values() if one})
    shared = work.persons.shared_for(subscription.purpose, set(behind.values()))
    named = {id: SAMPLE if messages[id].is_sample else shared.get(behind.get(one)) for id, one in about.items() if one}
    return {id: naming(one.body, named[id]) if id in named else one.body for id, one in messages.items()}
