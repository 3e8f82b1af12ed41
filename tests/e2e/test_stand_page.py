"""The stand's page in a browser on a phone's screen: what is noted without a network arrives once, when it is back.

Behind the door stands what the room answers for one link; no broker, no database.
"""

import json

import pytest
import segno
from playwright.sync_api import expect, sync_playwright

from gateway.admission import admit
from multaqa.errors import NotFound
from tests.e2e.test_jury_page import CHROMIUM, FLAGS, TOKEN, served

SHOWN = {
    "person": {"name_latin": "Hiba Naciri", "name_arabic": "هبة الناصري"},
    "rating": 4,
    "next_step": "call",
    "notes": [],
}
BADGE = "MQ1:" + "A" * 164


class Room:
    """What the events' room would do for this link."""

    def __init__(self):
        self.leads = {}
        self.calls = 0
        self.answers_lost = 0
        self.shown = []
        self.is_ended = False

    def ask(self, incoming):
        command = admit(incoming, incoming.link.holder)
        arguments = {name: one for name, one in command.arguments.items() if name != "link"}
        return getattr(self, command.procedure)(**arguments)

    def read_stand_by_link(self):
        if self.is_ended:
            raise NotFound("link.not_found", "This link opens nothing.")
        return {
            "edition": {},
            "stand": {"id": "s", "label": "A1", "organisation_name": {"fr": "Atlas", "ar": "أطلس"}},
            "representative": {"id": "r", "name": None},
            "people": self.people(),
        }

    def people(self):
        return {"met": len(self.leads), "named": 0}

    def list_leads_by_link(self, **_):
        return {"items": self.shown, "next": None, "people": self.people()}

    def record_lead(self, facts):
        self.leads[facts["badge"]] = facts
        return {"id": "l", "named": False, "lead": None, "people": self.people()}

    def push_leads(self, scans):
        self.calls += 1
        items = [self._pushed(scan) for scan in scans]
        if self.answers_lost:
            self.answers_lost -= 1
            raise RuntimeError("the answer is lost on its way")
        return {"items": items, "people": self.people(), "next": None}

    def _pushed(self, scan):
        nonce = scan["nonce"]
        if scan["badge"] == "nobody":
            errors = [{"pointer": "/badge", "code": "lead.badge_unknown", "text": ""}]
            return {"nonce": nonce, "outcome": "refused", "errors": errors}
        outcome = "repeated" if nonce in self.leads else "counted"
        self.leads[nonce] = scan
        return {"nonce": nonce, "outcome": outcome}


@pytest.fixture
def room():
    return Room()


@pytest.fixture
def address(room):
    with served(room) as address:
        yield f"{address}/stand/{TOKEN}"


@pytest.fixture
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, address):
    def open_in(language, **how):
        context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme="light", **how)
        page = context.new_page()
        page.set_default_timeout(6_000)
        page.goto(f"{address}?language={language}")
        return page

    return open_in


def note(page, badge=BADGE, text="Solide"):
    page.fill("#badge", badge)
    page.fill("#note", text)
    page.locator("#lead > button:not([type])").click()


def until_sent(page):
    """The network comes back as often as it takes."""
    for _ in range(50):
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(100)
        if page.locator("#waiting").is_hidden():
            return
    pytest.fail("it waits still")


CAMERA = """navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [480, 480];
  const brush = canvas.getContext("2d");
  const rows = ROWS, cell = Math.floor(480 / rows.length);
  const square = (x, y) => brush.fillRect(x * cell, y * cell, cell, cell);
  setInterval(() => {
    brush.fillStyle = "white";
    brush.fillRect(0, 0, 480, 480);
    brush.fillStyle = "black";
    rows.forEach((row, y) => [...row].forEach((dark, x) => dark === "1" && square(x, y)));
  }, 50);
  return canvas.captureStream(10);
};"""


