"""Who switched something off is not told it, who opposes is told what is mandatory only, which nobody switches off."""

from datetime import UTC, datetime

import pytest
import yaml

from multaqa.errors import Invalid
from multaqa.settings import folder_of
from services.notifications.domain import CATEGORIES, Preferences, address_id, category_of
from services.notifications.domain.category import ANSWERS, MANDATORY, REMINDER, TYPES
from services.notifications.writing import TEMPLATES

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def choice(category="agenda", channel="mail", *, wanted=False):
    return {"category": category, "channel": channel, "wanted": wanted}


def told() -> set[str]:
    """The types that the room hears and has a template for."""
    heard = yaml.safe_load((folder_of("notifications") / "manifest.yml").read_text(encoding="utf-8"))["subscribes"]
    return {type for type in heard if (TEMPLATES / f"{type.split('.')[1]}.fr.txt").exists()}


def test_every_type_that_is_told_is_of_one_category():
    listed = [type for types in TYPES.values() for type in types]
    assert sorted(listed) == sorted(told() | {REMINDER})
    assert {category_of(type) for type in listed} == set(CATEGORIES)
    assert set(listed) >= ANSWERS


def test_what_is_switched_off_is_objected_to_and_nothing_else():
    preferences = Preferences("f1", "p1")
    preferences.choose([choice()], NOON)
    assert preferences.objection_to("agenda", "mail") == "agenda switched off for mail"
    assert preferences.objection_to("registration", "mail") is None
    preferences.choose([choice(wanted=True)], NOON)
    assert preferences.objection_to("agenda", "mail") is None


def test_who_opposes_is_told_what_is_mandatory_and_finds_their_choices_again():
    preferences = Preferences("f1", "p1")
    preferences.choose([choice()], NOON)
    preferences.oppose(NOON, opposes=True)
    refused = [category for category in CATEGORIES if preferences.objection_to(category, "mail")]
    assert refused == [category for category in CATEGORIES if category != MANDATORY]
    preferences.oppose(NOON, opposes=False)
    off = [one["category"] for one in preferences.facts()["choices"] if not one["wanted"]]
    assert off == ["agenda"]


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        (choice("weather"), "/choices/1/category", "preferences.category_unknown"),
        (choice(channel="pigeon"), "/choices/1/channel", "preferences.channel_unknown"),
        (choice("security"), "/choices/1/category", "preferences.mandatory"),
    ],
)
def test_a_wrong_choice_is_named_and_nothing_is_changed(wrong, pointer, code):
    preferences = Preferences("f1", "p1")
    with pytest.raises(Invalid) as refused:
        preferences.choose([choice(), wrong], NOON)
    assert [(one["pointer"], one["code"]) for one in refused.value.errors] == [(pointer, code)]
    assert preferences == Preferences("f1", "p1")


def test_what_is_mandatory_may_be_wanted():
    preferences = Preferences("f1", "p1")
    preferences.choose([choice("security", wanted=True)], NOON)
    assert preferences.objection_to("security", "mail") is None


def test_an_address_is_known_without_its_case_and_not_by_its_letters():
    assert address_id("Amal@fnbtp.example") == address_id("amal@FNBTP.example")
    assert "amal" not in address_id("amal@fnbtp.example")
