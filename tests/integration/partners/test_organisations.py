"""Organisations on a real broker and database: found again, corrected, merged without loss, taken from a table."""

import io
from base64 import b64decode, b64encode

import pytest
from openpyxl import Workbook

from multaqa.errors import Invalid, NotFound, PreconditionFailed, Refused
from multaqa.media_types import CSV_TYPE, XLSX_TYPE
from multaqa.testing.waiting import eventually
from tests.integration.partners.test_partnership import in_force, register
from tests.integration.running import RABAT

ONE_ICE, OTHER_ICE = "001523456000031", "001523456000032"
AMAL = {"name": "Amal", "email": "amal@entreprises.example", "language": "ar", "role": "RH"}
COMPANY = {"kind": "company", "sectors": ["industry"]}
HEADINGS = "id;kind;name_fr;name_ar;ice;sectors;contact_name;contact_email;contact_phone"


def company(partners, name, **facts):
    return register(partners, **COMPANY, name={"fr": name, "ar": name}, **facts)


def listed(partners, **asked):
    return [one["name"]["fr"] for one in partners.ask("list_organisations", **asked)["items"]]


# found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ecole", ["École Supérieure"]),
        ("SUPERIEURE ecol", ["École Supérieure"]),
        ("احمد", ["Entreprise Aḥmed"]),
        ("ahmed", ["Entreprise Aḥmed"]),
        ("0015", ["École Supérieure"]),
        ("sup rabat", []),
        (".*", ["École Supérieure", "Entreprise Aḥmed"]),
    ],
)
def test_a_name_is_found_whatever_its_accents_and_case(partners, text, found):
    register(partners, kind="institute", name={"fr": "École Supérieure", "ar": "المدرسة العليا"}, ice=ONE_ICE)
    register(partners, kind="company", name={"fr": "Entreprise Aḥmed", "ar": "شركة أحمد"})
    assert listed(partners, text=text) == found
    assert partners.ask("list_organisations", tenant=RABAT, text=text)["items"] == []


def test_filters_narrow_together(partners):
    company(partners, "Sotherma")
    register(partners, name={"fr": "Sotherma Fédération", "ar": "س"}, sectors=["building"])
    assert listed(partners, text="sotherma", kind="company") == ["Sotherma"]
    assert listed(partners, text="sotherma", sector="building") == ["Sotherma Fédération"]


# corrected


def test_a_change_is_kept_told_and_in_the_history(partners):
    organisation = company(partners, "Sotherma")
    changed = partners.ask(
        "change_organisation",
        organisation_id=organisation,
        facts={"ice": ONE_ICE, "contacts": [AMAL]},
        expected_version=1,
    )
    assert changed == partners.ask("get_organisation", organisation_id=organisation)
    assert (changed["version"], changed["ice"], changed["contacts"][0]["name"]) == (2, ONE_ICE, "Amal")
    assert [told.facts["ice"] for told in partners.told("partners.organisation_changed.v1")] == [ONE_ICE]
    history = partners.ask("history_of_organisation", organisation_id=organisation)["items"]
    assert [step["action"] for step in history] == ["registered", "changed"]
    assert history[1]["changes"] == {"ice": [None, ONE_ICE], "contacts": [0, 1]}
    assert (history[1]["by"], "Amal" in repr(history)) == ("key:test", False)


def test_other_contacts_are_no_news_for_other_rooms_and_the_same_facts_are_none_at_all(partners):
    organisation = company(partners, "Sotherma")
    for facts in ({"contacts": [AMAL]}, {"contacts": [AMAL]}, COMPANY):
        changed = partners.ask("change_organisation", organisation_id=organisation, facts=facts)
    assert changed["version"] == 2
    assert partners.told("partners.organisation_changed.v1") == []


def test_a_change_from_an_old_reading_an_ice_of_another_or_an_unknown_sector_is_refused(partners):
    company(partners, "Holder", ice=ONE_ICE)
    organisation = company(partners, "Sotherma")
    before = partners.holds()
    for error, facts, version in (
        (PreconditionFailed, {"ice": OTHER_ICE}, 7),
        (Refused, {"ice": ONE_ICE}, 1),
        (Invalid, {"sectors": ["magic"]}, 1),
        (Invalid, {"ice": "12"}, 1),
    ):
        with pytest.raises(error):
            partners.ask("change_organisation", organisation_id=organisation, facts=facts, expected_version=version)
    assert partners.holds() == before
    assert partners.ask("get_organisation", organisation_id=organisation)["version"] == 1


# merged


def merge(partners, organisation, duplicate, **more):
    return partners.ask("merge_organisations", organisation_id=organisation, duplicate_id=duplicate, **more)


