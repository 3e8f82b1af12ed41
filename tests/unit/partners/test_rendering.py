"""A copy as its reader sees it: both languages, every page marked, what a party wrote taken for text alone."""

import unicodedata
from io import BytesIO

import pypdfium2
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from weasyprint.urls import FatalURLFetchingError

from multaqa.paper import NothingOutside
from services.partners.documents.rendering import page, render
from services.partners.documents.wording import day, moment, words
from services.partners.domain.agreement import LEVELS
from services.partners.domain.agreement.parentage import KINDS
from services.partners.domain.agreement.terms import PROMISE_KINDS
from tests.unit.partners.copies import CLAUSE, DIGEST, URL, a_copy, a_document, a_line


@pytest.fixture(scope="module")
def pdf():
    long = [{**CLAUSE, "code": f"c{number}"} for number in range(40)]
    trail = (a_line("directorate", "Samira El Amrani"), a_line("fnbtp", "Youssef Bennani", on_behalf_of="A. Alaoui"))
    return render(a_copy(document=a_document(clauses=long), trail=trail))


def pages_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return [unicodedata.normalize("NFKC", one.get_textpage().get_text_range()) for one in document]


def fonts_of(pdf):
    first = PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Kids"][0].get_object()
    return {font.get_object()["/BaseFont"].partition("+")[2] for font in first["/Resources"]["/Font"].values()}


def test_it_says_the_same_in_french_and_in_arabic(pdf):
    text = " ".join(" ".join(pages_of(pdf)).split())
    for told in (
        "Accord-cadre pour des",
        "Fédération nationale du BTP",
        "Objet",
        "30 juin 2027",
        "Places de formation",
    ):
        assert told in text
    for told in ("الجامعة الوطنية للبناء", "الموضوع", "مقاعد", "التوقيعات"):
        assert told in text


def test_arabic_runs_from_right_to_left_in_a_font_that_joins_it(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[0].get_textpage()
        at = unicodedata.normalize("NFC", text.get_text_range()).index("الموضوع")
        first, last = text.get_charbox(at), text.get_charbox(at + len("الموضوع") - 1)
    assert first[0] > last[2]
    assert {"Noto-Naskh-Arabic", "Noto-Sans"} <= fonts_of(pdf)


def test_every_page_is_marked_with_id_version_and_digest(pdf):
    pages = pages_of(pdf)
    assert len(pages) > 3
    for number, text in enumerate(pages, start=1):
        assert a_document()["id"] in text
        assert DIGEST in text.replace("\r\n", "")
        assert f"{number}/{len(pages)}" in text


def test_the_trail_tells_who_signed_for_whom_when_and_how(pdf):
    trail = pages_of(pdf)[-1]
    for told in (
        "Samira El Amrani",
        "Youssef Bennani",
        "A. Alaoui",
        "4 mai 2026, 10:30:12 UTC+01:00",
        "simple",
        DIGEST,
    ):
        assert told in trail
    assert URL in trail


def test_a_copy_for_signature_says_who_has_not_signed():
    assert "Signature attendue" in page(a_copy(trail=(), awaited=("fnbtp",)))
    assert "Signature attendue" not in page(a_copy())


def test_an_attached_document_is_named_by_its_digest():
    line = a_line("fnbtp", "Youssef Bennani", level="wet_ink", file_digest="ab" * 32)
    assert "ab" * 32 in page(a_copy(trail=(line,)))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_word_the_domain_can_ask_for_is_there(language):
    names = [f"kind.{kind}" for kind in KINDS]
    names += [f"commitment.{kind}" for kind in PROMISE_KINDS] + [f"level.{level}" for level in LEVELS]
    assert [name for name in names if language not in words().get(name, {})] == []


def test_what_a_party_wrote_is_text_and_never_markup():
    title = {"fr": '<img src="file:///etc/passwd">', "ar": "<script>x</script>"}
    written = page(a_copy(document=a_document(title=title)))
    assert "<img" not in written
    assert "<script" not in written


def test_a_document_reaches_nothing_outside_of_it():
    with pytest.raises(FatalURLFetchingError):
        NothingOutside().fetch("file:///etc/passwd")


def test_an_id_without_a_name_stands_for_itself():
    assert a_copy(names={}).name("fnbtp").ar == "fnbtp"


def test_days_and_instants_are_those_of_morocco():
    at = a_line("fnbtp", "Y").at
    assert day("2026-05-04", "ar") == "4 ماي 2026"
    assert moment(at, "fr") == "4 mai 2026, 10:30:12 UTC+01:00"
