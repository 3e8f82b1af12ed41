from datetime import UTC, datetime

import pytest

from gateway.domain import ApiKey, Person, Tenant, decided
from multaqa.errors import Refused
from multaqa.messages.directory import ConsentChanged, PersonErased, PersonRegistered, PhoneGiven, TenantOpened

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 9, tzinfo=UTC)


def person(**changed) -> Person:
    facts = {
        "id": "p1",
        "name_latin": "Salma Idrissi",
        "name_arabic": None,
        "email": "salma@stagiaires.example",
        "phone": "+212600000000",
        "language": "ar",
        "registered_at": NOW,
        "consents": decided([("participation", True)], NOW),
    }
    return Person(**(facts | changed))


def test_a_consent_is_withdrawn_and_the_withdrawal_is_dated():
    salma = person()
    salma.decide("participation", given=False, at=LATER)
    (consent,) = salma.consents
    assert (consent.given, consent.at) == (False, LATER)


def test_deciding_the_same_again_is_refused():
    with pytest.raises(Refused, match=r"consent\.unchanged"):
        person().decide("participation", given=True, at=LATER)


def test_one_purpose_is_decided_once_on_registering():
    with pytest.raises(Refused, match=r"consent\.given_twice"):
        decided([("photo", True), ("photo", False)], NOW)


def test_a_key_is_revoked_once():
    key = ApiKey("k1", "staff", "desk", "digest", NOW)
    key.revoke(LATER)
    with pytest.raises(Refused, match=r"key\.already_revoked"):
        key.revoke(LATER)


def test_the_rooms_are_told_what_the_messages_declare_and_one_of_them_the_phone():
    for message in (PersonRegistered, ConsentChanged):
        assert "phone" not in message.encode(person().facts())
    assert PhoneGiven.encode(person().reachable.facts()) == {"person_id": "p1", "phone": person().phone}
    assert PersonErased.encode(person().erasure().facts()) == {"person_id": "p1"}
    tenant = Tenant("fes-meknes", "Fès-Meknès", "فاس-مكناس", "fes-meknes", NOW)
    assert TenantOpened.encode(tenant.facts())["slug"] == "fes-meknes"
