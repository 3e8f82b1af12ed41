"""Letters: a message told to a person or a contact, in their language, as a multipart mail."""

from collections.abc import Mapping
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import formataddr, localtime
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_time
from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment

from multaqa.clock import SystemClock
from multaqa.zone import CASABLANCA
from services.notifications.domain import Contact, Recipient, Send

TEMPLATES = Path(__file__).parent / "templates"
LOCALES = {"fr": "fr_MA", "ar": "ar_MA"}
DIRECTIONS = {"fr": "ltr", "ar": "rtl"}


class Letters:
    """Writes letters from the templates `<name>.<language>.txt` (its first line is the subject) and `.html`.

    `site` is the public address of the door, without a slash at its end: links in letters begin with it.
    """

    def __init__(self, sender: str, site: str) -> None:
        self._sender = sender
        self._site = site.rstrip("/")
        self._domain = sender.rpartition("@")[2]
        self._environments = {language: _environment(locale) for language, locale in LOCALES.items()}

    def write(
        self,
        send: Send,
        recipient: Recipient | Contact,
        edition: Mapping[str, Any] | None,
        mark: Mapping[str, Any] | None = None,
    ) -> EmailMessage:
        """The mail of a send. Its Message-ID is the send's: should it go out twice, mail programs show it once.

        `mark` is the newest of the audit trail: letters to contacts carry it, so that it is kept outside.
        """
        known = {
            "person": recipient,
            "edition": edition,
            "told": send.told,
            "mark": mark,
            "site": self._site,
            "direction": DIRECTIONS[recipient.language],
        }
        subject, _, text = self._render(send, recipient.language, "txt", known).partition("\n")
        letter = EmailMessage()
        letter["From"] = formataddr(("Multaqa", self._sender))
        letter["To"] = formataddr((recipient.name, recipient.email))
        letter["Subject"] = subject.strip()
        letter["Date"] = localtime(SystemClock().now())
        letter["Message-ID"] = f"<{send.id}@{self._domain}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text.lstrip())
        letter.add_alternative(self._render(send, recipient.language, "html", known), subtype="html")
        letter["Content-Language"] = recipient.language  # last: setting a content takes its headers away
        return letter

    def _render(self, send: Send, language: str, form: str, known: Mapping[str, Any]) -> str:
        template = self._environments[language].get_template(f"{send.template}.{language}.{form}")
        return template.render(known)


def _environment(locale: str) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = lambda at: format_date(_there(at), "full", locale=locale)
    environment.filters["date"] = lambda day: format_date(date.fromisoformat(day), "full", locale=locale)
    environment.filters["hour"] = lambda at: format_time(_there(at).timetz(), "HH:mm", tzinfo=CASABLANCA, locale=locale)
    return environment


def _there(at: datetime) -> datetime:
    return at.astimezone(CASABLANCA)
