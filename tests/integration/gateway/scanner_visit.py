"""What somebody at a door does with the scanner in a browser: a plan on stdin, what was shown on stdout.

A program of its own, since Playwright and Eventlet do not share a process.
"""

import json
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 360, "height": 740}
ALL_TOLD = "document.getElementById('queued').textContent === '0'"
KEPT = """async () => {
  await navigator.serviceWorker.ready;
  const wanted = ["/door/page.js", location.href, location.href.replace("=fr", "=ar")];
  return (await Promise.all(wanted.map((one) => caches.match(one)))).every(Boolean);
}"""
TOKENS = """async () => {
  const [{ name }] = await indexedDB.databases();
  const asked = indexedDB.open(name);
  await new Promise((done) => { asked.onsuccess = done; });
  const rows = asked.result.transaction("scans").objectStore("scans").getAll();
  await new Promise((done) => { rows.onsuccess = done; });
  return rows.result.filter((row) => row.token).length;
}"""


def until(page: Page, true: str, within_s: float = 30) -> None:
    """Asked from outside: the page's own policy forbids to evaluate a text in it."""
    deadline = time.monotonic() + within_s
    while not page.evaluate(true):
        if time.monotonic() > deadline:
            raise TimeoutError(true)
        page.wait_for_timeout(50)


def scan(page: Page, token: str) -> str:
    page.evaluate("document.getElementById('verdict').dataset.verdict = ''")
    page.fill("#code", token)
    page.press("#code", "Enter")
    until(page, "document.getElementById('verdict').dataset.verdict !== ''")
    return page.get_attribute("#verdict", "data-verdict") or ""


def ready(page: Page) -> None:
    page.wait_for_selector("html[data-ready=true]", state="attached")


def wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def visit(plan: dict) -> dict:
    shots, told = Path(plan["shots"]), {"problems": []}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = browser.new_context(viewport=PHONE, device_scale_factor=2)
        page = context.new_page()
        page.on("pageerror", lambda error: told["problems"].append(str(error)))
        page.goto(f"{plan['address']}/door/{plan['token']}?language=fr")
        ready(page)
        until(page, KEPT)
        told["listed"] = page.text_content("#people")
        context.set_offline(True)
        page.reload()
        ready(page)
        told["offline"] = [scan(page, token) for token in plan["offline"]]
        told["name"] = page.text_content("#last li:last-child bdi")
        told["queued"] = page.text_content("#queued")
        scan(page, plan["offline"][0])
        page.screenshot(path=str(shots / "door-fr.png"), full_page=True)
        page.goto(f"{plan['address']}/door/{plan['token']}?language=ar")
        ready(page)
        scan(page, plan["again"])
        told["rtl"] = page.get_attribute("html", "dir")
        page.screenshot(path=str(shots / "door-ar.png"), full_page=True)
        told["wide"] = wide(page)
        context.set_offline(False)
        until(page, ALL_TOLD)
        told["online"] = [scan(page, token) for token in plan["online"]]
        until(page, ALL_TOLD)
        told["tokens_kept"] = page.evaluate(TOKENS)
        browser.close()
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(visit(json.load(sys.stdin))))
