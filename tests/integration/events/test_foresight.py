"""Emerging skills are noted at talks and told to whoever teaches; nothing in it names a person."""

import pytest

from multaqa.errors import Invalid, Refused
from tests.integration.events.forum import planned, talk

NOTED = {"skill": "digital.ai-security", "sector": "digital", "note": "Les centres de supervision le demandent."}


def told_of(events):
    return [message.facts for message in events.told("events.emerging_skill_noted.v1")]


def test_a_skill_is_noted_at_a_talk_and_told(events):
    edition = planned(events)
    activity = talk(events, edition)
    noted = events.ask("note_emerging_skill", activity_id=activity["id"], facts=NOTED)
    assert noted["noted_by"] == "key:test"
    assert [one["id"] for one in events.ask("list_emerging_skills", edition_id=edition)["items"]] == [noted["id"]]
    (facts,) = told_of(events)
    assert (facts["skill"], facts["activity_title"], facts["edition_id"]) == (
        "digital.ai-security",
        activity["title"],
        edition,
    )
    assert "noted_by" not in facts


@pytest.mark.parametrize(
    ("kind", "facts", "refusal", "code"),
    [
        ("talk", {"skill": None}, Invalid, "emerging_skill.invalid"),
        ("fair", {}, Refused, "emerging_skill.not_a_talk"),
        ("show", {}, Refused, "emerging_skill.not_a_talk"),
    ],
)
def test_a_refusal_changes_nothing(events, kind, facts, refusal, code):
    activity = talk(events, planned(events), kind=kind)
    before = events.holds()
    with pytest.raises(refusal) as refused:
        events.ask("note_emerging_skill", activity_id=activity["id"], facts={**NOTED, **facts})
    assert refused.value.code == code
    assert events.holds() == before
    assert told_of(events) == []


def test_nothing_is_noted_at_what_does_not_take_place(events):
    activity = talk(events, planned(events))["id"]
    events.ask("cancel_activity", activity_id=activity, reason="Empêché")
    with pytest.raises(Refused, match=r"activity\.cancelled"):
        events.ask("note_emerging_skill", activity_id=activity, facts=NOTED)
