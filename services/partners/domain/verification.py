"""What a stranger who holds a copy may know: whether it is what it claims to be."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from services.partners.domain.agreement import Agreement
from services.partners.domain.attachment import Attachment
from services.partners.domain.signed_document import SignedDocument
from services.partners.domain.wording import LocalText

TEXT, DOCUMENT, ATTACHMENT, NOTHING = "text", "document", "attachment", "nothing"


def verification(
    agreement: Agreement, document: SignedDocument, attachments: Sequence[Attachment], names: Mapping[str, LocalText]
) -> dict[str, Any]:
    """Organisations, dates, levels and digests; nobody's name, no clause, no promise."""
    return {
        "agreement_id": agreement.id,
        "kind": agreement.kind,
        "title": asdict(agreement.text.title),
        "text_version": agreement.text.number,
        "digest": agreement.digest,
        "state": agreement.state,
        "in_force_at": agreement.in_force_at.isoformat() if agreement.in_force_at else None,
        "ended_at": agreement.ended_at.isoformat() if agreement.ended_at else None,
        "document_digest": document.file_digest,
        "attached_digests": [attachment.file_digest for attachment in attachments],
        "parties": [_party(agreement, party, names) for party in agreement.organisations],
    }


def _party(agreement: Agreement, organisation_id: str, names: Mapping[str, LocalText]) -> dict[str, Any]:
    signature = agreement.signature_of(organisation_id)
    return {
        "name": asdict(names.get(organisation_id) or LocalText(organisation_id, organisation_id)),
        "signed_at": signature.at.isoformat() if signature else None,
        "level": signature.level if signature else None,
    }


def what_has(digest: str, told: Mapping[str, Any]) -> str:
    """Which of the things that were told has this SHA-256: the text, the sealed PDF, an attached one, or nothing."""
    if digest == told["digest"]:
        return TEXT
    if digest == told["document_digest"]:
        return DOCUMENT
    return ATTACHMENT if digest in told["attached_digests"] else NOTHING
