"""Whom an agreement asks to sign by link, and until when."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from multaqa.errors import Invalid
from multaqa.zone import start_of
from services.partners.domain.agreement import Agreement
from services.partners.domain.signing.trail import Signatory
from services.partners.domain.wording import Fault, fault

USUAL = timedelta(days=14)
LONGEST = timedelta(days=90)


def signatories(agreement: Agreement, named: Sequence[Mapping[str, Any]]) -> dict[str, Signatory]:
    """The signatory of each party that signs by link; a party left out signs elsewhere, its document is attached."""
    if faults := [one for place, facts in enumerate(named) for one in _faults(agreement, named, place, facts)]:
        raise Invalid("signature.signatories_invalid", "These signatories cannot be asked.", errors=faults)
    return {facts["organisation_id"]: Signatory.named(facts) for facts in named}


def _faults(
    agreement: Agreement, named: Sequence[Mapping[str, Any]], place: int, facts: Mapping[str, Any]
) -> Iterator[Fault]:
    pointer, organisation_id = f"/signatories/{place}", facts["organisation_id"]
    if organisation_id not in agreement.organisations:
        yield fault(f"{pointer}/organisation_id", "signature.not_a_party", "This organisation is not a party.")
        return
    if any(other["organisation_id"] == organisation_id for other in named[:place]):
        yield fault(f"{pointer}/organisation_id", "signature.party_repeated", "Each party has one signatory.")
    if agreement.require_party(organisation_id).signatory not in (None, facts["name"]):
        yield fault(f"{pointer}/name", "signature.name_differs", "The text names another signatory for this party.")


def deadline(expires_on: str | None, at: datetime) -> datetime:
    """The instant until which a link works: the end of that day in Morocco, two weeks from now when none is named."""
    if expires_on is None:
        return at + USUAL
    until = start_of(date.fromisoformat(expires_on) + timedelta(days=1))
    if not at < until <= at + LONGEST:
        wrong = fault("/expires_on", "signature.expiry_out_of_range", "Signatures are awaited for 90 days at most.")
        raise Invalid("signature.expiry_out_of_range", "This day is past or too far away.", errors=[wrong])
    return until
