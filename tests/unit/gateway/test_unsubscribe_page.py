"""The page behind a mail's link: one press ends what the mail was about, reading ends nothing."""

import pytest
from markupsafe import escape

from gateway.texts import texts
from multaqa.errors import NotFound

ADDRESS = f"/unsubscribe/fes-meknes.{'s' * 43}"
CATEGORIES = [
    "security",
    "registration",
    "gathering",
    "agenda",
    "opportunities",
    "credentials",
    "contests",
    "partnership",
]
OWN = {
    "category": "agenda",
    "opposes": False,
    "changed_at": None,
    "choices": [
        {"category": one, "channel": "mail", "wanted": one != "contests", "mandatory": one == "security"}
        for one in CATEGORIES
    ],
}
SAID = {"consents": [{"purpose": "placement", "given": True, "at": "2026-05-04T09:00:00+00:00"}]}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def room(browser):
    browser.service.answers = {**OWN, **SAID}
    return browser


def word(code, language="fr"):
    return str(escape(texts(language)[code]))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_reading_shows_every_choice_in_words_and_ends_nothing(room, language):
    shown = room.client.get(f"{ADDRESS}?language={language}").text
    assert [one for one in CATEGORIES if word(f"mail_category.{one}", language) not in shown] == []
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in shown
    assert [command.procedure for command in room.service.commands] == ["read_preferences_by_link", "consents_by_link"]


@pytest.mark.parametrize(
    "sent",
    [
        {"data": "List-Unsubscribe=One-Click", "headers": FORM},
        {"data": {"List-Unsubscribe": "One-Click"}, "content_type": "multipart/form-data"},
    ],
)
def test_a_mail_program_ends_it_with_one_post_without_key_or_cookie_as_often_as_it_likes(room, sent):
    answers = [room.client.post(ADDRESS, **sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert word("preferences_page.done") in answers[0].text
    first, second = room.service.commands
    assert {first.procedure, second.procedure} == {"unsubscribe"}
    assert first.context.command_id != second.context.command_id


@pytest.mark.parametrize("data", ["", "List-Unsubscribe=No", "x=One-Click"])
def test_another_post_ends_nothing(room, data):
    answer = room.client.post(ADDRESS, data=data, headers=FORM)
    assert answer.status_code in (400, 422)
    assert "unsubscribe" not in [command.procedure for command in room.service.commands]


def test_what_is_not_ticked_is_not_wanted_and_what_is_mandatory_is_not_asked(room):
    ticked = {"agenda": "mail", "registration": "mail", "opposes": "yes", "once": "k1"}
    answer = room.client.post(f"{ADDRESS}/choices?language=ar", data=ticked, headers=FORM)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{ADDRESS}?language=ar&saved=yes")
    facts = room.service.commands[-1].arguments["facts"]
    assert facts["opposes"] is True
    assert [one["category"] for one in facts["choices"] if one["wanted"]] == ["registration", "agenda"]
    assert "security" not in [one["category"] for one in facts["choices"]]


def test_a_link_that_is_gone_says_so(room):
    room.service.error = NotFound("link.not_found", "This link is not valid.")
    answer = room.client.get(ADDRESS)
    assert answer.status_code == 404
    assert word("link.not_found") in answer.text


# who outside may know one


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_it_says_who_outside_may_know_one_and_since_when(room, language):
    shown = room.client.get(f"{ADDRESS}?language={language}").text
    for code in (
        "consent.text.placement",
        "consent.text.follow_up",
        "own.given",
        "own.unsaid",
        "own.give",
        "own.withdraw",
    ):
        assert word(code, language) in shown
    assert shown.count(f'action="{ADDRESS}/consents') == 2


@pytest.mark.parametrize(("pressed", "given"), [("yes", True), ("no", False)])
def test_a_consent_is_given_or_taken_back_with_one_press(room, pressed, given):
    sent = {"purpose": "follow_up", "given": pressed, "once": "a-key-of-the-page"}
    answer = room.client.post(f"{ADDRESS}/consents?language=ar", data=sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{ADDRESS}?language=ar&saved=yes")
    (command,) = room.service.commands
    assert command.procedure == "decide_consent_by_link"
    assert {name: command.arguments[name] for name in ("purpose", "given")} == {"purpose": "follow_up", "given": given}


@pytest.mark.parametrize(
    "wrong",
    [
        {"given": "yes"},
        {"purpose": "follow_up"},
        {"purpose": "photo", "given": "yes"},
        {"purpose": "placement", "given": "maybe"},
    ],
)
def test_a_form_that_says_no_such_thing_decides_nothing(room, wrong):
    answer = room.client.post(f"{ADDRESS}/consents", data={"once": "a-key-of-the-page", **wrong})
    assert answer.status_code == 422
    assert "decide_consent_by_link" not in [command.procedure for command in room.service.commands]


def test_a_contact_has_nothing_to_decide_and_still_its_choices(room, monkeypatch):
    def ask(incoming):
        if incoming.route.procedure == "consents_by_link":
            raise NotFound("link.not_found", "No.")
        return OWN

    monkeypatch.setattr(room.service, "ask", ask)
    answer = room.client.get(ADDRESS)
    assert answer.status_code == 200
    assert word("mail_category.agenda") in answer.text
    assert word("preferences_page.sharing") not in answer.text
