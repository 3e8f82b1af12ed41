"""Leads at a stand: with the candidate's consent only, once however often they are pushed, gone with it."""

import random
from base64 import b64decode
from hashlib import sha256
from io import BytesIO

import pytest
from openpyxl import load_workbook

from multaqa.errors import Invalid, NotFound
from multaqa.ids import new_id
from multaqa.media_types import CSV_TYPE, XLSX_TYPE
from multaqa.tables import inspect_table
from services.events.lead_table import COLUMNS
from tests.integration.events import hearing
from tests.integration.events.door import token_of
from tests.integration.events.forum import opened, register
from tests.integration.running import RABAT

SAID_BEFORE, SAID_LATER = "2026-05-01T12:00:00+00:00", "2060-05-01T12:00:00+00:00"


def digest(token):
    return sha256(token.partition(".")[2].encode()).hexdigest()


def representative(events, edition, organisation="o1", label="A1"):
    """The link of somebody at a new stand."""
    facts = {"organisation_id": organisation, "label": label, "tables": 1}
    stand = events.ask("assign_stand", edition_id=edition, facts=facts)
    named = events.ask("add_representative", stand_id=stand["id"], facts={"name": f"{organisation}'s"})
    return digest(named["token"])


@pytest.fixture
def edition(events):
    hearing.known_organisations(events, "o1", "o2")
    events.has_handled(hearing.person(events, "p1"), hearing.person(events, "p2", name="=HYPERLINK(1)"))
    return opened(events, capacity=50)


@pytest.fixture
def link(events, edition):
    return representative(events, edition)


@pytest.fixture
def badge(events, edition):
    return register(events, edition, "p1")["id"]


def scan(events, link, badge, **facts):
    return events.ask("record_lead", link=link, facts={"badge": badge, **facts})


def listed(events, link):
    return events.ask("list_leads_by_link", link=link)["items"]


def exported(events, link, format="csv"):
    told = events.ask("export_leads_by_link", link=link, format=format)
    content = b64decode(told["content"])
    return content, inspect_table(content, told["media_type"], COLUMNS)


def told(events):
    return events.told("events.lead_recorded.v1")


def test_who_agrees_is_a_lead_by_name_and_is_told_without_it(events, edition, link, badge):
    answer = scan(events, link, badge, consent=True, note="Solide", rating=4, next_step="interview", tags=["cnc"])
    assert (answer["named"], answer["people"]) == (True, {"met": 1, "named": 1})
    (lead,) = listed(events, link)
    assert lead == answer["lead"]
    assert (lead["person"]["name_latin"], lead["rating"], lead["purpose"]) == ("Hiba Naciri", 4, "sharing")
    assert lead["consent_at"]
    (message,) = told(events)
    assert (message.facts["person_id"], message.facts["next_step"]) == ("p1", "interview")
    assert not {"name", "person", "notes", "tags"} & set(message.facts)


def test_who_does_not_agree_is_a_number(events, link, badge):
    for consent in (None, False):
        answer = scan(events, link, badge, consent=consent, note="Solide", rating=4)
        assert (answer["named"], answer["lead"], answer["people"]) == (False, None, {"met": 1, "named": 0})
    assert listed(events, link) == []
    assert exported(events, link)[1].lines == []
    assert told(events) == []
    (row,) = events.database.leads.find()
    assert (row["notes"], row["rating"]) == ([], None)


def test_scanned_again_it_is_the_same_lead_with_more_notes(events, edition, link, badge):
    first = scan(events, link, badge, consent=True, note="Un")
    (stand,) = events.ask("list_stands", edition_id=edition)["items"]
    colleague = events.ask("add_representative", stand_id=stand["id"], facts={"name": "Omar"})
    second = scan(events, digest(colleague["token"]), badge, note="Deux", rating=5)
    assert first["id"] == second["id"]
    (lead,) = listed(events, link)
    assert [note["text"] for note in lead["notes"]] == ["Un", "Deux"]
    assert len({note["by"] for note in lead["notes"]}) == 2
    assert events.database.leads.count_documents({}) == 1


def test_another_organisation_knows_nothing_of_it(events, edition, link, badge):
    scan(events, link, badge, consent=True, note="Solide")
    other = representative(events, edition, "o2", "A2")
    assert listed(events, other) == []
    assert scan(events, other, badge)["named"] is False
    assert events.ask("count_leads", edition_id=edition)["items"] == [
        {"organisation_id": "o1", "met": 1},
        {"organisation_id": "o2", "met": 1},
    ]


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        ({"rating": 7}, "/rating", "lead.rating_out_of_range"),
        ({"next_step": "marry"}, "/next_step", "lead.next_step_unknown"),
        ({"badge": "nobody"}, "/badge", "lead.badge_unknown"),
    ],
)
def test_a_wrong_lead_names_its_field_and_changes_nothing(events, link, badge, wrong, pointer, code):
    before = events.holds()
    with pytest.raises(Invalid) as refused:
        scan(events, link, **{"badge": badge, **wrong})
    assert [(error["pointer"], error["code"]) for error in refused.value.errors] == [(pointer, code)]
    assert events.holds() == before


