"""The juror's page in a browser on a phone's screen: it scores without a network, and sends when there is one again.

Behind the door stands one juror's part of the room, made of the room's own rules; no broker, no database.
"""

from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from threading import Event, Thread

import pytest
from playwright.sync_api import expect, sync_playwright
from werkzeug.serving import make_server

from gateway.admission import admit
from gateway.door import Application
from gateway.routes import ROUTES
from multaqa.testing.waiting import eventually
from services.events.domain.contest import Juror, Rubric, Sheet, Stroke, require_scorable

TOKEN = f"fes-meknes.{'a' * 43}"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LEVELS = [
    {"fr": "Copie d'un modèle existant.", "ar": "نسخة من نموذج موجود."},
    {"fr": "Motif amazigh repris tel quel.", "ar": "زخرفة أمازيغية كما هي."},
    {"fr": "Motif réinterprété avec soin.", "ar": "زخرفة أعيد تأويلها بعناية."},
    {"fr": "Création originale et cohérente.", "ar": "إبداع أصيل ومنسجم."},
]
CRITERIA = [
    {"code": "idea", "label": {"fr": "Idée", "ar": "الفكرة"}, "weight": 3, "method": "judged", "levels": LEVELS},
    {
        "code": "time",
        "label": {"fr": "Temps de montage", "ar": "مدة التركيب"},
        "weight": 1,
        "method": "measured",
        "measure": {"unit": "min", "low": 0, "high": 120, "steps": [90, 60, 30]},
    },
]
TITLES = {
    "e1": {"fr": "Tissages de l'Atlas", "ar": "منسوجات الأطلس"},
    "e2": {"fr": "Fibules et soie", "ar": "الخلالة والحرير"},
}


class Room:
    """What the events' room would do for this link."""

    def __init__(self):
        at = datetime(2026, 5, 4, tzinfo=UTC)
        self.rubric = Rubric.stated(CRITERIA)
        self.juror = Juror("j", "c", "o", is_partner=True, name="Amal", email="a@x.example", language="fr", named_at=at)
        self.juror.order = ["e1", "e2"]
        self.sheets = {entry: Sheet(entry, "c", "j", entry) for entry in TITLES}
        self.pushed = []
        self.minutes = None
        self.deliberation = []
        self.state = "scoring"

    def ask(self, incoming):
        command = admit(incoming, incoming.link.holder)
        arguments = {name: one for name, one in command.arguments.items() if name != "link"}
        return getattr(self, command.procedure)(**arguments)

    def read_jury_page(self):
        return {
            "contest_id": "c",
            "title": {"fr": "Défilé Amazigh Fashion", "ar": "عرض الموضة الأمازيغية"},
            "state": self.state,
            "rubric": self.rubric.facts(),
            "juror": {"id": "j", "name": "Amal", "language": "fr", "chair": False},
            "handed_in": self.juror.has_handed_in,
            "entries": [self._entry(entry) for entry in self.juror.order],
            "deliberation": self.deliberation,
            "minutes": self.minutes,
        }

    def _entry(self, entry):
        values = {code: score.value for code, score in self.sheets[entry].scores.items()}
        declared = self.juror.has_declared(entry)
        return {"id": entry, "title": TITLES[entry], "files": [], "declared": declared, "values": values}

    def declare_conflict(self, facts):
        self.juror.declare(facts["entry_id"], facts["kind"], None, "juror", datetime.now(UTC))
        return {"entry_id": facts["entry_id"], "kind": facts["kind"]}

    def push_scores(self, scores):
        strokes = [Stroke.sent(one, datetime.now(UTC)) for one in scores]
        require_scorable(strokes, self.juror, self.rubric)
        self.pushed += [one.nonce for one in strokes]
        came = [self.sheets[one.entry_id].take(one, self.rubric) for one in strokes]
        return {"scores": [{"nonce": one.nonce, "outcome": out} for one, out in zip(strokes, came, strict=True)]}

    def hand_in_scores(self):
        missing = [entry for entry in self.juror.order if not self.sheets[entry].is_complete(self.rubric)]
        self.juror.hand_in(missing, datetime.now(UTC))
        return {"handed_in_at": self.juror.handed_in_at.isoformat(), "state": self.state}

    def close_deliberation_item(self, item_id, text):
        (item,) = [one for one in self.deliberation if one["id"] == item_id]
        item.update(closed=True, closable=False, text=text)
        return {"item_id": item_id, "closed_at": datetime.now(UTC).isoformat()}

    def answer_minutes(self, digest, reservation=None):
        self.minutes["answer"] = "reserved" if reservation else "signed"
        return {"minutes_id": "m", "digest": digest, "answer": self.minutes["answer"]}


