"""Agendas on paper: whose sheets there are, what stands on them, and nobody's name."""

from datetime import timedelta

import pypdfium2
import pytest

from multaqa.errors import NotFound, Refused
from services.matching.documents.rendering import page, render
from services.matching.domain import LocalText
from services.matching.domain.agenda_print import PER_FILE, AgendaPrint
from services.matching.domain.sheet import Booklet, Names, sheets, short_code
from tests.unit.matching.making import MORNING, interview, offer

ORGANISATIONS = {"g1": {"fr": "Atlas <i>Confection", "ar": "أطلس للخياطة"}}
OFFERS = {"o1": offer(("sewing", 1), title=LocalText("Une capsule", "مجموعة"))}
NAMES = Names({"p1": "n1", "p2": "n2"}, ORGANISATIONS, OFFERS)
GATHERING = LocalText("Forum de l'emploi", "ملتقى التشغيل")


def meeting(person="p1", slot=0, table="A1-1", days=0, **facts):
    starts_at = MORNING + timedelta(minutes=15 * slot, days=days)
    at = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=15), "slot": slot}
    return interview(candidate_id=person, table_id=f"s/{table}", table=table, id=f"{person}{slot}{days}", **at, **facts)


MEETINGS = [meeting("p2", 1), meeting("p1", 0), meeting("p1", 2, "A2-1", kind="creators_meeting"), meeting(days=1)]


def booklet(by="table", preliminary=False, meetings=MEETINGS):
    return Booklet(GATHERING, 2, by, preliminary, sheets(by, meetings, NAMES))


def test_each_table_has_a_sheet_in_the_order_of_time():
    first, second = booklet().sheets
    assert (first.title, second.title) == ("A1-1", "A2-1")
    assert [line.code for line in first.lines] == [short_code("e1", name) for name in ("n1", "n2", "n1")]
    assert first.organisation.ar == "أطلس للخياطة"


def test_each_person_has_a_sheet_under_their_code():
    made = {sheet.title: sheet for sheet in booklet("person").sheets}
    assert set(made) == {short_code("e1", "n1"), short_code("e1", "n2")}
    assert [line.table for line in made[short_code("e1", "n1")].lines] == ["A1-1", "A2-1", "A1-1"]


def test_a_code_is_short_the_same_again_and_another_at_the_next_edition():
    assert short_code("e1", "n1") == short_code("e1", "n1") != short_code("e2", "n1")
    codes = {short_code("e1", f"n{number}") for number in range(1500)}
    assert len(codes) == 1500
    assert {len(code) for code in codes} == {7}


def test_an_organisation_that_is_not_told_yet_and_an_erased_person_can_be_printed():
    (sheet,) = sheets("table", [meeting("n7", organisation_id="g9")], NAMES)
    assert sheet.organisation.fr == "g9"
    assert sheet.lines[0].code == short_code("e1", "n7")


@pytest.mark.parametrize(
    ("language", "direction", "told", "day"),
    [
        ("fr", "ltr", ("rencontre créateurs-entreprises", "Une capsule", "provisoire"), "lundi 4 mai 2026"),
        ("ar", "rtl", ("لقاء المصممين والمقاولات", "مجموعة", "برنامج مؤقت"), "الاثنين"),
    ],
)
@pytest.mark.parametrize("by", ["table", "person"])
def test_a_page_speaks_its_language(language, direction, told, day, by):
    html = page(booklet(by, preliminary=True), language)
    assert f'lang="{language}" dir="{direction}"' in html
    assert all(word in html for word in (*told, day, "10:00–10:15"))
    assert not {"p1", "n1"} & set(html.replace("<", " ").replace(">", " ").split())
    assert "<i>" not in html
    assert told[-1] not in page(booklet(by), language)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_full_day_of_a_table_fits_on_a_page(language):
    day = [meeting("p1", slot) for slot in range(28)]
    pdf = pypdfium2.PdfDocument(render(booklet(meetings=day), language))
    assert len(pdf) == 1


def test_each_sheet_begins_a_page():
    pdf = pypdfium2.PdfDocument(render(booklet(), "fr"))
    assert len(pdf) == 2
    assert "A1-1" in pdf[0].get_textpage().get_text_range()
    assert "A2-1" in pdf[1].get_textpage().get_text_range()


def test_a_print_of_many_sheets_is_made_file_by_file():
    asked = AgendaPrint.asked("a1", "e1", "person", "fr", PER_FILE + 1, MORNING)
    assert (asked.next_sheets, asked.facts()["state"]) == (slice(0, PER_FILE), "printing")
    asked.add("f1")
    assert asked.next_sheets == slice(PER_FILE, 2 * PER_FILE)
    asked.add("f2")
    assert (asked.facts()["state"], asked.file(2)) == ("ready", "f2")
    for number in (0, 3):
        with pytest.raises(NotFound):
            asked.file(number)


def test_nothing_is_printed_of_an_edition_without_interviews():
    with pytest.raises(Refused):
        AgendaPrint.asked("a1", "e1", "person", "fr", 0, MORNING)
