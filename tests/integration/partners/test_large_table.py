"""Large tables: checked and taken over in the background, while the room serves others."""

from tests.integration.partners.test_organisations import figures, send

LINES = 50_000
SOME = 3_210


def lines(count=LINES):
    return [
        f";company;Entreprise du Nord {number};شركة الشمال {number};{number:015};industry|digital;Amal {number};;"
        for number in range(2, count + 2)
    ]


def test_three_bad_lines_of_fifty_thousand_are_named_and_nothing_is_taken_over(partners):
    table = lines()
    table[16] = ";company;=cmd;س;;;;;"
    table[24_998] = ";company;Sans ICE;س;12;;;;"
    table[49_999] = ";company;Répété;س;000000000000003;;;;"
    run = send(partners, *table)
    assert run["state"] == "refused"
    assert [(one["facts"]["line"], one["facts"]["column"]) for one in run["errors"]] == [
        (18, "name_fr"),
        (25_000, "ice"),
        (50_001, "name_fr"),
    ]
    assert partners.database.organisations.count_documents({}) == 0


def test_a_table_of_many_groups_is_taken_over_whole_while_others_are_served(partners):
    run = send(partners, *lines(SOME))
    assert figures(run) == {"lines": SOME, "created": SOME}
    partners.ask("apply_organisation_import", import_id=run["id"])
    while partners.ask("get_organisation_import", import_id=run["id"])["state"] == "applying":
        assert partners.ask("list_sectors")
    assert partners.ask("get_organisation_import", import_id=run["id"])["state"] == "applied"
    assert partners.database.organisations.count_documents({}) == SOME
    assert partners.database.outbox.count_documents({"type": "partners.organisation_registered.v1"}) == SOME
