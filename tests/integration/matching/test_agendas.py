"""Agendas on paper: of a table, of a person, of a whole edition; under codes, and only the tenant's own."""

from base64 import b64decode

import pypdfium2
import pytest

from multaqa.errors import NotFound, Refused
from multaqa.testing.waiting import eventually
from services.matching.domain.sheet import short_code
from tests.integration.matching.conftest import Forum
from tests.integration.running import RABAT


def pages(answer):
    pdf = pypdfium2.PdfDocument(b64decode(answer["content"]))
    return [page.get_textpage().get_text_range() for page in pdf]


def code_of(forum, person):
    return short_code("e1", forum.room.database.candidates.find_one({"person_id": person})["_id"])


def printed(forum, **facts):
    asked = forum.ask("ask_agendas", edition_id="e1", facts=facts)
    return eventually(lambda: _ready(forum, asked["id"]), within_s=60)


def _ready(forum, id):
    read = forum.ask("get_agenda_print", agenda_print_id=id)
    return read if read["state"] == "ready" else None


def test_a_person_s_code_stands_on_their_agenda_and_on_those_of_their_tables(forum):
    forum.timetable()
    code = code_of(forum, "p1")
    asked = {"candidate_id": "p1", "edition_id": "e1"}
    (arabic,) = pages(forum.ask("print_agenda_of_candidate", **asked, language="ar"))
    (own,) = pages(forum.ask("print_agenda_of_candidate", **asked))
    assert code in arabic
    assert code in own
    assert {"G1-1", "G2-1"} <= set(own.split())
    (table,) = pages(forum.ask("print_agendas_of_organisation", edition_id="e1", organisation_id="g1"))
    assert code in table
    assert "p1" not in table.split()
    assert "entretien" in table


def test_all_agendas_of_an_edition_are_one_file(forum):
    forum.timetable()
    for by, count in (("table", 2), ("person", 3)):
        made = printed(forum, by=by, language="fr")
        assert (made["sheets"], made["files"]) == (count, 1)
        assert len(pages(forum.ask("get_printed_agendas", agenda_print_id=made["id"], number="1"))) == count
        with pytest.raises(NotFound):
            forum.ask("get_printed_agendas", agenda_print_id=made["id"], number="2")


def test_nothing_is_printed_where_nobody_meets(forum):
    with pytest.raises(Refused) as refused:
        forum.ask("ask_agendas", edition_id="e1", facts={})
    assert refused.value.code == "agenda.empty"
    with pytest.raises(NotFound):
        forum.ask("print_agenda_of_candidate", candidate_id="p1", edition_id="e1")


def test_another_tenant_prints_nothing(forum):
    forum.timetable()
    made = printed(forum)
    elsewhere = Forum(forum.room, tenant=RABAT)
    for method, asked in {
        "ask_agendas": {"edition_id": "e1", "facts": {}},
        "get_agenda_print": {"agenda_print_id": made["id"]},
        "get_printed_agendas": {"agenda_print_id": made["id"], "number": "1"},
        "print_agendas_of_organisation": {"edition_id": "e1", "organisation_id": "g1"},
        "print_agenda_of_candidate": {"candidate_id": "p1", "edition_id": "e1"},
    }.items():
        with pytest.raises(NotFound):
            elsewhere.ask(method, **asked)
