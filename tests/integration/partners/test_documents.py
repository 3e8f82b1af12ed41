"""The PDF of an agreement on a real broker and database: made, sealed, attached, verified by strangers."""

import hashlib
from base64 import b64decode, b64encode
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from weasyprint import HTML

from multaqa.clock import SystemClock
from multaqa.errors import Invalid, NotFound, Refused, Unavailable
from multaqa.tenancy import PLATFORM
from multaqa.testing.waiting import eventually
from services.partners.documents.reading import read_pdf
from services.partners.documents.seal import seal
from services.partners.documents.seal_key import self_made
from tests.integration.partners.links import sign
from tests.integration.partners.test_agreements import do, draft, organisation
from tests.integration.running import FES, RABAT, running

NAMED = [{"organisation_id": "directorate", "signatory": "Samira El Amrani"}]


@pytest.fixture
def partners(amqp_uri, mongo_uri, mongo_database):
    with running("partners", amqp_uri, mongo_uri, mongo_database, development=True) as room:
        yield room


@pytest.fixture
def sent(partners):
    """An agreement that awaits two signatures."""
    party = organisation(partners)
    parties = [*NAMED, {"organisation_id": party, "signatory": "Youssef Bennani"}]
    agreement = draft(partners, party, parties=parties)
    do(partners, agreement, "approve_agreement", "send_for_signature")
    return partners.ask("get_agreement", agreement_id=agreement["id"])


@pytest.fixture(scope="module")
def scan():
    return HTML(string="<p>Signé à la main").write_pdf()


def parties_of(agreement):
    return ",".join(party["organisation_id"] for party in agreement["parties"])


def printed(partners, agreement):
    do(partners, agreement, "print_document")
    return pdf_of(partners, agreement)


def pdf_of(partners, agreement):
    return eventually(lambda: downloaded(partners, agreement), within_s=60)


def downloaded(partners, agreement):
    try:
        return b64decode(partners.ask("get_document", agreement_id=agreement["id"])["content"])
    except Refused as refused:
        if refused.code != "document.not_ready":
            raise
        return None


def attach(partners, agreement, content, **said):
    told = {"level": "wet_ink", "digest": agreement["digest"], "parties": parties_of(agreement), **said}
    return partners.ask(
        "attach_signed_document", agreement_id=agreement["id"], content=b64encode(content).decode(), **told
    )


def link_of(partners, agreement):
    """As the gateway makes it of the secret in the printed address."""
    secret = partners.database.signed_documents.find_one({"_id": agreement["id"]})["secret"]
    return hashlib.sha256(secret.encode()).hexdigest()


def test_a_text_sent_for_signature_can_be_printed_and_is_sealed(partners, sent):
    told = read_pdf(printed(partners, sent))
    assert (told.signatures, told.broken) == (1, ())


def test_the_copy_of_a_binding_agreement_shows_every_signature(partners, sent):
    before = printed(partners, sent)
    sign(partners, sent["id"], *(party["organisation_id"] for party in sent["parties"]))
    final = pdf_of(partners, sent)
    row = partners.database.signed_documents.find_one({"_id": sent["id"]})
    assert (row["signatures"], row["text_digest"]) == (2, sent["digest"])
    assert final != before
    assert hashlib.sha256(final).hexdigest() == row["file_digest"]
    assert str(PdfFileReader(BytesIO(final)).root["/Lang"]) == "fr"
    eventually(lambda: partners.database["fs.files"].count_documents({}) == 1)


def test_documents_are_made_after_somebody_has_verified_one(partners, sent):
    first = printed(partners, sent)
    assert partners.ask("verify_agreement", link=link_of(partners, sent))["seal_fingerprint"]
    sign(partners, sent["id"], *(party["organisation_id"] for party in sent["parties"]))
    assert pdf_of(partners, sent) != first


def test_a_draft_has_no_pdf(partners):
    drafted = draft(partners, organisation(partners))
    with pytest.raises(NotFound, match="signed_document.not_found"):
        partners.ask("get_document", agreement_id=drafted["id"])
    with pytest.raises(Refused, match="document.not_sent"):
        do(partners, drafted, "print_document")


def test_a_document_signed_in_ink_counts_as_the_signature_of_its_parties(partners, sent, scan):
    attached = attach(partners, sent, scan)
    assert (attached["text_digest"], attached["file_digest"]) == (sent["digest"], hashlib.sha256(scan).hexdigest())
    assert partners.ask("get_agreement", agreement_id=sent["id"])["state"] == "in_force"
    assert partners.ask("list_attachments", agreement_id=sent["id"])["items"] == [attached]
    kept = partners.ask("get_attachment", attachment_id=attached["id"])
    assert b64decode(kept["content"]) == scan
    assert len(partners.told("partners.agreement_party_signed.v1")) == 2
    assert len(partners.told("partners.agreement_in_force.v1")) == 1


