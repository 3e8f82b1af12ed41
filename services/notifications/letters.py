"""Letters: a message told to a person or a contact, in their language, as a multipart mail."""

from collections.abc import Mapping
from datetime import date, datetime
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy, default
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


class _Verbatim(UnstructuredHeader):
    """A long address in one line: folded as a text it would become words in Base64, which no program takes for it."""

    name: str

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _Verbatim)  # type: ignore[arg-type]  # it is mixed into a BaseHeader
WRITING = default.clone(header_factory=_HEADERS)


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
        token: str | None = None,
    ) -> EmailMessage:
        """The mail of a send. Its Message-ID is the send's: should it go out twice, mail programs show it once.

        `mark` is the newest of the audit trail: letters to contacts carry it, so that it is kept outside. `token` is
        of the link by which who gets it has no more of these (RFC 8058); what is mandatory has none.
        """
        unsubscribe = f"{self._site}/unsubscribe/{token}" if token else None
        known = {
            "person": recipient,
            "edition": edition,
            "told": send.told,
            "mark": mark,
            "site": self._site,
            "unsubscribe": unsubscribe,
            "direction": DIRECTIONS[recipient.language],
        }
        subject, _, text = self._render(send.template, recipient.language, "txt", known).partition("\n")
        text += self._render("unsubscribe", recipient.language, "txt", known)
        letter = EmailMessage(WRITING)
        letter["From"] = formataddr(("Multaqa", self._sender))
        letter["To"] = formataddr((recipient.name, recipient.email))
        letter["Subject"] = subject.strip()
        letter["Date"] = localtime(SystemClock().now())
        letter["Message-ID"] = f"<{send.id}@{self._domain}>"
        letter["Auto-Submitted"] = "auto-generated"
        if unsubscribe:
            letter["List-Unsubscribe"] = f"<{unsubscribe}>"
            letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        letter.set_content(text.lstrip())
        letter.add_alternative(self._render(send.template, recipient.language, "html", known), subtype="html")
        letter["Content-Language"] = recipient.language  # last: setting a content takes its headers away
        return letter

    def _render(self, name: str, language: str, form: str, known: Mapping[str, Any]) -> str:
        return self._environments[language].get_template(f"{name}.{language}.{form}").render(known)


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
