"""A directorate says things in its own words: checked before they are used, kept in versions, left where they fail."""

import pytest

from multaqa.errors import Invalid, NotFound, Refused
from multaqa.testing.waiting import eventually
from tests.integration.notifications import told
from tests.integration.notifications.test_mails import settled
from tests.integration.running import RABAT

CONFIRMED = {"type": "events.registration_confirmed.v1", "channel": "mail", "language": "fr"}
LINK = "{{ site }}/registration/{{ told.token }}"
WORDS = {"subject": "Bienvenue, {{ person.name }}", "text": f"Votre place est gardée. {LINK}", "html": None}
FAILING = {**WORDS, "text": f"{{{{ told.confirmed_at|hour }}}} {LINK}"}
"""Its sample says when it was confirmed; the message of the tests does not."""


@pytest.fixture
def salma(notifications):
    notifications.has_handled(told.edition(notifications), told.person(notifications))


def write(room, **words):
    return room.ask("write_template", **CONFIRMED, facts={**WORDS, **words})


def subject_of(mails, number=1):
    return mails.has(number)["mails"][number - 1]["subject"]


def told_again(room, number):
    facts = {**told.REGISTRATION, "id": f"r{number}", "token": "fes-meknes.t"}
    room.hear("events.registration_confirmed.v1", f"r{number}", facts)


def test_words_are_used_from_then_on_until_they_are_withdrawn_and_again_when_restored(notifications, mails, salma):
    told_again(notifications, 1)
    assert subject_of(mails).startswith("Inscription confirmée")
    assert write(notifications)["standing"] == 1
    told_again(notifications, 2)
    assert subject_of(mails, 2) == "Bienvenue, Salma Alaoui"
    assert write(notifications, subject="Bravo")["standing"] == 2
    notifications.ask("withdraw_template", **CONFIRMED)
    told_again(notifications, 3)
    assert subject_of(mails, 3).startswith("Inscription confirmée")
    assert notifications.ask("restore_template", **CONFIRMED, number=1)["standing"] == 1
    told_again(notifications, 4)
    assert subject_of(mails, 4) == "Bienvenue, Salma Alaoui"
    words = [one["wording"] for one in settled(notifications, 4)]
    assert sorted(words)[2:] == ["own 1", "own 1"]
    assert {one[:6] for one in words[:4]} >= {"house "}
    kept = notifications.ask("get_template", **CONFIRMED)
    assert [one["number"] for one in kept["versions"]] == [2, 1]


def test_what_stands_in_one_language_is_reported_missing_in_the_other(notifications):
    write(notifications)
    (listed,) = notifications.ask("list_templates")["items"]
    assert listed["missing"] == ["ar"]
    arabic = {**CONFIRMED, "language": "ar"}
    with pytest.raises(NotFound):
        notifications.ask("get_template", **arabic)
    notifications.ask("write_template", **arabic, facts=WORDS)
    assert all(one["missing"] == [] for one in notifications.ask("list_templates")["items"])


def test_whose_language_has_no_own_words_reads_the_houses(notifications, mails, salma):
    write(notifications)
    notifications.has_handled(told.person(notifications, "p2", language="ar"))
    told.registered(notifications, "p2")
    assert subject_of(mails).startswith("تأكيد التسجيل")


def test_words_that_fail_for_somebody_are_left_and_the_failure_is_shown(notifications, mails, salma):
    notifications.ask("write_template", **CONFIRMED, facts=FAILING)
    told_again(notifications, 1)
    assert subject_of(mails).startswith("Inscription confirmée")
    trouble = eventually(lambda: notifications.ask("list_templates")["items"][0]["trouble"])
    assert trouble["number"] == 1
    assert "confirmed_at" in trouble["reason"] or "AttributeError" in trouble["reason"]
    assert settled(notifications)[0]["wording"].startswith("house ")
    assert notifications.ask("write_template", **CONFIRMED, facts=WORDS)["trouble"] is None


