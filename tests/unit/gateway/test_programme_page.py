"""The public page of a programme: both languages, hours on Moroccan clocks, by day and room, and nothing is markup."""

import re

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from gateway.routes.events.public_programme import ROUTES
from gateway.showing import shown

ROUTE = next(route for route in ROUTES if route.page)
TALK = {
    "id": "a1",
    "kind": "talk",
    "title": {"fr": "L'IA & la sécurité", "ar": "الذكاء الاصطناعي"},
    "topic": None,
    "room": "A",
    "starts_at": "2026-02-14T10:00:00+01:00",
    "ends_at": "2026-02-14T11:00:00+01:00",
    "state": "planned",
    "speakers": [{"name": "<b>Amal</b>", "organisation": "DGSSI", "title": None}],
}
IN_RAMADAN = {"starts_at": "2026-02-15T10:00:00+00:00", "ends_at": "2026-02-15T11:00:00+00:00"}
TOLD = {
    "series_name": {"fr": "Journée du digital", "ar": "يوم الرقمنة"},
    "number": 4,
    "theme": {"fr": "IA", "ar": "ذكاء"},
    "venue": "Fès",
    "starts_at": "2026-02-14T09:00:00+01:00",
    "ends_at": "2026-02-15T17:00:00+00:00",
    "opening_hours": [],
    "rooms": [{"code": "A", "name": {"fr": "Amphi", "ar": "المدرج"}, "capacity": None}],
    "state": "open",
    "reason": None,
    "postponed_from": None,
    "takes_registrations": True,
    "register": "/editions/fes/e1/register",
    "activities": [TALK, {**TALK, **IN_RAMADAN, "id": "a2", "room": None}],
}


def page(language, **told):
    request = Request(EnvironBuilder(query_string={"language": language}).get_environ())
    response = shown(request, ROUTE, lambda: {**TOLD, **told})
    return response, response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("language", "direction", "said"),
    [
        (
            "fr",
            "ltr",
            ["samedi 14 février 2026", "de 10:00 à 11:00", "dimanche 15 février 2026", "Amphi", "Conférence", "IA"],
        ),
        (
            "ar",
            "rtl",
            ["السبت، 14 فبراير 2026", "من الساعة 10:00 إلى 11:00", "المدرج", "محاضرة", "يوم الرقمنة، الدورة 4"],
        ),
    ],
)
def test_shows_the_programme_by_day_and_room(language, direction, said):
    response, text = page(language)
    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}" dir="{direction}">' in text
    for one in said:
        assert one in text
    assert text.index("14") < text.index("15")
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", text) == []


def test_what_somebody_wrote_is_text():
    assert "<b>Amal</b>" not in page("fr")[1]
    assert "&lt;b&gt;Amal&lt;/b&gt;" in page("fr")[1]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"state": "cancelled", "reason": "Grève"}, ["annulée", "Grève"]),
        ({"postponed_from": "2026-01-20T09:00:00+01:00"}, ["reportée", "mardi 20 janvier 2026"]),
        ({"activities": []}, ["pas encore connu"]),
        ({"activities": [{**TALK, "state": "cancelled"}]}, ["Annulé :"]),
    ],
)
def test_says_what_became_of_it(told, said):
    text = page("fr", **told)[1]
    for one in said:
        assert one in text
        assert one not in page("fr")[1]


@pytest.mark.parametrize(
    ("language", "said", "link"),
    [("fr", "Les inscriptions sont ouvertes", "S&#39;inscrire"), ("ar", "باب التسجيل مفتوح", "سجلوا الآن")],
)
def test_leads_to_the_registration_while_one_can_register(language, said, link):
    text = page(language)[1]
    assert said in text
    assert f'<a href="/editions/fes/e1/register?language={language}">{link}</a>' in text
    closed = page(language, takes_registrations=False, register=None)[1]
    assert said not in closed
    assert "/register" not in closed
