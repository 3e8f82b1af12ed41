"""Badges on paper: one, or all of an edition in parts, and gone with a person who is forgotten."""

from base64 import b64decode
from io import BytesIO

import pypdfium2
import pytest

from multaqa.errors import NotFound, Refused
from multaqa.testing.waiting import eventually
from services.events.domain import badge_print
from tests.integration.events.door import known, seated
from tests.integration.events.forum import opened


@pytest.fixture
def forum(events):
    return opened(events, capacity=8)


def pages(answer):
    assert (answer["media_type"], answer["filename"][-4:]) == ("application/pdf", ".pdf")
    document = pypdfium2.PdfDocument(BytesIO(b64decode(answer["content"])))
    return [page.get_textpage().get_text_bounded() for page in document]


def printed(events, edition, **asked):
    made = events.ask("ask_badges", edition_id=edition, **asked)
    eventually(lambda: events.ask("get_badge_print", print_id=made["id"])["state"] == "ready", 60)
    return events.ask("get_badge_print", print_id=made["id"])


def part(events, made, number):
    return pages(events.ask("get_printed_badges", print_id=made["id"], number=str(number)))


def test_a_badge_is_a_page_of_a6(events, forum):
    known(events, "p1")
    (seat,) = seated(events, forum, "p1")
    (page,) = pages(events.ask("get_badge_document", registration_id=seat))
    assert "Prénomp1 Nomp1" in page


def test_all_badges_of_an_edition_are_printed_in_parts(events, forum, monkeypatch):
    monkeypatch.setattr(badge_print, "PER_PART", 4)
    people = [f"p{n}" for n in range(6)]
    known(events, *people)
    seated(events, forum, *people)
    made = printed(events, forum, layout="a4")
    assert (made["badges"], made["printed"], made["parts"]) == (6, 6, 2)
    text = [part(events, made, number) for number in (1, 2)]
    assert [len(one) for one in text] == [1, 1]
    assert all(any(f"Nom{person}" in page for one in text for page in one) for person in people)
    with pytest.raises(NotFound, match=r"badge_print\.no_part"):
        part(events, made, 3)


def test_some_badges_are_printed_and_nobodys_are_refused(events, forum):
    known(events, "p1", "p2")
    first, _ = seated(events, forum, "p1", "p2")
    made = printed(events, forum, layout="a6", registration_ids=[first])
    (page,) = part(events, made, 1)
    assert "Nomp1" in page
    with pytest.raises(Refused, match=r"badge_print\.empty"):
        events.ask("ask_badges", edition_id=forum, layout="a6", category="visitor")


def test_paper_with_the_name_of_a_forgotten_person_goes(events, forum):
    known(events, "p1", "p2")
    seated(events, forum, "p1", "p2")
    made = printed(events, forum, layout="a6")
    assert events.holds()["fs.files"] == 1
    erased = events.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=9)
    events.has_handled(erased)
    with pytest.raises(NotFound):
        events.ask("get_badge_print", print_id=made["id"])
    assert (events.holds()["fs.files"], events.holds()["fs.chunks"]) == (0, 0)
    assert printed(events, forum, layout="a6")["badges"] == 1
