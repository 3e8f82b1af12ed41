"""The receiving company's page in a browser on a phone's screen: an outcome in two taps, and a job offered after it.

Behind the door stands what the rooms answer for one link; no broker, no database.
"""

import pytest
from playwright.sync_api import expect, sync_playwright

from gateway.admission import admit
from gateway.texts import texts
from tests.e2e.test_jury_page import CHROMIUM, FLAGS, TOKEN, served


def planned(number, hour, latin=None, arabic=None):
    return {
        "id": f"i{number}",
        "table": f"A12-{1 + number % 2}",
        "starts_at": f"2026-05-04T{hour}:00+00:00",
        "ends_at": f"2026-05-04T{hour}:00+00:00",
        "state": "planned",
        "rating": None,
        "next_step": None,
        "offer_title": {"fr": "Conductrice ou conducteur de ligne", "ar": "سائق أو سائقة خط الإنتاج"},
        "job": None,
        "name": {"latin": latin, "arabic": arabic} if latin else None,
    }


class Rooms:
    """What the directory and the matching room would do for this link."""

    def __init__(self):
        self.day = [
            planned(1, "08:00", "Hiba Naciri", "هبة الناصري"),
            planned(2, "08:15"),
            planned(3, "08:30", "Omar Tazi", "عمر التازي"),
        ]

    def ask(self, incoming):
        command = admit(incoming, incoming.link.holder)
        arguments = {name: one for name, one in command.arguments.items() if name != "link"}
        return getattr(self, command.procedure)(**arguments)

    def read_reception(self):
        series = {"fr": "Forum régional de l'emploi", "ar": "الملتقى الجهوي للتشغيل"}
        return {
            "edition": {"id": "e1", "series_name": series, "number": 2},
            "organisation_name": {"fr": "Sotherma", "ar": "سوطيرما"},
            "day": "2026-05-04",
            "interviews": self.day,
        }

    def _one(self, interview_id):
        return next(one for one in self.day if one["id"] == interview_id)

    def note_outcome_by_link(self, interview_id, facts):
        one = self._one(interview_id)
        one.update(state=facts["outcome"], rating=facts.get("rating"), next_step=facts.get("next_step"))
        return one

    def offer_job_by_link(self, interview_id, facts):
        one = self._one(interview_id)
        one.update(job="offered", starts_on=facts["starts_on"])
        return one


@pytest.fixture
def rooms():
    return Rooms()


@pytest.fixture
def open_page(rooms):
    with served(rooms) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

        def open_in(language):
            viewport = {"width": 360, "height": 740}
            page = browser.new_context(viewport=viewport, color_scheme="light", java_script_enabled=False).new_page()
            page.set_default_timeout(10_000)
            page.goto(f"{address}/reception/{TOKEN}?language={language}")
            return page

        yield open_in
        browser.close()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_two_taps_say_how_it_went_and_a_job_follows(open_page, rooms, language, tmp_path):
    said, page = texts(language), open_page(language)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    first, second = page.locator("#i-i1"), page.locator("#i-i2")
    expect(first).to_contain_text("Hiba" if language == "fr" else "هبة")
    expect(second).to_contain_text(said["reception_page.nameless"])
    first.get_by_text(said["reception_page.held"], exact=True).click()
    page.screenshot(path=str(tmp_path / f"reception-open-{language}.png"), full_page=True)
    first.get_by_role("button", name="4", exact=True).click()
    expect(first).to_contain_text("4/5")
    second.get_by_text(said["reception_page.absent"], exact=True).click()
    second.get_by_role("button", name=said["reception_page.confirm_absent"]).click()
    expect(second).to_contain_text(said["reception_page.state_not_held"])
    first.get_by_text(said["reception_page.offer"], exact=True).click()
    first.locator("input[type=date]").fill("2026-06-01")
    first.get_by_role("button", name=said["reception_page.offer_send"], exact=True).click()
    expect(first).to_contain_text(said["reception_page.job_offered"])
    page.screenshot(path=str(tmp_path / f"reception-{language}.png"), full_page=True)
    assert [one["state"] for one in rooms.day] == ["held", "not_held", "planned"]
    assert (rooms.day[0]["rating"], rooms.day[0]["starts_on"]) == (4, "2026-06-01")


def test_nothing_is_wider_than_the_phone(open_page):
    page = open_page("fr")
    assert page.locator("html").bounding_box()["width"] <= 360
    for place in page.locator("main *:visible").all():
        box = place.bounding_box()
        assert box is None or box["x"] + box["width"] <= 361
