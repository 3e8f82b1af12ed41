"""The pages of the season's two receivers: the mail server's, and that of the system that subscribed."""

import re
from collections.abc import Collection

import httpx

from scenarios.api import Body

PATIENCE_S = 15.0


def mails(address: str) -> Body:
    """`count`, `repeated`, and how many mails by recipient."""
    return _page(f"{address}/mails.json")


def found_in_mail(address: str, recipient: str, about: str, wanted: re.Pattern[str]) -> str | None:
    """What `wanted` finds in the newest mail to this recipient that speaks of `about`; None while none has come."""
    to_them = [mail for mail in mails(address)["mails"] if recipient in mail["to"]]
    for mail in reversed(to_them):
        text = _page(f"{address}/mails/{mail['number']}.json")["text"]
        if about in text and (found := wanted.search(text)):
            return found[1]
    return None


def found_in_newest(address: str, recipients: Collection[str], wanted: re.Pattern[str]) -> dict[str, str]:
    """By recipient, what `wanted` finds in their newest mail; the list of all mails is long, and read once for all."""
    newest = {to: mail["number"] for mail in mails(address)["mails"] for to in mail["to"] if to in recipients}
    texts = {to: _page(f"{address}/mails/{number}.json")["text"] for to, number in newest.items()}
    return {to: found[1] for to, text in texts.items() if (found := wanted.search(text))}


def webhooks(address: str) -> Body:
    """`count` of messages whose signature held, `repeated`, `refused`, and `types`."""
    return _page(f"{address}/received.json")


def hand_over_secret(address: str, secret: str) -> None:
    httpx.put(f"{address}/secret", content=secret, timeout=PATIENCE_S, trust_env=False).raise_for_status()


def _page(address: str) -> Body:
    answer = httpx.get(address, timeout=PATIENCE_S, trust_env=False).raise_for_status()
    page: Body = answer.json()
    return page
