"""Copies of agreements for the tests of documents."""

from datetime import UTC, datetime
from typing import Any

from services.partners.documents.copy import Copy, TrailLine
from services.partners.domain.wording import LocalText

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
URL = "http://127.0.0.1:8000/verify/fes-meknes.c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I"
TITLE = {
    "fr": "Accord-cadre pour des formations qualifiantes ciblées",
    "ar": "اتفاقية إطار للتكوينات التأهيلية المستهدفة",
}
CLAUSE = {
    "code": "object",
    "title": {"fr": "Objet", "ar": "الموضوع"},
    "body": {
        "fr": "Le présent accord fixe le cadre de la coopération : 120 places de formation à l'ISBTP de Fès.",
        "ar": "تحدد هذه الاتفاقية إطار التعاون بين الطرفين: 120 مقعدا للتكوين بالمعهد المتخصص بفاس.",
    },
}
NAMES = {
    "directorate": LocalText("Direction régionale Fès-Meknès", "المديرية الجهوية فاس مكناس"),
    "fnbtp": LocalText("Fédération nationale du BTP", "الجامعة الوطنية للبناء والأشغال العمومية"),
    "building": LocalText("Bâtiment et travaux publics", "البناء والأشغال العمومية"),
    "c1": LocalText("Comité de gestion de l'ISBTP Fès", "لجنة تدبير المعهد المتخصص"),
}


def a_document(**changed: Any) -> dict[str, Any]:
    promise = {"kind": "training_places", "owner": "directorate", "quantity": 120, "unit": "places"}
    return {
        "id": "0199d3a0-0000-7000-8000-000000000001",
        "kind": "framework",
        "parent_id": None,
        "languages": ["fr", "ar"],
        "text_version": 3,
        "title": TITLE,
        "parties": [
            {"organisation_id": "directorate", "signatory": "Samira El Amrani", "mandate": "Directrice régionale"},
            {"organisation_id": "fnbtp", "signatory": "Youssef Bennani", "mandate": "Président"},
        ],
        "clauses": [CLAUSE],
        "template": {"code": "framework", "number": 1},
        "commitments": [{**promise, "due_on": "2027-06-30"}],
        "seats": [{"committee_id": "c1", "organisation_id": "fnbtp", "voting": True}],
        "sectors": ["building"],
        "institutes": [],
        "territory": ["Fès-Meknès"],
        "starts_on": "2026-05-04",
        "ends_on": None,
        "renewal_months": None,
        "notice_days": 90,
        **changed,
    }


def a_line(organisation_id: str, signatory: str, **changed: Any) -> TrailLine:
    at = datetime(2026, 5, 4, 9, 30, 12, tzinfo=UTC)
    return TrailLine(**{"organisation_id": organisation_id, "signatory": signatory, "digest": DIGEST,
                           "level": "simple", "at": at, **changed})  # fmt: skip


def a_copy(**changed: Any) -> Copy:
    told: dict[str, Any] = {
        "document": a_document(),
        "digest": DIGEST,
        "names": NAMES,
        "trail": (a_line("directorate", "Samira El Amrani"), a_line("fnbtp", "Youssef Bennani")),
        "awaited": (),
        "verify_url": URL,
        "made_at": datetime(2026, 5, 4, 9, 31, tzinfo=UTC),
    }
    return Copy(**{**told, **changed})