@pytest.mark.parametrize(
    ("part", "words", "code"),
    [
        ("text", "{% for one in range(9) %}{% endfor %}" + LINK, "template.loops"),
        ("subject", "{{ person.__class__ }}", "template.private"),
        ("html", "{{ told.nothing }}" + LINK, "template.unknown_field"),
        ("text", "Sans lien", "template.secret_missing"),
        ("subject", "{{ person.name" + "|upper" * 200 + " }}", "template.too_deep"),
        ("text", "{{ 1e999|plural('x') }}" + LINK, "template.unrenderable"),
    ],
)
def test_bad_words_are_refused_with_their_part_and_change_nothing(notifications, part, words, code):
    write(notifications)
    with pytest.raises(Invalid) as refused:
        write(notifications, **{part: words})
    assert (f"/{part}", code) in [(one["pointer"], one["code"]) for one in refused.value.errors]
    kept = notifications.ask("get_template", **CONFIRMED)
    assert (kept["standing"], len(kept["versions"])) == (1, 1)


def test_the_subject_of_an_inbox_holds_no_link(notifications):
    inbox = {**CONFIRMED, "channel": "inbox"}
    with pytest.raises(Invalid) as refused:
        notifications.ask("write_template", **inbox, facts={**WORDS, "subject": LINK})
    assert [(one["pointer"], one["code"]) for one in refused.value.errors] == [("/subject", "template.secret_kept")]
    assert notifications.ask("write_template", **inbox, facts=WORDS)["standing"] == 1


def test_a_preview_shows_words_before_they_are_used(notifications):
    shown = notifications.ask(
        "preview_template", **CONFIRMED, facts={"subject": "Essai {{ person.name }}", "text": LINK}
    )
    assert shown["subject"] == "Essai Salma El Idrissi"
    assert notifications.ask("list_templates")["items"] == []
    house = notifications.ask("preview_template", **CONFIRMED, facts={})
    assert house["template"].startswith("house ")
    assert "told.token" in house["names"]
    for channel in ("inbox", "sms"):
        assert notifications.ask("preview_template", **{**CONFIRMED, "channel": channel}, facts={})["text"]


@pytest.mark.parametrize("wrong", [{"type": "matching.candidate_hired.v1"}, {"channel": "fax"}, {"language": "en"}])
def test_what_is_told_to_nobody_has_no_template(notifications, wrong):
    with pytest.raises(NotFound):
        notifications.ask("write_template", **{**CONFIRMED, **wrong}, facts=WORDS)


def test_a_version_that_is_not_there_or_stands_cannot_be_restored(notifications):
    write(notifications)
    with pytest.raises(Refused):
        notifications.ask("restore_template", **CONFIRMED, number=1)
    with pytest.raises(NotFound):
        notifications.ask("restore_template", **CONFIRMED, number=7)


def test_one_directorates_words_and_look_are_no_others(notifications, mails, salma):
    write(notifications)
    look = {"name": {"fr": "DR Fès", "ar": "فاس"}, "colour": "#7a1f3d", "reply_to": "dr@fes.example"}
    notifications.ask("set_branding", facts=look)
    assert notifications.ask("list_templates", tenant=RABAT)["items"] == []
    assert notifications.ask("get_branding", tenant=RABAT)["name"] is None
    abroad = {"tenant": RABAT}
    notifications.ask("set_branding", tenant=RABAT, facts={"name": {"fr": "DR Rabat", "ar": "الرباط"}})
    edition = notifications.hear("events.edition_opened.v1", "e2", {**told.EDITION, "id": "e2"}, version=2, **abroad)
    notifications.has_handled(told.person(notifications, "p9", **abroad), edition)
    told_again(notifications, 1)
    mails.has(1)
    facts = {**told.REGISTRATION, "id": "r9", "person_id": "p9", "edition_id": "e2"}
    notifications.hear("events.registration_confirmed.v1", "r9", facts, **abroad)
    mails.has(2)
    here, there = mails.letter(1), mails.letter(2)
    assert here["Subject"] == "Bienvenue, Salma Alaoui"
    assert here["Reply-To"] == "dr@fes.example"
    assert here["From"].startswith("DR Fès")
    assert there["Subject"].startswith("Inscription confirmée")
    assert there["Reply-To"] is None
    assert there["From"].startswith("DR Rabat")
