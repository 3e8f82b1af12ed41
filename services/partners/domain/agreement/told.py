"""An agreement as facts: what is told to everybody, and what staff are shown besides."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from services.partners.domain.agreement.calendar import spelled
from services.partners.domain.agreement.states import steps_from

if TYPE_CHECKING:
    from services.partners.domain.agreement.agreement import Agreement
    from services.partners.domain.agreement.terms import Party


def told(agreement: "Agreement") -> dict[str, Any]:
    """Who agreed on what and until when; without the words of the clauses and without anybody's name."""
    text = agreement.text
    return {
        "id": agreement.id,
        "kind": agreement.kind,
        "title": asdict(text.title),
        "parent_id": agreement.parent_id,
        "edition_id": agreement.edition_id,
        **text.scope.facts(),
        **text.term.facts(),
        "last_day": spelled(agreement.last_day),
        "parties": [_told_party(agreement, party) for party in text.parties],
        "commitments": [promise.facts() for promise in text.commitments],
        "seats": [seat.facts() for seat in text.seats],
        "state": agreement.state,
        "text_version": text.number,
        "drafted_at": spelled(agreement.drafted_at),
        "approved_at": spelled(agreement.approved_at),
        "sent_at": spelled(agreement.sent_at),
        "in_force_at": spelled(agreement.in_force_at),
        "ended_at": spelled(agreement.ended_at),
        "renewals": agreement.renewals,
        "amended_by": list(agreement.amended_by),
    }


def shown(agreement: "Agreement") -> dict[str, Any]:
    """All of it, with the words, the names, and the steps that are possible now."""
    text = agreement.text
    return {
        **told(agreement),
        "parties": [_shown_party(agreement, party) for party in text.parties],
        "clauses": [clause.facts() for clause in text.clauses],
        "template": asdict(text.template) if text.template else None,
        "digest": agreement.digest,
        "order": agreement.order,
        "awaited": agreement.awaited,
        "notice": agreement.notice.facts() if agreement.notice else None,
        "renews_itself": agreement.renews_itself,
        "reason": agreement.reason,
        "declined_by": agreement.declined_by,
        "steps": steps_from(agreement.state),
        "version": agreement.version,
    }


def _told_party(agreement: "Agreement", party: "Party") -> dict[str, Any]:
    signature = agreement.signature_of(party.organisation_id)
    return {"organisation_id": party.organisation_id, "signed_at": spelled(signature.at) if signature else None}


def _shown_party(agreement: "Agreement", party: "Party") -> dict[str, Any]:
    signature = agreement.signature_of(party.organisation_id)
    return {
        **party.facts(),
        "signed_at": spelled(signature.at) if signature else None,
        "signed_by": signature.signatory if signature else None,
        "on_behalf_of": signature.on_behalf_of if signature else None,
        "level": signature.level if signature else None,
    }
