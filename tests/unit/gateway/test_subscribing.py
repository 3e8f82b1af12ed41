"""What the door itself refuses of a subscription, before any room is asked; each time with the field's name."""

import pytest

GOOD = {"url": "https://agency.example/hirings", "types": ["matching.*"]}
OUTSIDE = "https://agency.example/"


def test_a_good_one_reaches_the_room(browser):
    assert browser.post("/v1/subscriptions", GOOD).status_code == 201
    assert browser.service.commands[0].arguments["facts"]["url"] == GOOD["url"]


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"url": "ftp://agency.example/"}, "/url"),
        ({"url": "agency.example"}, "/url"),
        ({"url": "https://"}, "/url"),
        ({"url": "https://#"}, "/url"),
        ({"url": f"{OUTSIDE}\nhost: x"}, "/url"),
        ({"url": f"{OUTSIDE}\r\n\r\n"}, "/url"),
        ({"url": f"{OUTSIDE}\n"}, "/url"),
        ({"url": f"{OUTSIDE} x"}, "/url"),
        ({"url": f" {OUTSIDE}"}, "/url"),
        ({"url": OUTSIDE + "x" * 2000}, "/url"),
        ({"url": ""}, "/url"),
        ({"url": 5}, "/url"),
        ({"url": [OUTSIDE]}, "/url"),
        ({"url": None}, "/url"),
        ({"types": []}, "/types"),
        ({"types": ["*"]}, "/types/0"),
        ({"types": ["matching.#"]}, "/types/0"),
        ({"types": ["matching.candidate_hired"]}, "/types/0"),
        ({"types": ["matching.*", "$where"]}, "/types/1"),
        ({"types": ["matching.*"] * 51}, "/types"),
        ({"filters": {"gender": ["f"]}}, "/filters/gender"),
        ({"filters": {"sector": []}}, "/filters/sector"),
        ({"filters": {"sector": "building"}}, "/filters/sector"),
        ({"filters": {"partner": [{"$ne": ""}]}}, "/filters/partner/0"),
        ({"filters": {"edition": ["e"] * 21}}, "/filters/edition"),
        ({"content_mode": "xml"}, "/content_mode"),
        ({"kind": "kafka"}, "/kind"),
        ({"secret": "whsec_mine"}, "/secret"),
    ],
)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_wrong_one_is_refused_by_its_field(browser, language, changed, pointer):
    refusal = browser.post("/v1/subscriptions", GOOD | changed, Accept_Language=language)
    assert refusal.status_code == 422
    errors = refusal.get_json()["errors"]
    assert {error["pointer"] for error in errors} == {pointer}
    assert all(error["text"] not in ("", error["code"]) for error in errors)
    assert browser.service.commands == []
