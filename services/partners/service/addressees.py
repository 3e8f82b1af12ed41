"""Whom a letter to partners goes to."""

from services.partners.domain.steward import Addressee

LANGUAGE = "fr"


def addressees_of(work, organisations, follows):
    """Who follows the agreement (or `directorate`) at the directorate, and the organisations' contacts; each once."""
    parties = work.organisations.current(organisations).values()
    contacts = [contact for party in parties for contact in party.contacts if contact.email]
    counterparts = [Addressee(one.name, one.email, one.language or LANGUAGE) for one in contacts]
    steward = work.stewards.of(follows)
    wanted = [steward.addressee, *counterparts] if steward else counterparts
    return [one.facts() for one in {addressee.email.lower(): addressee for addressee in reversed(wanted)}.values()]