def test_whatever_names_the_duplicate_is_found_under_the_survivor(partners):
    survivor, duplicate = register(partners), register(partners, contacts=[AMAL])
    agreement = in_force(partners, duplicate)
    before = partners.ask("get_agreement", agreement_id=agreement)
    merged = merge(partners, survivor, duplicate)
    assert (merged["partner"], [one["name"] for one in merged["contacts"]]) == (True, ["Amal"])
    assert [one["id"] for one in partners.ask("list_organisations")["items"]] == [survivor]
    assert partners.ask("get_organisation", organisation_id=duplicate)["merged_into"] == survivor
    assert partners.ask("get_agreement", agreement_id=agreement) == before
    for named in (survivor, duplicate):
        found = partners.ask("list_agreements", organisation_id=named)["items"]
        assert [one["id"] for one in found] == [agreement]


def test_a_merge_is_told_with_both_and_both_histories_are_read_as_one(partners):
    survivor, duplicate = company(partners, "Floquet Monopole"), company(partners, "Floquet-Monopole SA", ice=ONE_ICE)
    merge(partners, survivor, duplicate)
    (told,) = partners.told("partners.organisation_merged.v1")
    assert (told.subject, told.version) == (survivor, 2)
    assert (told.facts["duplicate_id"], told.facts["duplicate_version"], told.facts["ice"]) == (duplicate, 2, ONE_ICE)
    history = partners.ask("history_of_organisation", organisation_id=survivor)["items"]
    assert [(step["organisation_id"], step["action"]) for step in history] == [
        (survivor, "registered"),
        (duplicate, "registered"),
        (duplicate, "merged"),
        (survivor, "absorbed"),
    ]


def test_merged_one_after_the_other_all_lead_to_the_last(partners):
    first, second, third = (company(partners, name) for name in ("A", "B", "C"))
    merge(partners, second, first)
    merge(partners, third, second)
    leads = {one: partners.ask("get_organisation", organisation_id=one)["merged_into"] for one in (first, second)}
    assert leads == {first: third, second: third}
    assert len(partners.ask("history_of_organisation", organisation_id=third)["items"]) == 7


def test_merging_with_itself_twice_in_a_circle_or_against_two_ices_is_refused(partners):
    first, second = company(partners, "A", ice=ONE_ICE), company(partners, "B", ice=OTHER_ICE)
    federation = register(partners)
    refusals = [
        ("organisation.merged_with_itself", (first, first), {}),
        ("organisation.kinds_differ", (first, federation), {}),
        ("organisation.ices_differ", (first, second), {}),
        ("organisation.ice_of_neither", (first, second), {"ice": "001523456000033"}),
    ]
    assert_refused(partners, refusals)
    assert merge(partners, first, second, ice=OTHER_ICE)["ice"] == OTHER_ICE
    third = company(partners, "C")
    again = "organisation.already_merged"
    assert_refused(partners, [(again, (first, second), {}), (again, (second, first), {}), (again, (third, second), {})])
    with pytest.raises(PreconditionFailed):
        merge(partners, first, third, expected_version=1)


def assert_refused(partners, refusals):
    for code, pair, more in refusals:
        before = partners.holds()
        with pytest.raises(Refused) as refused:
            merge(partners, *pair, **more)
        assert (refused.value.code, partners.holds()) == (code, before)


def test_the_ice_of_a_merged_one_is_taken_and_cannot_be_registered_again(partners):
    survivor, duplicate = company(partners, "A", ice=ONE_ICE), company(partners, "B", ice=OTHER_ICE)
    merge(partners, survivor, duplicate, ice=ONE_ICE)
    for ice in (ONE_ICE, OTHER_ICE):
        with pytest.raises(Refused) as refused:
            company(partners, "C", ice=ice)
        assert refused.value.facts["organisation_id"] == survivor


def test_an_erasure_reaches_every_contact_also_of_the_merged(partners):
    person = {**AMAL, "person_id": "p1"}
    survivor = company(partners, "A", contacts=[{"name": "Driss"}, person])
    duplicate = company(partners, "B", contacts=[{**person, "email": "amal@autre.example"}])
    merge(partners, survivor, duplicate)
    exported = partners.ask("export_person", person_id="p1")["contact_of"]
    assert [len(one["contacts"]) for one in exported] == [2, 1]
    partners.has_handled(partners.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}))
    for organisation, names in ((survivor, ["Driss"]), (duplicate, [])):
        read = partners.ask("get_organisation", organisation_id=organisation)
        assert [contact["name"] for contact in read["contacts"]] == names
    assert "amal@" not in repr(list(partners.database.organisations.find())).lower()


