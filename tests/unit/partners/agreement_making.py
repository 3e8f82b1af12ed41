"""Agreements as tests want them: complete, between the directorate and a federation, in any state."""

from datetime import UTC, datetime

from services.partners.domain import DIRECTORATE, Agreement

MONDAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 5, 5, 9, tzinfo=UTC)
FNBTP = "fnbtp"
COURSES = {"kind": "training_places", "owner": DIRECTORATE, "quantity": 120, "unit": "place", "due_on": "2026-12-31"}
PURPOSE = {
    "code": "purpose",
    "title": {"fr": "Objet", "ar": "الموضوع"},
    "body": {"fr": "Former ensemble les maçons de demain.", "ar": "تكوين بنائي الغد معا."},
}
LENGTH = {
    "code": "length",
    "title": {"fr": "Durée", "ar": "المدة"},
    "body": {"fr": "Deux ans à compter de la signature.", "ar": "سنتان من تاريخ التوقيع."},
}
TWO_YEARS = {"starts_on": "2026-05-04", "ends_on": "2028-05-03"}
COMPLETE = {
    "kind": "framework",
    "title": {"fr": "Accord-cadre FNBTP", "ar": "اتفاقية إطار"},
    "parties": [{"organisation_id": DIRECTORATE}, {"organisation_id": FNBTP}],
    "clauses": [PURPOSE, LENGTH],
    "commitments": [COURSES],
    "sectors": ["building"],
    "starts_on": "2026-05-04",
}


def draft(agreement_id="a1", *, parent=None, template=None, **facts):
    parent_id = {"parent_id": parent.id} if parent else {}
    named = {name: value for name, value in {**COMPLETE, **parent_id, **facts}.items() if value is not ...}
    return Agreement.drafted(agreement_id, named, MONDAY, parent=parent, template=template)


def amendment_of(parent, **facts):
    """An amendment that takes over its parent's parties and clauses."""
    return draft("a2", parent=parent, **{"kind": "amendment", "parties": ..., "clauses": ..., **facts})


def sent(order="free", **facts):
    agreement = draft(**facts)
    agreement.approve(at=MONDAY)
    agreement.send_for_signature(order, at=MONDAY)
    return agreement


def sign(agreement, organisation_id, at=MONDAY, **circumstances):
    signed = {"signatory": "Signataire", "digest": agreement.digest, "level": "simple", **circumstances}
    agreement.record_signature(organisation_id, at=at, **signed)


def in_force(at=MONDAY, **facts):
    agreement = sent(**facts)
    for organisation_id in agreement.organisations:
        sign(agreement, organisation_id, at=at)
    return agreement


def standing(state, **facts):
    """An agreement in this state, reached by the shortest way staff could have taken."""
    agreement = in_force(**{**TWO_YEARS, "renewal_months": 12, "notice_days": 60, **facts}) if _bound(state) else None
    return WAYS[state](agreement or draft(**facts))


def _bound(state):
    return state in ("in_force", "suspended", "expiring", "renewed", "concluded", "expired", "terminated")


def _after(*steps):
    def take(agreement):
        for step, *given in steps:
            getattr(agreement, step)(*given)
        return agreement

    return take


END = datetime(2028, 5, 4, 0, tzinfo=UTC)
NEAR = datetime(2028, 4, 1, tzinfo=UTC)
APPROVE, SEND = ("approve", MONDAY), ("send_for_signature", "free", MONDAY)
WAYS = {
    "draft": _after(),
    "internal_review": _after(("review",)),
    "negotiation": _after(("negotiate",)),
    "approved": _after(APPROVE),
    "awaiting_signature": _after(APPROVE, SEND),
    "in_force": _after(),
    "suspended": _after(("suspend", "grève")),
    "expiring": _after(("turn", NEAR)),
    "renewed": _after(("turn", NEAR), ("turn", END)),
    "concluded": _after(("conclude", (), TUESDAY)),
    "expired": _after(("give_notice", FNBTP, MONDAY), ("turn", NEAR), ("turn", END)),
    "terminated": _after(("give_notice", FNBTP, MONDAY), ("terminate", "fin", NEAR)),
    "declined": _after(APPROVE, SEND, ("decline", FNBTP, "non", MONDAY)),
    "withdrawn": _after(("withdraw", "erreur", MONDAY)),
}
