"""Series, editions and stands on a real broker and database: kept, told once, and only to their tenant."""

from datetime import timedelta

import pytest

from multaqa.errors import Invalid, MultaqaError, NotFound, Refused
from multaqa.ids import new_id
from multaqa.testing.waiting import eventually
from tests.integration.events.forum import counts, opened, planned, register, talk
from tests.integration.running import RABAT

STAND = {"organisation_id": "o1", "label": "A1", "tables": 2}


def test_an_edition_is_planned_then_opened_and_told_each_time(events):
    edition = opened(events)
    assert events.ask("get_edition", edition_id=edition)["state"] == "open"
    assert [told.facts["state"] for told in events.told("events.edition_planned.v1")] == ["planned"]
    assert [(told.version, told.facts["state"]) for told in events.told("events.edition_announced.v1")] == [
        (2, "announced")
    ]
    assert [(told.version, told.facts["state"]) for told in events.told("events.edition_opened.v1")] == [(3, "open")]
    assert [told.facts["name"]["fr"] for told in events.told("events.series_created.v1")] == [
        "Forum régional de l'emploi"
    ]


def test_an_edition_closes_by_itself_when_it_ends(events):
    edition = opened(events, lasts=timedelta(seconds=2))
    register(events, edition, "a")
    assert eventually(lambda: events.told("events.edition_closed.v1"))[0].subject == edition
    with pytest.raises(Refused, match=r"edition\.over"):
        register(events, edition, "b")


def test_an_edition_is_found_by_its_series(events):
    edition, _ = planned(events), planned(events)
    series = events.ask("get_edition", edition_id=edition)["series_id"]
    assert [one["id"] for one in events.ask("list_editions", series_id=series)["items"]] == [edition]


def test_a_number_is_given_once_in_a_series(events):
    told = events.ask("get_edition", edition_id=planned(events))
    before = events.holds()
    with pytest.raises(Refused, match=r"edition\.number_taken"):
        events.ask("plan_edition", facts=told)
    assert events.holds() == before


def test_a_repeated_command_happens_once(events):
    edition = planned(events)
    answers = [events.ask("open_edition", key="k1", edition_id=edition) for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(events.told("events.edition_opened.v1")) == 1


ABROAD = [
    ("get_edition", ("edition_id",), {}),
    ("change_edition", ("edition_id",), {"facts": {"venue": "Rabat"}}),
    ("announce_edition", ("edition_id",), {}),
    ("open_edition", ("edition_id",), {}),
    ("close_edition", ("edition_id",), {}),
    ("postpone_edition", ("edition_id",), {"facts": {}}),
    ("cancel_edition", ("edition_id",), {"reason": "x"}),
    ("plan_activity", ("edition_id",), {"facts": {}}),
    ("list_activities", ("edition_id",), {}),
    ("get_activity", ("activity_id",), {}),
    ("change_activity", ("activity_id",), {"facts": {}}),
    ("cancel_activity", ("activity_id",), {"reason": "x"}),
    ("note_emerging_skill", ("activity_id",), {"facts": {}}),
    ("list_emerging_skills", ("edition_id",), {}),
    ("plan_next_edition", ("series_id",), {"facts": {}}),
    ("compare_editions", ("series_id",), {}),
    ("list_registrations", ("edition_id",), {}),
    ("count_registrations", ("edition_id",), {}),
    ("reconcile", ("edition_id",), {}),
    ("list_stands", ("edition_id",), {}),
    ("assign_stand", ("edition_id",), {"facts": STAND}),
    ("register", ("edition_id",), {"person_id": "z", "category": "candidate"}),
    ("get_registration", ("registration_id",), {}),
    ("cancel_registration", ("registration_id",), {}),
    ("check_in", ("registration_id",), {}),
]


def test_another_tenant_finds_nothing(events):
    edition = opened(events)
    ids = {
        "edition_id": edition,
        "series_id": events.ask("get_edition", edition_id=edition)["series_id"],
        "registration_id": register(events, edition, "a")["id"],
        "activity_id": talk(events, edition)["id"],
    }
    before = events.holds()
    for method, needed, more in ABROAD:
        with pytest.raises(NotFound):
            events.ask(method, tenant=RABAT, **{name: ids[name] for name in needed}, **more)
    assert events.ask("list_editions", tenant=RABAT) == {"items": [], "next": None}
    assert events.ask("list_series", tenant=RABAT) == {"items": [], "next": None}
    assert not any(events.ask("export_person", tenant=RABAT, person_id="a").values())
    assert events.holds() == before


def test_another_tenant_plans_nothing_in_this_series(events):
    told = events.ask("get_edition", edition_id=planned(events))
    with pytest.raises(NotFound, match=r"series\.not_found"):
        events.ask("plan_edition", tenant=RABAT, facts=told)


def test_an_erasure_in_another_tenant_erases_nothing_here(events):
    edition = opened(events)
    register(events, edition, "a")
    abroad = events.hear("directory.person_erased.v1", "a", {"person_id": "a"}, tenant=RABAT, version=2)
    events.has_handled(abroad)
    assert counts(events, edition)["confirmed"] == 1
    assert len(events.ask("export_person", person_id="a")["registrations"]) == 1


@pytest.mark.parametrize(
    "wrong", [{"quotas": []}, {"ends_at": "2020-01-01T00:00:00Z", "starts_at": "2019-01-01T00:00:00Z"}]
)
def test_an_impossible_edition_changes_nothing(events, wrong):
    told = events.ask("get_edition", edition_id=planned(events))
    before = events.holds()
    with pytest.raises(Invalid):
        events.ask("plan_edition", facts={**told, "number": 3, **wrong})
    assert events.holds() == before


def test_what_does_not_exist_is_not_found(events):
    for method, needed, more in ABROAD:
        with pytest.raises(MultaqaError) as refused:
            events.ask(method, **{name: new_id() for name in needed}, **more)
        assert isinstance(refused.value, NotFound)
