"""Stands for people: the plan anybody reads, and the page on which a representative notes whom they met."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.gateway.planting import events_hear_of

NAME = {"fr": "Forum", "ar": "ملتقى"}
GROUND = {"x": 0, "y": 0, "width": 90, "height": 60}
BROWSER = {"Accept": "text/html", "Accept-Language": "ar"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def stranger(fes):
    return type(fes)(fes.address, key=None)


@pytest.fixture(scope="module")
def forum(running, fes):
    starts_at = datetime.now(UTC).replace(microsecond=0)
    series = fes.made("/v1/series", {"name": NAME})["id"]
    dates = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(days=2)).isoformat()}
    planned = {"series_id": series, "number": 5, "venue": "Fès", "quotas": [{"category": "candidate", "capacity": 9}]}
    edition = fes.made("/v1/editions", planned | dates)["id"]
    path = f"/v1/editions/{edition}"
    assert fes.post(f"{path}/open").status_code == 200
    assert fes.post(
        f"{path}/plan", {"width": 90, "height": 60, "zones": [{"code": "h", "name": NAME, **GROUND}]}
    ).is_success
    company = fes.made("/v1/organisations", {"kind": "company", "name": NAME})["id"]
    events_hear_of(running, company)
    body = {"organisation_id": company, "label": "A1", "tables": 2, "place": {"zone": "h", **GROUND}}
    stand = fes.made(f"{path}/stands", body)["id"]
    token = fes.made(f"/v1/stands/{stand}/representatives", {"name": "Salma Tazi"})["token"]
    badge = fes.made(f"{path}/registrations", {"person_id": "somebody", "category": "candidate"})["id"]
    return {"edition": edition, "token": token, "badge": badge}


def test_anybody_reads_the_plan_as_a_page_and_as_json(stranger, forum):
    path = f"/v1/public/fes-meknes/editions/{forum['edition']}/plan"
    page = stranger.get(path, headers=BROWSER)
    assert (page.status_code, 'dir="rtl"' in page.text, "<svg" in page.text) == (200, True, True)
    assert "Salma" not in page.text
    assert stranger.get(path).json()["stands"][0]["label"] == "A1"


def test_another_tenants_plan_is_not_there(rabat, stranger, forum):
    path = f"/v1/public/rabat-sale-kenitra/editions/{forum['edition']}/plan"
    assert stranger.get(path).status_code == 404
    assert stranger.get(path, headers=BROWSER).status_code == 404


def test_a_representative_notes_a_lead_on_their_page(stranger, forum):
    page = f"/stand/{forum['token']}"
    assert stranger.get(page).status_code == 200
    form = f"badge={forum['badge']}&consent=yes&rating=4&next_step=call&note=Solide&once=o1"
    sent = stranger.ask("POST", page, content=form, headers=FORM)
    assert (sent.status_code, "done=named" in sent.headers["Location"]) == (303, True)
    assert "Solide" in stranger.get(page).text
    table = stranger.get(f"/v1/links/{forum['token']}/leads/table", params={"format": "csv"})
    assert "Solide" in table.text


def test_a_wrong_badge_leaves_the_form_as_it_was(stranger, forum):
    form = "badge=nobody&note=Perdu&once=o2"
    sent = stranger.ask("POST", f"/stand/{forum['token']}", content=form, headers=FORM)
    assert sent.status_code == 422
    assert ('role="alert"' in sent.text, "Perdu" in sent.text) == (True, True)


def test_a_link_that_is_none_shows_why(stranger):
    page = stranger.get(f"/stand/fes-meknes.{'x' * 43}")
    assert (page.status_code, "<form" in page.text) == (404, False)


def test_a_partners_key_sees_the_funnel_with_small_groups_hidden(fes, forum):
    path = f"/v1/editions/{forum['edition']}/funnel"
    told = fes.with_role("partner").get(path).json()
    assert (told["hidden_below"], told["total"][1]["count"]) == (5, None)
    assert fes.get(path).json()["total"][1]["count"] == 1
    assert fes.with_role("door").get(path).status_code == 403