# taken from a table


def send(partners, *lines, tenant=None, headings=HEADINGS):
    text = "\n".join([headings, *lines]).encode()
    return sent(partners, text, CSV_TYPE, **({"tenant": tenant} if tenant else {}))


def sent(partners, content, media_type, **more):
    run = partners.ask("import_organisations", content=b64encode(content).decode(), media_type=media_type, **more)
    assert run["state"] == "requested"
    return settled(partners, run["id"], "requested", **more)


def settled(partners, run, state, **more):
    read = lambda: partners.ask("get_organisation_import", import_id=run, **more)  # noqa: E731
    eventually(lambda: read()["state"] != state, within_s=60)
    return read()


def take_over(partners, run):
    partners.ask("apply_organisation_import", import_id=run["id"])
    return settled(partners, run["id"], "applying")


def figures(run):
    return {name: count for name, count in run["figures"].items() if count}


def test_a_table_is_shown_first_and_changes_nothing_until_it_is_taken_over(partners):
    company(partners, "Sotherma", ice=ONE_ICE, contacts=[AMAL, {"name": "Driss"}])
    company(partners, "Norgrains")
    before = partners.database.organisations.count_documents({})
    run = send(
        partners,
        f";company;Sotherma SA;سوطيرما;{ONE_ICE};industry;amal;new@entreprises.example;",
        ";company;NORGRAINS;نورغران;;;;;",
        ";institute;ISBTP Fès;المعهد;;building|digital;;;",
        ";company;Floquet;فلوكي;;;Hind;;+212 600-000000",
    )
    assert (run["state"], figures(run)) == ("checked", {"lines": 4, "created": 2, "changed": 2})
    assert partners.database.organisations.count_documents({}) == before
    taken = take_over(partners, run)
    assert (taken["state"], figures(taken)) == ("applied", figures(run))
    assert set(listed(partners)) == {"Sotherma SA", "NORGRAINS", "ISBTP Fès", "Floquet"}
    (sotherma,) = partners.ask("list_organisations", text="sotherma")["items"]
    assert [(one["name"], one["email"], one["role"]) for one in sotherma["contacts"]] == [
        ("amal", "new@entreprises.example", "RH"),
        ("Driss", None, None),
    ]
    assert len(partners.told("partners.organisation_registered.v1")) == 4
    assert len(partners.told("partners.organisation_changed.v1")) == 2


WRONG = {
    ";company;Sans ICE;س;12;;;;": ("ice", "organisation.ice_malformed"),
    ";club;X;س;;;;;": ("kind", "organisation.kind_unknown"),
    ";company;Y;س;;magic;;;": ("sectors", "sector.unknown"),
    ";company;Z;س;;;Amal;nobody;": ("contact_email", "contact.email_malformed"),
    ";company;=cmd;س;;;;;": ("name_fr", "table.formula"),
    ";company;V;;;;;;": ("name_ar", "table.cell_missing"),
    "nobody;company;W;س;;;;;": ("id", "organisation.id_unknown"),
    ";company;Good;س;;;;;": ("name_fr", "organisation.line_repeated"),
}


def test_every_wrong_line_is_named_at_once_and_none_is_taken_over(partners):
    run = send(partners, ";company;Good;س;;;;;", *WRONG)
    assert run["state"] == "refused"
    named = {one["facts"]["line"]: (one["facts"]["column"], one["code"]) for one in run["errors"]}
    assert named == dict(enumerate(WRONG.values(), start=3))
    with pytest.raises(Refused):
        partners.ask("apply_organisation_import", import_id=run["id"])
    assert listed(partners) == []


def test_a_file_that_is_no_table_is_refused_with_its_reason(partners):
    assert [one["code"] for one in sent(partners, b"PK\x03\x04", XLSX_TYPE)["errors"]] == ["table.malformed_xlsx"]
    assert [one["code"] for one in send(partners, headings="name_fr;shoe size")["errors"]] == [
        "table.column_unknown",
        "table.column_missing",
        "table.column_missing",
    ]


def test_a_workbook_is_taken_over_too(partners):
    book, file = Workbook(), io.BytesIO()
    book.active.append(["Type", "Nom", "nom_ar", "ICE"])
    book.active.append(["company", "Sotherma", "سوطيرما", ONE_ICE])
    book.save(file)
    assert take_over(partners, sent(partners, file.getvalue(), XLSX_TYPE))["state"] == "applied"
    assert listed(partners, text=ONE_ICE) == ["Sotherma"]