def test_a_qualified_document_holds_a_signature_nobody_broke(partners, sent, scan):
    signed = seal(scan, self_made(SystemClock().now()))
    flipped = signed.replace(b"/MediaBox", b"/MediaBux", 1)
    party = sent["parties"][1]["organisation_id"]
    for content, code in ((scan, "document.without_signature"), (flipped, "document.signature_broken")):
        with pytest.raises(Invalid) as refused:
            attach(partners, sent, content, level="qualified", parties=party)
        assert refused.value.code in (code, "document.not_readable")
    assert attach(partners, sent, signed, level="qualified", parties=party)["signatures"] == 1
    assert partners.ask("get_agreement", agreement_id=sent["id"])["awaited"] == ["directorate"]


def refused_attachments(sent, scan):
    yield Invalid, "document.not_a_pdf", b"PK\x03\x04", {}
    yield Invalid, "document.not_readable", b"%PDF-1.7\nnothing", {}
    yield Invalid, "document.claim_invalid", scan, {"level": "simple"}
    yield Refused, "agreement.text_changed", scan, {"digest": "0" * 64}
    yield Refused, "agreement.not_a_party", scan, {"parties": "directorate,somebody"}


def test_a_refused_document_leaves_nothing_behind(partners, sent, scan):
    printed(partners, sent)
    for error, code, content, said in refused_attachments(sent, scan):
        before = partners.holds()
        with pytest.raises(error) as refused:
            attach(partners, sent, content, **said)
        assert (refused.value.code, partners.holds()) == (code, before)


def test_the_same_upload_twice_is_one_signature(partners, sent, scan):
    arguments = {"agreement_id": sent["id"], "content": b64encode(scan).decode(), "level": "wet_ink",
                 "digest": sent["digest"], "parties": "directorate"}  # fmt: skip
    answers = [partners.ask("attach_signed_document", key="k1", **arguments) for _ in range(2)]
    assert answers[0] == answers[1]
    assert partners.database.attachments.count_documents({}) == 1
    assert partners.database["fs.files"].count_documents({"metadata.digest": answers[0]["file_digest"]}) == 1


def test_whoever_holds_a_copy_learns_whether_it_is_genuine_and_nobodys_name(partners, sent, scan):
    attach(partners, sent, scan)
    sealed = pdf_of(partners, sent)
    link = link_of(partners, sent)
    told = partners.ask("verify_agreement", link=link)
    assert (told["agreement_id"], told["digest"], told["state"]) == (sent["id"], sent["digest"], "in_force")
    assert [party["level"] for party in told["parties"]] == ["wet_ink", "wet_ink"]
    assert "Youssef" not in repr(told)
    assert told["document_digest"] == hashlib.sha256(sealed).hexdigest()
    for digest, found in (
        (sent["digest"].upper(), "text"),
        (hashlib.sha256(sealed).hexdigest(), "document"),
        (hashlib.sha256(scan).hexdigest(), "attachment"),
        ("0" * 64, "nothing"),
    ):
        assert partners.ask("verify_agreement", link=link, digest=digest)["checked"]["found"] == found


def test_the_directorate_goes_by_its_name(partners, sent):
    name = {"fr": "Direction régionale Fès-Meknès", "ar": "المديرية الجهوية فاس مكناس"}
    facts = {"slug": FES, "name": name, "lane": FES}
    partners.has_handled(partners.hear("directory.tenant_opened.v1", FES, facts, tenant=PLATFORM, version=2))
    do(partners, sent, "print_document")
    told = partners.ask("verify_agreement", link=link_of(partners, sent))
    assert told["parties"][0]["name"] == name


def test_a_stranger_cannot_find_an_agreement_by_its_id(partners, sent):
    for guess in (sent["id"], hashlib.sha256(sent["id"].encode()).hexdigest(), sent["digest"]):
        with pytest.raises(NotFound, match="verification.not_found"):
            partners.ask("verify_agreement", link=guess)


def test_another_tenant_finds_no_document(partners, sent, scan):
    attached = attach(partners, sent, scan)
    pdf_of(partners, sent)
    link = link_of(partners, sent)
    before = partners.holds()
    for method, arguments in (
        ("get_document", {"agreement_id": sent["id"]}),
        ("print_document", {"agreement_id": sent["id"]}),
        ("list_attachments", {"agreement_id": sent["id"]}),
        ("get_attachment", {"attachment_id": attached["id"]}),
        ("verify_agreement", {"link": link}),
    ):
        with pytest.raises(NotFound):
            partners.ask(method, tenant=RABAT, **arguments)
    content = b64encode(scan).decode()
    with pytest.raises(NotFound):
        partners.ask("attach_signed_document", tenant=RABAT, agreement_id=sent["id"], content=content,
                     level="wet_ink", digest=sent["digest"], parties="directorate")  # fmt: skip
    assert partners.holds() == before


def test_without_a_key_nothing_is_sealed_and_the_refusal_says_what_to_set(amqp_uri, mongo_uri, mongo_database):
    with running("partners", amqp_uri, mongo_uri, mongo_database) as room:
        party = organisation(room)
        agreement = draft(room, party)
        do(room, agreement, "approve_agreement", "send_for_signature", "print_document")
        link = link_of(room, agreement)
        eventually(lambda: "seal.no_key" in (room.database.due.find_one({"kind": "render_document"})["trouble"] or ""))
        with pytest.raises(Unavailable, match="seal_key_file"):
            room.ask("verify_agreement", link=link)
