"""Which copy is the newest, what may be attached, and what a stranger is told."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from multaqa.errors import Invalid, Refused
from services.partners.domain import LocalText
from services.partners.domain.agreement import LEVELS, Agreement
from services.partners.domain.attachment import Attachment, Claim, named
from services.partners.domain.signed_document import SignedDocument, require_sent
from services.partners.domain.verification import verification, what_has

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
NAMES = {"directorate": LocalText("Direction", "المديرية"), "o1": LocalText("FNBTP", "الجامعة")}


@pytest.fixture
def agreement():
    promise = {"kind": "hires", "owner": "o1", "quantity": 2, "unit": "postes", "due_on": "2030-01-01"}
    facts = {
        "kind": "framework",
        "title": {"fr": "Accord", "ar": "اتفاقية"},
        "parties": [{"organisation_id": "directorate", "signatory": "Samira"}, {"organisation_id": "o1"}],
        "clauses": [{"code": "c", "title": {"fr": "O", "ar": "م"}, "body": {"fr": "F", "ar": "ت"}}],
        "commitments": [promise],
        "starts_on": "2026-05-04",
    }
    drafted = Agreement.drafted("a1", facts, at=NOW)
    drafted.approve(at=NOW)
    drafted.send_for_signature("free", at=NOW)
    return drafted


def signed(agreement, *parties):
    for party in parties:
        agreement.record_signature(party, "Samira", agreement.digest, "wet_ink", NOW)


def a_copy_of(agreement):
    document = SignedDocument.addressed(agreement.id)
    document.made(agreement.digest, len(agreement.signatures), "f1", "ab" * 32, NOW)
    return document


def an_attachment(agreement):
    return Attachment("x1", agreement.id, "wet_ink", agreement.digest, ("o1",), 0, "f2", "cd" * 32, 900, NOW)


def test_each_document_has_an_address_nobody_can_guess():
    one, other = SignedDocument.addressed("a1"), SignedDocument.addressed("a1")
    assert one.secret != other.secret
    assert len(one.secret) == 43
    assert one.link == sha256(one.secret.encode()).hexdigest()


def test_a_text_that_may_still_change_is_not_printed(agreement):
    require_sent(agreement)
    agreement.reopen("Une faute")
    with pytest.raises(Refused, match="document.not_sent"):
        require_sent(agreement)


def test_a_copy_is_ready_while_it_shows_the_text_that_is_signed(agreement):
    document = a_copy_of(agreement)
    assert document.require_ready(agreement) == "f1"
    signed(agreement, "directorate")
    assert document.require_ready(agreement) == "f1"


def test_a_binding_agreement_waits_for_the_copy_with_all_signatures(agreement):
    document = a_copy_of(agreement)
    signed(agreement, "directorate", "o1")
    with pytest.raises(Refused, match="document.not_ready"):
        document.require_ready(agreement)
    assert a_copy_of(agreement).require_ready(agreement) == "f1"


def test_a_copy_of_another_text_or_of_none_is_not_ready(agreement):
    other = a_copy_of(agreement)
    other.text_digest = "0" * 64
    for document in (SignedDocument.addressed("a1"), other):
        with pytest.raises(Refused, match="document.not_ready"):
            document.require_ready(agreement)


@pytest.mark.parametrize("level", LEVELS[1:])
def test_an_electronic_level_asks_for_a_signature_in_the_file_and_ink_for_none(level):
    assert Claim.made(level, "AB" * 32, ["o1"]).least_signatures == (0 if level == "wet_ink" else 1)


@pytest.mark.parametrize(
    ("level", "parties", "code"),
    [("simple", ["o1"], "document.level_unknown"), ("stamp", ["o1"], "document.level_unknown"),
     ("wet_ink", [], "document.parties_missing")],
)  # fmt: skip
def test_a_claim_that_cannot_be_is_refused_by_field(level, parties, code):
    with pytest.raises(Invalid) as refused:
        Claim.made(level, "ab" * 32, parties)
    assert [fault["code"] for fault in refused.value.errors] == [code]


def test_a_claim_names_each_party_once_and_its_digest_in_one_spelling():
    claim = Claim.made("wet_ink", "AB" * 32, ["o1", "directorate", "o1"])
    assert (claim.organisations, claim.text_digest) == (("o1", "directorate"), "ab" * 32)


def test_somebody_signed():
    assert named("Samira", "o1") == "Samira"
    with pytest.raises(Refused, match="document.signatory_unnamed"):
        named(None, "o1")


def test_a_stranger_learns_organisations_dates_and_levels_and_nobodys_name(agreement):
    signed(agreement, "directorate")
    told = verification(agreement, a_copy_of(agreement), [an_attachment(agreement)], NAMES)
    directorate, other = told["parties"]
    assert directorate == {
        "name": {"fr": "Direction", "ar": "المديرية"},
        "signed_at": NOW.isoformat(),
        "level": "wet_ink",
    }
    assert (other["signed_at"], other["level"]) == (None, None)
    assert "Samira" not in repr(told)
    assert "clauses" not in told


def test_a_digest_is_told_for_what_it_is_of(agreement):
    told = verification(agreement, a_copy_of(agreement), [an_attachment(agreement)], NAMES)
    found = [what_has(digest, told) for digest in (agreement.digest, "ab" * 32, "cd" * 32, "0" * 64)]
    assert found == ["text", "document", "attachment", "nothing"]