def test_a_badge_of_another_edition_or_without_a_seat_is_refused(events, link):
    elsewhere = register(events, opened(events, number=3), "p1")["id"]
    with pytest.raises(Invalid, match="another edition"):
        scan(events, link, elsewhere, consent=True)


def test_the_qr_of_a_badge_is_believed_by_its_signature_alone(events, edition, link, badge):
    token = token_of(events, badge)
    assert scan(events, link, token, consent=True)["lead"]["person_id"] == "p1"
    letter = "A" if token[-4] != "A" else "B"
    abroad = register(events, opened(events, tenant=RABAT), "p1", tenant=RABAT)["id"]
    for forged in (f"{token[:-4]}{letter}{token[-3:]}", "MQ1:nonsense", token_of(events, abroad, tenant=RABAT)):
        with pytest.raises(Invalid) as refused:
            scan(events, link, forged)
        assert [(one["pointer"], one["code"]) for one in refused.value.errors] == [("/badge", "lead.badge_unknown")]


def test_a_badge_of_another_tenant_is_unknown(events, link):
    abroad = register(events, opened(events, tenant=RABAT), "p1", tenant=RABAT)["id"]
    with pytest.raises(Invalid) as refused:
        scan(events, link, abroad, consent=True)
    assert refused.value.errors[0]["code"] == "lead.badge_unknown"


def test_a_consent_withdrawn_elsewhere_removes_the_person_from_the_export_at_once(events, link, badge):
    scan(events, link, badge, consent=True, note="Solide")
    assert len(exported(events, link)[1].lines) == 1
    events.has_handled(hearing.person(events, "p1", 2, consents=[("share_cv", False, SAID_LATER)]))
    content, table = exported(events, link)
    assert table.lines == []
    assert b"Naciri" not in content
    assert listed(events, link) == []
    assert scan(events, link, badge, note="Encore")["named"] is False


def test_what_was_said_at_the_stand_is_a_consent_that_can_be_taken_back(events, link, badge):
    scan(events, link, badge, consent=True, note="Solide")
    (consent,) = events.ask("list_consents", registration_id=badge)["items"]
    assert (consent["purpose"], consent["organisation_id"], consent["given"]) == ("sharing", "o1", True)
    assert [told.facts["given"] for told in events.told("events.sharing_changed.v1")] == [True]
    no = {"purpose": "sharing", "given": False, "organisation_ids": ["o1"]}
    events.ask("decide_consents", registration_id=badge, consents=[no])
    content, table = exported(events, link)
    assert (table.lines, b"Naciri" in content, listed(events, link)) == ([], False, [])
    assert scan(events, link, badge)["named"] is False


def test_who_shares_with_the_company_before_need_not_be_asked_again(events, link, badge):
    yes = {"purpose": "sharing", "given": True, "organisation_ids": ["o1"]}
    events.ask("decide_consents", registration_id=badge, consents=[yes])
    assert scan(events, link, badge, note="Vu")["lead"]["person_id"] == "p1"


def test_a_push_that_comes_late_does_not_undo_what_the_person_said_since(events, link, badge):
    no = {"purpose": "sharing", "given": False, "organisation_ids": ["o1"]}
    events.ask("decide_consents", registration_id=badge, consents=[{**no, "given": True}])
    events.ask("decide_consents", registration_id=badge, consents=[no])
    answer = events.ask("push_leads", link=link, scans=[pushed(badge, 1, consent=True, note="Avant")])
    assert [one["outcome"] for one in answer["items"]] == ["counted"]
    assert listed(events, link) == []


def test_a_general_no_from_before_does_not_undo_what_was_agreed_at_the_stand(events, link, badge):
    events.has_handled(hearing.person(events, "p1", 2, consents=[("share_cv", False, SAID_BEFORE)]))
    assert scan(events, link, badge, consent=True)["named"] is True


FORMULA = "=cmd|' /C calc'!A0"


def test_a_csv_of_leads_holds_no_formula(events, edition, link):
    scan(events, link, register(events, edition, "p2")["id"], consent=True, note=FORMULA, rating=2)
    told = events.ask("export_leads_by_link", link=link, format="csv")
    cells = [cell.strip('"') for cell in b64decode(told["content"]).decode("utf-8-sig").replace("\r\n", ";").split(";")]
    assert told["media_type"] == CSV_TYPE
    assert f"'{FORMULA}" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []


