"""Agreements as the partners' room keeps them, by its own stores: in force, or ready for a last signature."""

import hashlib
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pymongo import MongoClient

from benchmarks.house import Stage
from multaqa.clock import MovableClock, SystemClock
from multaqa.ids import derived_id, new_id
from multaqa.store import Works
from multaqa.store.client import database_of
from multaqa.store.work import Call, Room
from multaqa.tenancy import Context
from services.partners import store
from services.partners.domain.agreement import Agreement
from services.partners.domain.deadline import Deadline
from services.partners.domain.signing import Signatory, SignatureRequest

WRITTEN_TOGETHER = 500
CODE = "000000"
TERM_DAYS = 730
SECTORS = ("industry", "building", "textile", "digital", "agriculture")
TRADES = ("soudure", "coffrage", "confection", "réseaux", "meunerie", "usinage", "carrelage", "cybersécurité")
PLACES = ("Fès", "Meknès", "Taza", "Sefrou", "Ifrane", "Taounate", "Moulay Yacoub", "Boulemane")
REPOSITORIES = {
    "agreements": store.Agreements,
    "deadlines": store.Deadlines,
    "organisations": store.Organisations,
    "signature_requests": store.SignatureRequests,
}


@contextmanager
def works_of(here: Stage, slug: str) -> Iterator[Works]:
    with MongoClient[dict[str, Any]](here.nodes.mongo_uri, tz_aware=True) as client:
        room = Room("partners", client, database_of(client, "multaqa_partners"), MovableClock(client))
        yield Works(room, Call(Context(slug, "benchmark")), REPOSITORIES)


def store_agreements(here: Stage, slugs: Iterable[str], count: int, chance: random.Random) -> None:
    """Agreements in force, ending on some day of the two years ahead, shared out over the regions."""
    regions = list(slugs)
    share, rest = divmod(count, len(regions))
    for number, slug in enumerate(regions):
        with works_of(here, slug) as works:
            wanted = share + (number < rest)
            for first in range(0, wanted, WRITTEN_TOGETHER):
                _store_some(works, [_in_force(chance) for _ in range(min(WRITTEN_TOGETHER, wanted - first))])


def _store_some(works: Works, agreements: list[Agreement]) -> None:
    with works() as work:
        work.agreements.add_all(agreements)
        deadlines = [_deadline(agreement, work.now()) for agreement in agreements]
        work.deadlines.add_all(deadlines)
        for deadline in deadlines:
            if deadline.next_turn:
                work.schedule("deadline", deadline.id, deadline.next_turn)
        work.commit()


def _deadline(agreement: Agreement, at: datetime) -> Deadline:
    parties = tuple(agreement.organisations)
    on = agreement.text.term.ends_on or at.date()
    since = at - timedelta(days=TERM_DAYS)
    return Deadline(
        derived_id(agreement.id, "expiry"), "expiry", agreement.id, on, agreement.text.title, parties, since, at
    )


def _in_force(chance: random.Random) -> Agreement:
    agreement = _approved(chance)
    for party in agreement.organisations:
        agreement.record_signature(party, "Signataire", agreement.digest, "simple", _long_ago())
    return agreement


def _approved(chance: random.Random) -> Agreement:
    """A convention between the directorate and one of a thousand organisations, open to signatures."""
    trade, place, sector = chance.choice(TRADES), chance.choice(PLACES), chance.choice(SECTORS)
    partner = f"organisation-{chance.randrange(1000)}"
    last_day = _today() + timedelta(days=chance.randrange(8, TERM_DAYS))
    facts = {
        "kind": chance.choice(("framework", "convention", "protocol")),
        "title": {"fr": f"Convention de {trade} à {place}", "ar": f"اتفاقية {place}"},
        "parties": [{"organisation_id": "directorate"}, {"organisation_id": partner}],
        "sectors": [sector],
        "territory": [place],
        "clauses": [_clause(number, trade, place) for number in range(6)],
        "commitments": [
            {"kind": "hires", "owner": partner, "quantity": 20, "unit": "postes", "due_on": last_day.isoformat()}
        ],
        "starts_on": (_today() - timedelta(days=30)).isoformat(),
        "ends_on": last_day.isoformat(),
    }
    agreement = Agreement.drafted(new_id(), facts, _long_ago())
    agreement.approve(_long_ago())
    agreement.send_for_signature("free", _long_ago())
    return agreement


def _clause(number: int, trade: str, place: str) -> dict[str, Any]:
    words = f"Article {number} : les parties s'engagent pour la formation en {trade} des stagiaires de {place}."
    arabic = f"المادة {number}: يلتزم الطرفان بتكوين المتدربين"
    return {
        "code": f"article-{number}",
        "title": {"fr": f"Article {number}", "ar": f"المادة {number}"},
        "body": {"fr": words, "ar": arabic},
    }


def ready_to_sign(works: Works, count: int) -> list[str]:
    """Agreements that lack one signature, whose signatory has read, consented and been sent the code; the secrets."""
    secrets = [new_id() * 2 for _ in range(count)]
    with works() as work:
        for secret in secrets:
            agreement = _approved(random.Random(secret))
            agreement.record_signature("directorate", "Signataire", agreement.digest, "simple", work.now())
            work.agreements.save(agreement)
            work.signature_requests.save(_request(agreement, secret[:43], work.now()))
        work.commit()
    return [secret[:43] for secret in secrets]


def _request(agreement: Agreement, secret: str, at: datetime) -> SignatureRequest:
    partner = agreement.awaited[0]
    signatory = Signatory.named({"name": "Signataire", "email": "signataire@partner.example", "language": "fr"})
    request = SignatureRequest(
        new_id(), agreement.id, partner, signatory, agreement.digest, at, at + timedelta(days=30)
    )
    request.open(hashlib.sha256(secret.encode()).hexdigest(), at=at)
    request.note_reading(at=at)
    request.consent(agreement.digest, at=at)
    request.make_code(CODE, at=at)
    return request


def _today() -> date:
    return SystemClock().now().date()


def _long_ago() -> datetime:
    return datetime(2026, 1, 5, 9, tzinfo=UTC)
