"""The platform's seal holds over every octet, and a document from elsewhere is read for what it is."""

import pickle
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from cryptography.hazmat.primitives import serialization
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator.context import ValidationContext
from weasyprint import HTML

from multaqa.errors import Invalid
from services.partners.documents.press import render_sealed, signatures_in
from services.partners.documents.reading import MOST_PAGES, read_pdf
from services.partners.documents.seal import seal
from services.partners.documents.seal_key import SealKey, self_made
from tests.unit.partners.copies import a_copy

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def key():
    return self_made(NOW)


@pytest.fixture(scope="module")
def plain():
    return HTML(string="<p>Une page").write_pdf(uncompressed_pdf=True)


@pytest.fixture(scope="module")
def sealed(plain, key):
    return seal(plain, key)


def refusal(content):
    with pytest.raises(Invalid) as refused:
        read_pdf(content)
    return refused.value.code


def test_the_seal_is_pades_and_its_certificate_is_the_platforms(sealed, key):
    (signature,) = PdfFileReader(BytesIO(sealed)).embedded_regular_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    trusted = ValidationContext(trust_roots=list(load_certs_from_pemder_data(key.chain)), allow_fetching=False)
    told = validate_pdf_signature(signature, trusted)
    assert (told.bottom_line, told.coverage.name) == (True, "ENTIRE_FILE")
    assert told.signing_cert.sha256.hex() == key.fingerprint


def test_a_key_that_was_checked_and_read_goes_to_the_process_that_seals(plain, key):
    key.check()
    assert key.fingerprint
    handed_over = pickle.loads(pickle.dumps(key))
    assert (handed_over, read_pdf(seal(plain, handed_over)).broken) == (key, ())


def test_sealing_changes_nothing_that_was_there(plain, sealed):
    assert sealed.startswith(plain)


def test_a_sealed_copy_can_be_read_back(key):
    told = read_pdf(render_sealed(a_copy(), key))
    assert (told.signatures, told.broken) == (1, ())


def is_found(content):
    try:
        told = read_pdf(content)
    except Invalid:
        return True
    return (told.signatures, told.broken) != (1, ())


def test_one_flipped_bit_anywhere_is_found(sealed):
    start, contents = sealed.index(b"%PDF-") + 9, sealed.index(b"/Contents <")
    places = [*range(start, contents, 97), *range(contents + 3000, len(sealed), 211)]
    assert len(places) > 30
    for place in places:
        flipped = bytearray(sealed)
        flipped[place] ^= 1
        if not is_found(bytes(flipped)):
            padding = sealed[place : place + 1] == b"0" and place > contents
            assert padding, f"nobody noticed octet {place}: {sealed[place - 20 : place + 20]}"


def test_a_page_added_after_the_seal_is_found(sealed):
    other = HTML(string="<p>Une autre page").write_pdf()
    assert is_found(sealed + other)


def test_a_key_and_a_certificate_that_do_not_belong_together_are_refused(key):
    other = self_made(NOW)
    key.check()
    with pytest.raises(ValueError, match="another key"):
        SealKey(key.key, other.chain).check()
    with pytest.raises(ValueError, match="PEM"):
        SealKey(key.key, b"nothing").check()


def test_a_key_locked_by_a_passphrase_opens_with_it(key, plain):
    private = serialization.load_pem_private_key(key.key, None)
    locked = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"sesame")
    )
    SealKey(locked, key.chain, "sesame").check()
    assert read_pdf(seal(plain, SealKey(locked, key.chain, "sesame"))).broken == ()
    for wrong in (None, "other"):
        with pytest.raises(ValueError, match=r"\w"):
            SealKey(locked, key.chain, wrong).check()


def test_a_self_made_certificate_serves_from_now_on(key):
    assert key.certificate.not_valid_before_utc < NOW < key.certificate.not_valid_after_utc - timedelta(days=3000)


def test_a_pdf_without_signatures_is_one_all_the_same(plain):
    told = read_pdf(plain)
    assert (told.pages, told.signatures, told.broken) == (1, 0, ())


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04", b"<html>", b" %PDF-1.7"])
def test_what_does_not_begin_like_a_pdf_is_none(content):
    assert refusal(content) == "document.not_a_pdf"


def test_what_only_begins_like_a_pdf_cannot_be_read(plain):
    for content in (
        b"%PDF-1.7\nhello",
        plain[:300],
        b"%PDF-1.7\n" + b"<<" * 50_000,
        plain.replace(b"/Pages", b"/Nages"),
    ):
        assert refusal(content) == "document.not_readable"


def test_a_file_that_lies_about_itself_cannot_be_read():
    lying = HTML(string="<p>Une page").write_pdf().replace(b"/FlateDecode", b"/FlateDecade")
    assert b"/FlateDecade" in lying
    assert refusal(lying) == "document.not_readable"


def test_too_many_pages_are_refused(plain):
    assert plain.count(b"/Count 1") == 1
    many = plain.replace(b"/Count 1", b"/Count %d" % (MOST_PAGES + 1), 1)
    assert refusal(many) in ("document.pages_out_of_range", "document.not_readable")


def test_an_electronic_level_needs_a_signature_that_holds(plain, sealed):
    assert signatures_in(plain, least=0) == 0
    assert signatures_in(sealed, least=1) == 1
    with pytest.raises(Invalid, match="document.without_signature"):
        signatures_in(plain, least=1)
    with pytest.raises(Invalid, match="document.signature_broken"):
        signatures_in(sealed.replace(b"612", b"613", 1).replace(b"595", b"596", 1), least=0)