def test_a_workbook_of_leads_holds_no_formula(events, edition, link):
    scan(events, link, register(events, edition, "p2")["id"], consent=True, note=FORMULA, rating=2)
    told = events.ask("export_leads_by_link", link=link, format="xlsx")
    (headings, row) = load_workbook(BytesIO(b64decode(told["content"]))).active.iter_rows()
    read = {heading.value: cell for heading, cell in zip(headings, row, strict=True)}
    assert told["media_type"] == XLSX_TYPE
    assert (read["notes"].value, read["name_latin"].value) == (f"'{FORMULA}", "'=HYPERLINK(1)")
    assert (read["rating"].value, "f" in {cell.data_type for cell in row}) == (2, False)


def pushed(badge, minute, nonce=None, **facts):
    at = f"2026-05-04T09:{minute:02d}:00+00:00"
    return {"nonce": nonce or new_id(), "scanned_at": at, "badge": badge, **facts}


def test_a_batch_pushed_twice_in_any_order_is_taken_once(events, edition, link):
    badges = [register(events, edition, f"q{n}")["id"] for n in range(10)]
    scans = [pushed(badge, n, consent=n % 2 == 0, note=f"note {n}", rating=n % 6) for n, badge in enumerate(badges)]
    shuffled = random.Random(4).sample(scans, len(scans))
    first = events.ask("push_leads", link=link, scans=shuffled)
    rows = list(events.database.leads.find({}, sort=[("_id", 1)]))
    again = events.ask("push_leads", link=link, scans=scans + scans[:2])
    assert sorted(one["outcome"] for one in first["items"]) == ["counted"] * 5 + ["named"] * 5
    assert {one["outcome"] for one in again["items"]} == {"repeated"}
    assert again["people"] == {"met": 10, "named": 5}
    assert list(events.database.leads.find({}, sort=[("_id", 1)])) == rows


def test_one_wrong_scan_of_a_batch_stops_no_other(events, link, badge):
    scans = [pushed("nobody", 1), pushed(badge, 2, rating=9), pushed(badge, 3, consent=True, rating=3)]
    answer = events.ask("push_leads", link=link, scans=scans)
    assert [one["outcome"] for one in answer["items"]] == ["refused", "refused", "named"]
    assert [one["errors"][0]["pointer"] for one in answer["items"][:2]] == ["/badge", "/rating"]


def test_leads_of_two_that_turn_out_to_be_one_become_one(events, edition, link, badge):
    other = representative(events, edition, "o2", "A2")
    second = register(events, edition, "p2")["id"]
    scan(events, link, badge, consent=True, note="Un")
    scan(events, other, badge, consent=True, note="Deux")
    scan(events, other, second, consent=True)
    events.has_handled(hearing.merged(events, "o1", "o2"))
    leads = {lead["person_id"]: [note["text"] for note in lead["notes"]] for lead in listed(events, link)}
    assert leads == {"p1": ["Un", "Deux"], "p2": []}
    assert len(listed(events, other)) == 2


def test_a_person_reads_what_was_noted_and_can_be_forgotten(events, edition, link, badge):
    scan(events, link, badge, consent=True, note="Solide", rating=4)
    (lead,) = events.ask("export_person", person_id="p1")["leads"]
    assert ([note["text"] for note in lead["notes"]], lead["rating"]) == (["Solide"], 4)
    assert "by" not in lead["notes"][0]
    events.has_handled(hearing.erased(events, "p1"))
    assert events.ask("export_person", person_id="p1")["leads"] == []
    assert listed(events, link) == []
    assert events.ask("read_stand_by_link", link=link)["people"] == {"met": 1, "named": 0}
    assert "Solide" not in repr(list(events.database.leads.find()))


def test_a_link_that_was_replaced_or_is_anothers_opens_nothing(events, edition, link, badge):
    (row,) = events.database.representatives.find()
    events.ask("renew_representative_link", representative_id=row["_id"])
    for method, asked in (
        ("read_stand_by_link", {}),
        ("list_leads_by_link", {}),
        ("export_leads_by_link", {}),
        ("record_lead", {"facts": {"badge": badge}}),
        ("push_leads", {"scans": [pushed(badge, 1)]}),
    ):
        with pytest.raises(NotFound, match=r"link\.not_found"):
            events.ask(method, link=link, **asked)


def test_another_tenants_link_opens_nothing(events, edition, link, badge):
    before = events.holds()
    for method, asked in (
        ("read_stand_by_link", {}),
        ("list_leads_by_link", {}),
        ("export_leads_by_link", {}),
        ("record_lead", {"facts": {"badge": badge}}),
        ("push_leads", {"scans": [pushed(badge, 1)]}),
    ):
        with pytest.raises(NotFound, match=r"link\.not_found"):
            events.ask(method, tenant=RABAT, link=link, **asked)
    with pytest.raises(NotFound):
        events.ask("count_leads", tenant=RABAT, edition_id=edition)
    assert events.holds() == before