@contextmanager
def served(room):
    application = Application(ROUTES, room.ask, lambda: True)

    def bounded(environ, start_response):
        """This server's input has no end of its own."""
        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        return application({**environ, "wsgi.input": BytesIO(sent)}, start_response)

    server = make_server("127.0.0.1", 0, bounded, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


@pytest.fixture
def room():
    return Room()


@pytest.fixture
def phone(room):
    with served(room) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR", color_scheme="light")
        page = context.new_page()
        page.set_default_timeout(6_000)
        page.goto(f"{address}/jury/{TOKEN}")
        yield page
        browser.close()


def entry(page, key):
    return page.locator(f'[data-entry="{key}"]')


def declare(page, key, kind="none"):
    entry(page, key).locator("summary").click()
    entry(page, key).locator("select").select_option(kind)
    entry(page, key).locator("button").click()


def cached(page):
    """Wait until the worker has taken the page over and keeps it."""
    page.wait_for_function("async (url) => Boolean(await caches.match(url))", arg=page.url)


def test_scores_given_without_a_network_survive_a_reload_and_are_sent_when_it_returns(phone, room):
    declare(phone, "e1")
    expect(entry(phone, "e1").locator("fieldset")).to_have_count(2)
    cached(phone)
    phone.context.set_offline(True)
    expect(phone.locator("#network")).to_have_text("hors ligne")
    entry(phone, "e1").get_by_text("Création originale").click()
    entry(phone, "e1").locator("input[type=number]").fill("45")
    entry(phone, "e1").locator("input[type=number]").blur()
    declare(phone, "e2")
    expect(phone.locator("#waiting")).to_have_text("3 à envoyer")
    assert room.pushed == []
    phone.reload()
    expect(phone.locator("#waiting")).to_have_text("3 à envoyer")
    expect(phone.locator("#missing")).to_have_text("Il reste 2 réponse(s) à donner.")
    expect(phone.locator("#hand-in")).to_be_disabled()
    phone.context.set_offline(False)
    expect(phone.locator("#waiting")).to_have_text("tout est envoyé")
    assert {code: one.value for code, one in room.sheets["e1"].scores.items()} == {"idea": 3, "time": 45}
    assert len(room.pushed) == len(set(room.pushed)) == 2
    assert room.juror.has_declared("e2")


def test_an_entry_with_a_conflict_is_shown_no_more(phone, room):
    declare(phone, "e2", kind="family")
    expect(entry(phone, "e2")).to_have_count(0)
    expect(entry(phone, "e1")).to_have_count(1)
    assert room.juror.order == ["e1"]


def test_a_juror_hands_in_and_signs_the_minutes(phone, room):
    for key in ("e1", "e2"):
        declare(phone, key)
        entry(phone, key).get_by_text("Motif réinterprété").click()
        entry(phone, key).locator("input[type=number]").fill("60")
        entry(phone, key).locator("input[type=number]").blur()
    phone.locator("#hand-in").click()
    expect(phone.get_by_text("Vos notes sont rendues")).to_be_visible()
    room.state = "frozen"
    ranking = [{"rank": n, "title": one} for n, one in enumerate(TITLES.values(), 1)]
    room.minutes = {"number": 1, "digest": "5f" * 32, "asked": True, "answer": None, "ranking": ranking}
    phone.reload()
    phone.locator("#read").check()
    phone.locator("#sign").click()
    expect(phone.get_by_text("Vous avez signé")).to_be_visible()


def test_a_deputy_who_does_not_chair_closes_what_is_theirs_to_close(phone, room):
    room.state = "deliberating"
    item = {"criterion": "idea", "spread": 2, "points": None, "closed": False, "text": None}
    room.deliberation = [
        {**item, "id": id, "title": TITLES[id], "closable": closable} for id, closable in (("e1", True), ("e2", False))
    ]
    phone.reload()
    expect(phone.locator("#text-e1")).to_be_visible()
    expect(phone.locator("#text-e2")).to_have_count(0)
    phone.locator("#text-e1").fill("Chacun maintient sa note.")
    phone.locator("section", has=phone.locator("#text-e1")).get_by_role("button").click()
    expect(phone.get_by_text("Chacun maintient sa note.")).to_be_visible()
    assert [one["closed"] for one in room.deliberation] == [True, False]


def test_a_measure_outside_its_range_is_not_kept(phone, room):
    declare(phone, "e1")
    entry(phone, "e1").locator("input[type=number]").fill("121")
    entry(phone, "e1").locator("input[type=number]").blur()
    expect(phone.locator("#waiting")).to_have_text("tout est envoyé")
    assert room.pushed == []


def test_the_page_is_read_in_arabic_from_right_to_left_and_fits_a_small_screen(phone):
    phone.get_by_text("العربية").click()
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    declare(phone, "e1")
    expect(phone.get_by_text("إبداع أصيل ومنسجم.")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_keys_alone_are_enough_to_declare_and_score(phone, room):
    entry(phone, "e1").locator("summary").focus()
    phone.keyboard.press("Enter")
    entry(phone, "e1").locator("select").focus()
    phone.keyboard.press("ArrowDown")
    entry(phone, "e1").locator("button").focus()
    phone.keyboard.press("Enter")
    expect(entry(phone, "e1").locator("fieldset")).to_have_count(2)
    entry(phone, "e1").locator("input[type=radio]").first.focus()
    phone.keyboard.press("Space")
    eventually(lambda: [one.value for one in room.sheets["e1"].scores.values()] == [0])


def test_what_is_being_typed_and_a_key_that_is_down_outlive_news_that_change_nothing(phone, room):
    declare(phone, "e1")
    expect(entry(phone, "e1").locator("fieldset")).to_have_count(2)
    expect(phone.locator("#waiting")).to_have_text("tout est envoyé")
    entry(phone, "e1").locator("input[type=number]").press_sequentially("4")
    with phone.expect_response(lambda answer: answer.url.endswith("/jury") and answer.request.method == "GET"):
        phone.evaluate("dispatchEvent(new Event('online'))")
    phone.wait_for_timeout(100)
    entry(phone, "e1").locator("input[type=number]").press_sequentially("5")
    entry(phone, "e1").locator("input[type=number]").blur()
    eventually(lambda: [one.value for one in room.sheets["e1"].scores.values()] == [45])
    expect(phone.locator("#waiting")).to_have_text("tout est envoyé")
    entry(phone, "e1").locator("input[type=radio]").first.focus()
    phone.keyboard.down("Space")
    with phone.expect_response(lambda answer: answer.url.endswith("/jury") and answer.request.method == "GET"):
        phone.evaluate("dispatchEvent(new Event('online'))")
    phone.wait_for_timeout(100)
    phone.keyboard.up("Space")
    eventually(lambda: sorted(one.value for one in room.sheets["e1"].scores.values()) == [0, 45])


def test_a_score_given_while_others_are_sent_is_sent_after_them(phone, room, monkeypatch):
    declare(phone, "e1")
    expect(entry(phone, "e1").locator("fieldset")).to_have_count(2)
    expect(phone.locator("#waiting")).to_have_text("tout est envoyé")
    asked, told, page = Event(), Event(), room.read_jury_page

    def late():
        asked.set()
        return told.wait(10) and page()

    monkeypatch.setattr(room, "read_jury_page", late)
    entry(phone, "e1").locator("input[type=radio]").first.click()
    assert asked.wait(10)
    entry(phone, "e1").locator("input[type=number]").fill("45")
    entry(phone, "e1").locator("input[type=number]").blur()
    expect(phone.locator("#waiting")).to_contain_text("1")
    told.set()
    eventually(lambda: sorted(one.value for one in room.sheets["e1"].scores.values()) == [0, 45])
    expect(phone.locator("#waiting")).to_have_text("tout est envoyé")


def test_an_answer_that_is_cut_off_leaves_the_page_as_it_was(phone):
    expect(entry(phone, "e1")).to_have_count(1)
    phone.route("**/v1/links/*/jury", lambda route: route.fulfill(status=200, body='{"contest_id": "c", "ti'))
    with phone.expect_response(lambda answer: answer.url.endswith("/jury") and answer.request.method == "GET"):
        phone.evaluate("dispatchEvent(new Event('online'))")
    phone.wait_for_timeout(100)
    phone.reload()
    expect(entry(phone, "e1")).to_have_count(1)
