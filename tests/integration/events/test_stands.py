"""Stands on a plan: no two on the same ground or under one label, one per organisation, and who came is told once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from multaqa.errors import Invalid, MultaqaError, NotFound, PreconditionFailed, Refused
from tests.integration.events import hearing
from tests.integration.events.forum import answer_of, planned
from tests.integration.running import RABAT

HALL = {"code": "hall-1", "name": {"fr": "Hall 1", "ar": "القاعة 1"}, "x": 0, "y": 0, "width": 200, "height": 100}
YARD = {"code": "yard", "name": {"fr": "Cour", "ar": "الساحة"}, "x": 200, "y": 0, "width": 100, "height": 100}
PLAN = {"width": 300, "height": 100, "zones": [HALL, YARD]}


def at(x, y, zone="hall-1", width=40, height=30):
    return {"zone": zone, "x": x, "y": y, "width": width, "height": height}


@pytest.fixture
def edition(events):
    hearing.known_organisations(events, "o1", "o2", "o3")
    edition = planned(events)
    events.ask("draw_plan", edition_id=edition, facts=PLAN)
    return edition


def assign(events, edition, organisation="o1", label="A1", tables=2, **more):
    facts = {"organisation_id": organisation, "label": label, "tables": tables, **more}
    return events.ask("assign_stand", edition_id=edition, facts=facts)


def told(events, name):
    return events.told(f"events.stand_{name}.v1")


def pointers(refused):
    return [error["pointer"] for error in refused.value.errors]


def test_a_stand_is_assigned_and_told_without_its_ground(events, edition):
    stand = assign(events, edition, place=at(10, 10))
    assert events.ask("get_stand", stand_id=stand["id"]) == stand
    assert [one["table"] for one in stand["table_places"]] == ["A1-1", "A1-2"]
    (message,) = told(events, "assigned")
    assert (message.facts["tables"], message.facts["zone"], message.version) == (2, "hall-1", 1)


def test_an_edition_without_a_plan_has_stands_all_the_same(events):
    hearing.known_organisations(events, "o1")
    edition = planned(events)
    assert assign(events, edition)["place"] is None
    with pytest.raises(NotFound, match=r"plan\.not_found"):
        events.ask("get_plan", edition_id=edition)


@pytest.mark.parametrize(
    ("second", "code"),
    [({"organisation": "o2"}, "stand.label_taken"), ({"label": "A2"}, "stand.already_assigned")],
)
def test_a_second_stand_is_refused_and_changes_nothing(events, edition, second, code):
    assign(events, edition)
    before = events.holds()
    with pytest.raises(Refused) as refused:
        assign(events, edition, **second)
    assert refused.value.code == code
    assert events.holds() == before


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        ({"organisation": "nobody"}, "/organisation_id", "stand.organisation_unknown"),
        ({"tables": 0}, "/tables", "stand.without_table"),
        ({"tables": 13, "place": at(100, 10)}, "/tables", "stand.tables_find_no_room"),
        ({"place": at(180, 10)}, "/place", "stand.outside_zone"),
        ({"place": at(10, 10, zone="cellar")}, "/place/zone", "stand.zone_unknown"),
        ({"place": at(30, 30)}, "/place", "stand.overlaps"),
        ({"agreement_id": "a9"}, "/agreement_id", "stand.agreement_not_in_force"),
    ],
)
def test_an_impossible_stand_names_its_field_and_changes_nothing(events, edition, wrong, pointer, code):
    assign(events, edition, "o3", "Z9", place=at(0, 20))
    before = events.holds()
    with pytest.raises(Invalid) as refused:
        assign(events, edition, **wrong)
    assert [(error["pointer"], error["code"]) for error in refused.value.errors] == [(pointer, code)]
    assert events.holds() == before


def test_two_who_want_the_same_ground_at_once_are_told_apart(events, edition):
    organisations = [f"c{n}" for n in range(8)]
    hearing.known_organisations(events, *organisations)
    with ThreadPoolExecutor(8) as staff:
        asked = [
            staff.submit(answer_of, assign, events, edition, organisation, f"B{n}", place=at(10 + n, 10))
            for n, organisation in enumerate(organisations)
        ]
    answers = [one.result() for one in asked]
    assert sum(isinstance(answer, dict) for answer in answers) == 1
    assert {type(answer) for answer in answers} == {dict, Invalid}
    assert len(events.ask("list_stands", edition_id=edition)["items"]) == 1


def test_a_stand_moves_and_its_old_ground_is_free(events, edition):
    stand = assign(events, edition, place=at(10, 10))
    moved = events.ask("change_stand", stand_id=stand["id"], facts={"place": at(210, 10, "yard"), "tables": 3})
    assert (moved["place"]["zone"], moved["tables"], moved["label"]) == ("yard", 3, "A1")
    assign(events, edition, "o2", "A2", place=at(10, 10))
    (message,) = told(events, "changed")
    assert (message.facts["tables"], message.version) == (3, 2)
    with pytest.raises(Invalid, match=r"stand\.invalid"):
        events.ask("change_stand", stand_id=stand["id"], facts={"place": at(12, 12)})
    with pytest.raises(PreconditionFailed):
        events.ask("change_stand", stand_id=stand["id"], facts={"tables": 1}, expected_version=1)


def test_a_withdrawn_stand_leaves_its_label_its_ground_and_its_organisation_free(events, edition):
    stand = assign(events, edition, place=at(10, 10))
    linked = events.ask("add_representative", stand_id=stand["id"], facts={"name": "Salma"})
    withdrawn = events.ask("withdraw_stand", stand_id=stand["id"], reason="They do not come.")
    assert withdrawn["reason"] == "They do not come."
    assert [one.subject for one in told(events, "withdrawn")] == [stand["id"]]
    assert assign(events, edition, place=at(10, 10))["id"] != stand["id"]
    for ask in (
        lambda: events.ask("change_stand", stand_id=stand["id"], facts={"tables": 1}),
        lambda: events.ask("note_arrival", stand_id=stand["id"]),
        lambda: events.ask("add_representative", stand_id=stand["id"], facts={"name": "Omar"}),
    ):
        with pytest.raises(Refused, match=r"stand\.withdrawn"):
            ask()
    (representative,) = events.ask("list_representatives", stand_id=stand["id"])["items"]
    assert (representative["id"], representative["ended_at"] is None) == (linked["id"], False)


def test_a_partner_has_its_stand_under_its_agreement_this_editions_first(events, edition):
    events.has_handled(
        hearing.agreement(events, "a1", "directorate", "o1"),
        hearing.agreement(events, "a2", "directorate", "o1", edition_id=edition),
        hearing.agreement(events, "a3", "directorate", "o2", state="terminated"),
    )
    assert assign(events, edition)["agreement_id"] == "a2"
    other = assign(events, edition, "o2", "A2")
    assert (other["agreement_id"], other["partner"]) == (None, False)
    named = events.ask("change_stand", stand_id=events.told("events.stand_assigned.v1")[0].subject,
                       facts={"agreement_id": "a1"})  # fmt: skip
    assert named["agreement_id"] == "a1"


def test_an_arrival_is_noted_and_told_once(events, edition):
    stand = assign(events, edition)
    first, second = (events.ask("note_arrival", stand_id=stand["id"]) for _ in range(2))
    assert first["arrived_at"] == second["arrived_at"]
    (message,) = told(events, "attended")
    assert (message.subject, message.facts["organisation_id"]) == (stand["id"], "o1")
    assert message.facts["arrived_at"]
    with pytest.raises(Refused, match=r"stand\.arrived"):
        events.ask("withdraw_stand", stand_id=stand["id"], reason="Too late.")


def test_equipment_is_asked_for_then_granted(events, edition):
    stand = assign(events, edition)
    asked = [{"what": "Écran", "quantity": 1}, {"what": "Prise", "quantity": 4, "granted": True}]
    equipped = events.ask("equip_stand", stand_id=stand["id"], equipment=asked)
    assert [one["granted"] for one in equipped["equipment"]] == [None, True]
    with pytest.raises(Invalid) as refused:
        events.ask("equip_stand", stand_id=stand["id"], equipment=[{"what": "Écran", "quantity": 0}])
    assert pointers(refused) == ["/equipment/0/quantity"]


def test_a_plan_is_drawn_anew_as_long_as_every_stand_keeps_its_place(events, edition):
    assign(events, edition, place=at(210, 10, "yard"))
    with pytest.raises(Refused, match=r"plan\.stands_lose_place"):
        events.ask("draw_plan", edition_id=edition, facts={**PLAN, "zones": [HALL]})
    wider = {**PLAN, "width": 400, "zones": [HALL, {**YARD, "width": 200}]}
    assert events.ask("draw_plan", edition_id=edition, facts=wider, expected_version=1)["version"] == 2
    with pytest.raises(PreconditionFailed):
        events.ask("draw_plan", edition_id=edition, facts=wider, expected_version=1)


@pytest.mark.parametrize(
    ("zones", "pointer"),
    [
        ([], "/zones"),
        ([{**HALL, "width": 301}], "/zones/0"),
        ([HALL, {**YARD, "x": 199}], "/zones/1"),
        ([HALL, {**YARD, "code": "hall-1"}], "/zones/1/code"),
    ],
)
def test_an_impossible_plan_names_its_zone(events, edition, zones, pointer):
    with pytest.raises(Invalid) as refused:
        events.ask("draw_plan", edition_id=edition, facts={**PLAN, "zones": zones})
    assert pointers(refused) == [pointer]


def test_a_stand_has_a_bounded_number_of_representatives_even_when_all_are_named_at_once(events, edition):
    stand = assign(events, edition)
    names = [{"name": f"R{n}"} for n in range(15)]
    with ThreadPoolExecutor(5) as staff:
        answers = list(
            staff.map(
                lambda facts: answer_of(events.ask, "add_representative", stand_id=stand["id"], facts=facts), names
            )
        )
    refusals = {answer.code for answer in answers if isinstance(answer, MultaqaError)}
    assert (sum(isinstance(answer, dict) for answer in answers), refusals) == (12, {"representative.too_many"})


def test_a_link_is_shown_once_and_kept_nowhere(events, edition):
    stand = assign(events, edition)
    asked = {"stand_id": stand["id"], "facts": {"name": "Salma", "role": "RH"}}
    first, again = (events.ask("add_representative", key="k1", **asked) for _ in range(2))
    assert first["token"].startswith("fes-meknes.")
    assert (again["id"], again["token"]) == (first["id"], None)
    secret = first["token"].partition(".")[2]
    for name in events.holds():
        assert secret not in repr(list(events.database[name].find()))


def test_a_representative_who_is_a_person_sees_it_and_can_be_forgotten(events, edition):
    events.has_handled(hearing.person(events, "p1"))
    stand = assign(events, edition)
    facts = {"person_id": "p1", "name": "Hiba", "email": "h@x.example", "phone": "+212 600 00 00 00"}
    representative = events.ask("add_representative", stand_id=stand["id"], facts=facts)
    assert [one["id"] for one in events.ask("export_person", person_id="p1")["represented"]] == [representative["id"]]
    events.has_handled(hearing.erased(events, "p1"))
    assert events.ask("export_person", person_id="p1")["represented"] == []
    (left,) = events.ask("list_representatives", stand_id=stand["id"])["items"]
    assert [left[name] for name in ("name", "email", "phone", "person_id")] == [None] * 4
    with pytest.raises(Refused, match=r"representative\.erased"):
        events.ask("add_representative", stand_id=stand["id"], facts={"person_id": "p1"})


def test_the_public_sees_the_plan_of_an_announced_edition_and_nobodys_name(events, edition):
    stand = assign(events, edition, place=at(10, 10))
    events.ask("add_representative", stand_id=stand["id"], facts={"name": "Salma Tazi"})
    with pytest.raises(NotFound, match=r"edition\.not_found"):
        events.ask("read_public_plan", edition_id=edition)
    events.ask("open_edition", edition_id=edition)
    seen = events.ask("read_public_plan", edition_id=edition)
    assert (seen["plan"]["zones"][0]["code"], seen["stands"][0]["organisation_name"]) == ("hall-1", hearing.NAME)
    assert "Salma" not in repr(seen)
    with pytest.raises(NotFound, match=r"edition\.not_found"):
        events.ask("read_public_plan", tenant=RABAT, edition_id=edition)


def test_another_tenant_finds_neither_plan_nor_stand(events, edition):
    stand = assign(events, edition)
    representative = events.ask("add_representative", stand_id=stand["id"], facts={"name": "Salma"})["id"]
    before = events.holds()
    for method, asked in (
        ("draw_plan", {"edition_id": edition, "facts": PLAN}),
        ("get_plan", {"edition_id": edition}),
        ("get_stand", {"stand_id": stand["id"]}),
        ("change_stand", {"stand_id": stand["id"], "facts": {"tables": 1}}),
        ("withdraw_stand", {"stand_id": stand["id"], "reason": "X"}),
        ("equip_stand", {"stand_id": stand["id"], "equipment": []}),
        ("note_arrival", {"stand_id": stand["id"]}),
        ("add_representative", {"stand_id": stand["id"], "facts": {"name": "X"}}),
        ("list_representatives", {"stand_id": stand["id"]}),
        ("renew_representative_link", {"representative_id": representative}),
        ("end_representative", {"representative_id": representative}),
    ):
        with pytest.raises(NotFound):
            events.ask(method, tenant=RABAT, **asked)
    assert events.holds() == before
