"""What somebody with a phone does to register, in each language: a plan on stdin, what was shown on stdout.

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
TYPING_MS = 60  # between two keys: a slow thumb
WIDE = "document.documentElement.scrollWidth > innerWidth"


def shoot(page: Page, shots: str, name: str) -> bool:
    page.screenshot(path=str(Path(shots) / f"{name}.png"), full_page=True)
    return bool(page.evaluate(WIDE))


def register(page: Page, plan: dict, language: str) -> dict:
    began = time.monotonic()
    page.goto(f"{plan['address']}/editions/{plan['tenant']}/{plan['edition']}/register?language={language}")
    wide = shoot(page, plan["shots"], f"join-{language}")
    for field, text in plan["people"][language].items():
        page.locator(f"[id='{field}']").press_sequentially(text, delay=TYPING_MS)
    page.check("[name=participation]")
    page.press("[name=participation]", "Tab")
    page.click("main form button")
    page.wait_for_load_state()
    told = {"seconds": time.monotonic() - began, "dir": page.get_attribute("html", "dir"), "wide": wide}
    told["thanks"] = page.text_content("h1")
    shoot(page, plan["shots"], f"joined-{language}")
    return told


def look(page: Page, plan: dict, language: str) -> dict:
    page.goto(f"{plan['address']}/registration/{plan['token']}?language={language}")
    wide = shoot(page, plan["shots"], f"registration-{language}")
    scripts = page.locator("script").count()
    return {"wide": wide, "scripts": scripts, "state": page.text_content(".big")}


def offered(page: Page, plan: dict, language: str, token: str) -> str:
    """Wait until the seat is this person's to take; what the page says of it."""
    deadline = time.monotonic() + 30
    while True:
        page.goto(f"{plan['address']}/registration/{token}?language={language}")
        if page.locator("form[action*='/accept']").count() or time.monotonic() > deadline:
            return page.text_content(".big")


def press(page: Page, step: str) -> str:
    page.click(f"form[action*='/{step}'] button")
    page.wait_for_load_state()
    return page.text_content(".big")


def answer(page: Page, plan: dict, language: str) -> dict:
    """One declines what is offered to them, the next accepts it and changes what they come for."""
    decliner, accepter = plan["offers"][language]
    told = {"offered": offered(page, plan, language, decliner)}
    told["wide"] = shoot(page, plan["shots"], f"offered-{language}")
    told["declined"] = press(page, "decline")
    told["reason"] = page.text_content(".big + p")
    told["again"] = page.locator("form[action*='/accept']").count()
    offered(page, plan, language, accepter)
    told["accepted"] = press(page, "accept")
    told["badge"] = page.locator(".state a.button").count()
    boxes = page.locator("[name=activity]")
    for box in boxes.all():
        box.set_checked(box.get_attribute("value") == plan["activities"][language])
    press(page, "activities")
    page.reload()
    told["chosen"] = [box.get_attribute("value") for box in boxes.all() if box.is_checked()]
    told["wide"] |= shoot(page, plan["shots"], f"accepted-{language}")
    told["dir"] = page.get_attribute("html", "dir")
    return told


def visit(plan: dict) -> dict:
    step = answer if "offers" in plan else look if "token" in plan else register
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = browser.new_context(viewport=PHONE, device_scale_factor=2, java_script_enabled=True)
        page = context.new_page()
        told = {language: step(page, plan, language) for language in ("fr", "ar")}
        browser.close()
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(visit(json.load(sys.stdin))))