def test_the_camera_reads_a_badge_into_the_form_without_a_network(browser, address):
    rows = ["".join("01"[bit > 0] for bit in row) for row in segno.make(BADGE, error="m").matrix_iter(border=4)]
    page = browser.new_context(permissions=["camera"]).new_page()
    page.add_init_script(CAMERA.replace("ROWS", json.dumps(rows)))
    page.goto(f"{address}?language=fr", wait_until="networkidle")
    page.context.set_offline(True)
    page.locator("#camera").click()
    expect(page.locator("#badge")).to_have_value(BADGE)
    expect(page.locator("#video")).to_be_hidden()
    expect(page.locator("#consent")).to_be_focused()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_lead_noted_without_a_network_arrives_once_when_it_is_back(open_page, room, language, tmp_path):
    page = open_page(language)
    expect(page.locator("#camera")).to_be_visible()
    page.context.set_offline(True)
    page.check("#consent")
    note(page)
    expect(page.locator("#waiting")).to_contain_text("1")
    expect(page.locator("#consent")).not_to_be_checked()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.screenshot(path=str(tmp_path / f"stand-{language}.png"), full_page=True)
    assert room.leads == {}
    room.answers_lost = 1
    page.context.set_offline(False)
    page.reload()
    until_sent(page)
    expect(page.locator("#people")).to_contain_text("1")
    (lead,) = room.leads.values()
    assert room.calls >= 2
    assert (lead["badge"], lead["note"], lead["consent"]) == (BADGE, "Solide", True)


def kept(page):
    """Wait until the worker has taken the page over and keeps it in both languages."""
    wanted = [f"{page.url.split('?')[0]}?language={language}&kept=yes" for language in ("fr", "ar")]
    there = "async (urls) => (await Promise.all(urls.map((url) => caches.match(url)))).every(Boolean)"
    page.wait_for_function(there, arg=wanted)
    page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_reloaded_without_a_network_it_notes_a_lead_that_arrives_once(open_page, room, language, tmp_path):
    room.shown = [SHOWN]
    page = open_page(language)
    expect(page.locator("#met")).to_contain_text(SHOWN["person"]["name_latin"] if language == "fr" else "هبة")
    kept(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("#met")).to_be_empty()
    page.check("#consent")
    note(page)
    expect(page.locator("#waiting")).to_contain_text("1")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.screenshot(path=str(tmp_path / f"stand-kept-{language}.png"), full_page=True)
    assert room.leads == {}
    room.answers_lost = 1
    page.context.set_offline(False)
    until_sent(page)
    (lead,) = room.leads.values()
    assert (room.calls >= 2, lead["badge"], lead["consent"]) == (True, BADGE, True)
    expect(page.locator("#met")).to_contain_text(SHOWN["person"]["name_latin"] if language == "fr" else "هبة")


def test_an_ended_link_leaves_no_page_behind(open_page, room):
    page = open_page("fr")
    kept(page)
    room.is_ended = True
    page.reload()
    page.wait_for_function("async () => !(await caches.match(`${location.pathname}?language=fr&kept=yes`))")


def test_the_camera_is_there_after_a_reload_without_a_network(browser, address):
    rows = ["".join("01"[bit > 0] for bit in row) for row in segno.make(BADGE, error="m").matrix_iter(border=4)]
    page = browser.new_context(permissions=["camera"]).new_page()
    page.add_init_script(CAMERA.replace("ROWS", json.dumps(rows)))
    page.goto(f"{address}?language=fr")
    kept(page)
    page.context.set_offline(True)
    page.reload()
    page.locator("#camera").click()
    expect(page.locator("#badge")).to_have_value(BADGE)


def test_a_refused_badge_stays_in_sight_and_stops_no_other(open_page, room):
    page = open_page("fr")
    page.context.set_offline(True)
    note(page, "nobody", "Perdu")
    note(page)
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden()
    expect(page.locator("#refused")).to_contain_text("Perdu")
    assert [lead["badge"] for lead in room.leads.values()] == [BADGE]


def test_a_page_without_script_still_records_a_lead(open_page, room):
    page = open_page("fr", java_script_enabled=False)
    expect(page.locator("#camera")).to_be_hidden()
    note(page)
    expect(page.locator(".done:not(#told)")).to_be_visible()
    assert room.leads[BADGE]["note"] == "Solide"
    assert room.calls == 0
