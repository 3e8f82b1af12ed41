"""Whom a line of a table speaks of, and what a table says: by table, and whatever people write."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.errors import Refused
from multaqa.media_types import CSV_TYPE
from services.partners.domain import Contact, LocalText, Organisation
from services.partners.domain.organisation_import import (
    Figures,
    Known,
    OrganisationImport,
    Spoken,
    StatedLine,
    WrongLine,
    name_key,
    revised,
)
from services.partners.organisation_table import read_organisations, written

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ONE_ICE, OTHER_ICE = "001523456000031", "001523456000032"
SECTORS = frozenset({"industry", "building"})


def organisation(id="o1", name="Sotherma", ice=None, **more):
    return Organisation(id, "company", LocalText(name, "س"), ice=ice, **more)


def line(number=2, name="Sotherma", ice=None, id=None, kind="company", **facts):
    stated = {"kind": kind, "name": {"fr": name, "ar": "س"}, **({"ice": ice} if ice else {}), **facts}
    return StatedLine(number, stated, name_key(name), id)


KNOWN = (
    organisation("o1", "Sotherma", ONE_ICE),
    organisation("o2", "École du Nord"),
    organisation("o3", "Atlas"),
    organisation("o4", "ATLAS"),
    organisation("o5", "Vieux nom", OTHER_ICE, merged_into="o1"),
)


@pytest.mark.parametrize(
    ("stated", "meant"),
    [
        (line(id="o2", name="Autre nom"), "o2"),
        (line(ice=ONE_ICE, name="Autre nom"), "o1"),
        (line(ice=OTHER_ICE, name="Autre nom"), "o1"),
        (line(name="ecole  NORD"), "o2"),
        (line(name="École du Nord", ice="001523456000039"), "o2"),
        (line(name="Sotherma"), "o1"),
        (line(name="Sotherma", ice="001523456000039"), None),
        (line(name="Sotherma", kind="institute"), None),
        (line(name="Vieux nom"), None),
        (line(name="Inconnu"), None),
    ],
)
def test_a_line_speaks_of(stated, meant):
    found = Known(KNOWN).meant_by(stated)
    assert (found.id if found else None) == meant


@pytest.mark.parametrize(
    ("stated", "column", "code"),
    [
        (line(id="o9"), "id", "organisation.id_unknown"),
        (line(id="o5"), "id", "organisation.already_merged"),
        (line(id="o2", ice=ONE_ICE), "ice", "organisation.ice_taken"),
        (line(name="atlas"), "name_fr", "organisation.name_ambiguous"),
    ],
)
def test_a_line_that_does_not_fit_what_is_known_is_wrong(stated, column, code):
    with pytest.raises(WrongLine) as wrong:
        Known(KNOWN).meant_by(stated)
    assert (wrong.value.column, wrong.value.code) == (column, code)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((line(), None), (line(), None)),
        ((line(ice=ONE_ICE), None), (line(name="Autre", ice=ONE_ICE), None)),
        ((line(ice=ONE_ICE), None), (line(), None)),
        ((line(), None), (line(ice=ONE_ICE), None)),
        ((line(id="o1"), KNOWN[0]), (line(), KNOWN[0])),
        ((line(id="o2", ice=ONE_ICE), KNOWN[1]), (line(name="Autre", ice=ONE_ICE), None)),
    ],
)
def test_two_lines_about_one_organisation_contradict_each_other(first, second):
    spoken = Spoken()
    spoken.add(*first)
    with pytest.raises(WrongLine) as wrong:
        spoken.add(*second)
    assert (wrong.value.code, wrong.value.facts) == ("organisation.line_repeated", {"earlier": 2})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((line(ice=ONE_ICE), None), (line(ice=OTHER_ICE), None)),
        ((line(), None), (line(kind="institute"), None)),
        ((line(), KNOWN[0]), (line(name="École du Nord"), KNOWN[1])),
    ],
)
def test_two_lines_about_two_organisations_do_not(first, second):
    spoken = Spoken()
    spoken.add(*first)
    spoken.add(*second)


def test_a_line_corrects_and_adds_and_never_takes_away():
    known = organisation(contacts=(Contact("Amal", "RH", "amal@a.example"), Contact("Driss")), sectors=("industry",))
    changes = revised(known, line(contacts=[{"name": "AMAL", "phone": "0600000000"}, {"name": "Hind"}]))
    assert [(one.name, one.role, one.phone) for one in known.contacts] == [
        ("AMAL", "RH", "0600000000"),
        ("Driss", None, None),
        ("Hind", None, None),
    ]
    assert (changes, known.sectors) == ({"contacts": [2, 3]}, ("industry",))


# the life of an import


def run(state="requested"):
    return OrganisationImport("i1", "f1", CSV_TYPE, "key:1", NOON, state=state)


@pytest.mark.parametrize("state", ["requested", "applying", "applied", "refused", "expired"])
def test_only_what_was_checked_is_taken_over(state):
    with pytest.raises(Refused, match="not_checked"):
        run(state).apply(underway=None)


def test_one_table_is_taken_over_at_a_time():
    with pytest.raises(Refused, match="underway"):
        run("checked").apply(underway=run("applying"))


def test_a_table_goes_from_request_to_applied():
    table = run()
    table.check(Figures(lines=2, created=2), [], 1, NOON)
    table.apply(underway=None)
    table.settle(NOON)
    table.expire(NOON)
    assert (table.state, table.settled_at) == ("applied", NOON)


def test_a_wrong_table_is_refused_and_one_that_nobody_takes_over_expires():
    wrong, forgotten = run(), run("checked")
    wrong.check(Figures(lines=300), [{"code": "x"}] * 300, 1, NOON)
    forgotten.expire(NOON)
    assert (wrong.state, wrong.figures.wrong, len(wrong.errors), forgotten.state) == ("refused", 300, 100, "expired")


# the table itself

WORD = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
CONTACTS = st.lists(
    st.builds(
        Contact, WORD, st.none() | WORD, st.none() | st.just("a@b.example"), st.none() | st.just("+212 600000000")
    ),
    max_size=3,
    unique_by=lambda contact: contact.key,
)
ORGANISATIONS = st.builds(
    Organisation,
    id=WORD,
    kind=st.sampled_from(["federation", "company", "institution", "institute"]),
    name=st.builds(LocalText, st.sampled_from(["=1+1", "+x", "'=y"]) | WORD, WORD),
    sectors=st.lists(st.sampled_from(sorted(SECTORS)), unique=True).map(tuple),
    ice=st.none() | st.from_regex(r"[0-9]{15}", fullmatch=True).filter(str.isascii),
    contacts=CONTACTS.map(tuple),
)


@given(st.lists(ORGANISATIONS, max_size=4))
def test_what_is_exported_is_read_back_as_it_was(organisations):
    lines, faults, count = read_organisations(written(organisations), CSV_TYPE, SECTORS)
    assert (faults, count) == ([], len(organisations))
    for stated, one in zip(lines, organisations, strict=True):
        assert (stated.id, stated.number) == (one.id, 2 + lines.index(stated))
        assert revised(one, stated) == {}


def test_what_an_organisation_cannot_be_is_told_by_the_column_it_stands_in():
    headings = "kind,name_fr,name_ar,ice,sectors,contact_name,contact2_email,contact2_language"
    table = f"{headings}\nclub,X,س,12,magic industry;magic,Amal,nobody,en\n"
    _, faults, count = read_organisations(table.encode(), CSV_TYPE, SECTORS)
    assert {(one["facts"]["column"], one["code"]) for one in faults} == {
        ("kind", "organisation.kind_unknown"),
        ("ice", "organisation.ice_malformed"),
        ("contact2_name", "contact.unnamed"),
        ("contact2_email", "contact.email_malformed"),
        ("contact2_language", "contact.language_unknown"),
        ("sectors", "sector.unknown"),
    }
    assert count == 1