def test_a_table_that_became_wrong_since_it_was_checked_is_refused_whole(partners):
    run = send(partners, f";company;A;س;{ONE_ICE};;;;", ";company;B;س;;;;;")
    holder = company(partners, "Holder", ice=ONE_ICE)
    merge(partners, company(partners, "Heir"), holder)
    company(partners, "B"), company(partners, "B")
    taken = take_over(partners, run)
    assert (taken["state"], [one["code"] for one in taken["errors"]]) == ("refused", ["organisation.name_ambiguous"])
    assert "A" not in listed(partners)
    assert len(partners.told("partners.organisation_changed.v1")) == 0


def test_while_a_table_is_taken_over_nothing_else_changes_organisations_of_its_tenant(partners):
    first, second = company(partners, "A"), company(partners, "B")
    run = send(partners, ";company;C;س;;;;;")
    partners.database.organisation_imports.update_one({"_id": run["id"]}, {"$set": {"state": "applying"}})
    another = send(partners, ";company;D;س;;;;;")
    attempts = [
        ("register_organisation", {"facts": {**COMPANY, "name": {"fr": "E", "ar": "E"}}}),
        ("change_organisation", {"organisation_id": first, "facts": {"ice": ONE_ICE}}),
        ("merge_organisations", {"organisation_id": first, "duplicate_id": second}),
        ("apply_organisation_import", {"import_id": another["id"]}),
    ]
    before = partners.holds()
    for method, arguments in attempts:
        with pytest.raises(Refused, match=r"organisation_import\.underway"):
            partners.ask(method, **arguments)
    assert partners.holds() == before
    method, arguments = attempts[0]
    assert partners.ask(method, tenant=RABAT, **arguments)["name"]["fr"] == "E"


def test_what_is_exported_can_be_imported_again_and_changes_nothing(partners):
    company(partners, "=Sotherma", ice=ONE_ICE, contacts=[{**AMAL, "phone": "+212 600-000000"}, {"name": "Driss"}])
    merge(partners, company(partners, "A"), company(partners, "A bis"))
    exported = partners.ask("export_organisations")
    content = b64decode(exported["content"])
    assert exported["filename"] == "organisations.csv"
    assert b";'=Sotherma;" in content
    assert content.count(b"\r\n") == 3
    run = sent(partners, content, CSV_TYPE)
    assert (run["state"], figures(run)) == ("checked", {"lines": 2, "unchanged": 2})


def test_another_tenant_neither_reads_changes_merges_nor_takes_over_anything(partners):
    first, second = company(partners, "A"), company(partners, "B")
    run = send(partners, ";company;C;س;;;;;")
    theirs = partners.ask("register_organisation", tenant=RABAT, facts={**COMPANY, "name": {"fr": "R", "ar": "ر"}})[
        "id"
    ]
    before = partners.holds()
    foreign = [
        ("change_organisation", {"organisation_id": first, "facts": {"ice": ONE_ICE}}),
        ("merge_organisations", {"organisation_id": first, "duplicate_id": second}),
        ("merge_organisations", {"organisation_id": theirs, "duplicate_id": second}),
        ("merge_organisations", {"organisation_id": first, "duplicate_id": theirs}),
        ("history_of_organisation", {"organisation_id": first}),
        ("get_organisation_import", {"import_id": run["id"]}),
        ("apply_organisation_import", {"import_id": run["id"]}),
    ]
    for method, arguments in foreign:
        with pytest.raises(NotFound):
            partners.ask(method, tenant=RABAT, **arguments)
    assert partners.holds() == before
    exported = b64decode(partners.ask("export_organisations", tenant=RABAT)["content"]).decode("utf-8-sig")
    assert [line.split(";")[0] for line in exported.splitlines()[1:]] == [theirs]


def test_another_tenants_id_in_a_table_is_an_unknown_one(partners):
    organisation = company(partners, "A", ice=ONE_ICE)
    run = send(partners, f"{organisation};company;A;س;;;;;", f";company;B;س;{ONE_ICE};;;;", tenant=RABAT)
    assert [(one["facts"]["line"], one["code"]) for one in run["errors"]] == [(2, "organisation.id_unknown")]


def test_a_table_sent_twice_under_one_key_is_one_and_its_file_goes_in_time(partners):
    content = b64encode(f"{HEADINGS}\n;company;A;x;;;;;".encode()).decode()
    runs = [
        partners.ask("import_organisations", key="k1", content=content, media_type=CSV_TYPE)["id"] for _ in range(2)
    ]
    assert runs[0] == runs[1]
    assert partners.database["fs.files"].count_documents({}) == 1
