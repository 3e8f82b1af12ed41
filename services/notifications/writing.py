"""What a message says to its reader: in the directorate's own words where it has some, else in the house's."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import css_inline
from babel import Locale
from babel.dates import format_date, format_time
from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import urlize
from markupsafe import Markup

from multaqa.zone import CASABLANCA
from services.notifications.domain import Branding, Contact, Recipient, Send, TemplateVersion
from services.notifications.domain.wording import Fault
from services.notifications.shapes import HIDDEN, Shape
from services.notifications.templating import FILTERS, UNRENDERABLE, compiled, faults_in, rendered

TEMPLATES = Path(__file__).parent / "templates"
LOCALES = {"fr": "fr_MA", "ar": "ar_MA", "en": "en_GB"}
DIRECTIONS = {"fr": "ltr", "ar": "rtl", "en": "ltr"}
OWN_BODY = '{{% extends "{name}.{language}.html" %}}{{% block body %}}{{{{ own }}}}{{% endblock %}}'


@dataclass(frozen=True)
class Known:
    """With what a message is written: its reader, the edition, the newest mark of the audit trail.

    `agenda` are a candidate's interviews as they are now; `link` is the token by which its reader says what they want,
    and sees what they were told; `own` is the version that the directorate wrote, if one stands.
    """

    recipient: Recipient | Contact
    edition: Mapping[str, Any] | None = None
    mark: Mapping[str, Any] | None = None
    link: str | None = None
    agenda: Mapping[str, Any] | None = None
    branding: Branding = field(default_factory=Branding)
    own: TemplateVersion | None = None


@dataclass(frozen=True)
class Written:
    """`template` says whose words and which version; `trouble`, why the directorate's own could not be used."""

    subject: str
    text: str
    html: str
    template: str
    trouble: str | None = None


class Writer:
    """Writes with the templates `<name>.<language>.txt` (its first line is the subject) and `.html`.

    `site` is the public address of the door, without a slash at its end: links begin with it.
    """

    def __init__(self, site: str) -> None:
        self.site = site.rstrip("/")
        self._environments = {language: house_environment(locale) for language, locale in LOCALES.items()}
        self._own = {language: own_environment(locale) for language, locale in LOCALES.items()}
        self._own_html = {language: own.overlay(autoescape=True) for language, own in self._own.items()}
        self._inliner = css_inline.CSSInliner(load_remote_stylesheets=False)
        self._release = _digest_of_templates()

    def write(self, send: Send, known: Known) -> Written:
        """In the reader's language; what the directorate wrote and cannot be rendered is the house's instead."""
        return _own_or_house(known.own, partial(self.write_own, send, known), partial(self._write_house, send, known))

    def _write_house(self, send: Send, known: Known) -> Written:
        language, facts = known.recipient.language, self._facts(send, known)
        subject, _, text = self._house(send.name, language, "txt", facts).partition("\n")
        html = self._house(send.name, language, "html", facts)
        return Written(subject.strip(), text, self._inlined(html), f"house {self._release}")

    def write_own(self, send: Send, known: Known, own: TemplateVersion) -> Written:
        """By this version; raises one of UNRENDERABLE where the facts do not fit it."""
        language, facts = known.recipient.language, self._facts(send, known)
        named = self._named(send, known)
        environment = self._own[language]
        subject = " ".join(rendered(environment, own.subject, named).split())
        text = rendered(environment, own.text, named).strip() + "\n"
        body = rendered(self._own_html[language], own.html, named) if own.html else _paragraphs(text)
        source = OWN_BODY.format(name=send.name, language=language)
        html = compiled(self._environments[language], source).render({**facts, "own": Markup(body)})  # noqa: S704 (its author is the directorate's administrator)
        if isinstance(known.recipient, Contact):
            text += self._house("mark", language, "txt", facts)
        return Written(subject, text, self._inlined(html), f"own {own.number}")

    def line(self, send: Send, known: Known) -> Written:
        """What fits on a phone: the directorate's own text, or the subject and where the rest of it is."""
        return _own_or_house(known.own, partial(self._own_line, send, known), partial(self._house_line, send, known))

    def _own_line(self, send: Send, known: Known, own: TemplateVersion) -> Written:
        text = rendered(self._own[known.recipient.language], own.text, self._named(send, known))
        return Written("", " ".join(text.split()), "", f"own {own.number}")

    def _house_line(self, send: Send, known: Known) -> Written:
        language = known.recipient.language
        subject = self._house(send.name, language, "txt", self._facts(send, known)).partition("\n")[0].strip()
        return Written("", f"{subject} {self._inbox(known)}?language={language}", "", f"house {self._release}")

    def faults_in(
        self, wording: Mapping[str, str | None], language: str, shapes: Mapping[str, Shape], channel: str = "mail"
    ) -> list[Fault]:
        """What is wrong with what a directorate wrote, before it is ever used."""
        return faults_in(self._own[language], wording, shapes, channel)

    def unsubscribe(self, known: Known) -> str | None:
        """Where its reader says what they want to be told."""
        return f"{self.site}/unsubscribe/{known.link}" if known.link else None

    def _links(self, known: Known) -> dict[str, str | None]:
        """Only persons have an inbox."""
        return {"unsubscribe": self.unsubscribe(known), "inbox": self._inbox(known)}

    def _inbox(self, known: Known) -> str | None:
        return f"{self.site}/inbox/{known.link}" if known.link and isinstance(known.recipient, Recipient) else None

    def footer(self, known: Known) -> str:
        """What stands under every letter in plain text."""
        return self._house("unsubscribe", known.recipient.language, "txt", self._links(known))

    def _named(self, send: Send, known: Known) -> dict[str, Any]:
        """What a directorate's template may name."""
        told = {name: fact for name, fact in send.told.items() if name not in HIDDEN}
        return {"told": told, "person": {"name": known.recipient.name}, "edition": known.edition, "site": self.site}

    def _facts(self, send: Send, known: Known) -> dict[str, Any]:
        language = known.recipient.language
        return {
            "person": known.recipient,
            "edition": known.edition,
            "told": send.told,
            "mark": known.mark,
            "site": self.site,
            **self._links(known),
            "brand": known.branding,
            "language": language,
            "direction": DIRECTIONS[language],
        }

    def _house(self, name: str, language: str, form: str, facts: Mapping[str, Any]) -> str:
        return self._environments[language].get_template(f"{name}.{language}.{form}").render(facts)

    def _inlined(self, html: str) -> str:
        """Mail programs leave out what stands in a head: each element has its style itself."""
        return self._inliner.inline(html)


def _own_or_house(
    own: TemplateVersion | None,
    in_own_words: Callable[[TemplateVersion], Written],
    in_the_houses: Callable[[], Written],
) -> Written:
    """What the directorate wrote, if it wrote something; the house's, with why, where that cannot be rendered."""
    if own is None:
        return in_the_houses()
    try:
        return in_own_words(own)
    except UNRENDERABLE as error:
        return replace(in_the_houses(), trouble=f"{type(error).__name__}: {error}"[:300])


def house_environment(locale: str) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(_filters(locale))
    return environment


def own_environment(locale: str) -> ImmutableSandboxedEnvironment:
    """Without files to include and without the filters that a directorate's template does not need."""
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals.clear()
    known = {**environment.filters, **_filters(locale)}
    environment.filters = {name: known[name] for name in FILTERS}
    return environment


def _filters(locale: str) -> dict[str, Any]:
    plural_form = Locale.parse(locale).plural_form

    def plural(number: int, other: str, **forms: str) -> str:
        """The words for a number: Arabic has six forms (zero, one, two, few, many, other), French three."""
        return forms.get(plural_form(number), other).replace("#", str(number))

    return {
        "day": lambda at: format_date(_there(at), "full", locale=locale),
        "date": lambda day: format_date(date.fromisoformat(str(day)), "full", locale=locale),
        "hour": lambda at: format_time(_there(at).timetz(), "HH:mm", tzinfo=CASABLANCA, locale=locale),
        "plural": plural,
    }


def _there(at: datetime) -> datetime:
    return at.astimezone(CASABLANCA)


def _paragraphs(text: str) -> Markup:
    """A text as HTML: its blank lines part paragraphs, its addresses are links."""
    parts = [urlize(part.strip()).replace("\n", "<br>\n") for part in text.split("\n\n") if part.strip()]
    return Markup("\n".join(f"<p>{part}</p>" for part in parts))  # noqa: S704 (urlize escapes what it is given)


def _digest_of_templates() -> str:
    """Which release of the house's words: eight hexadecimal digits of the SHA-256 of all its templates."""
    digest = hashlib.sha256()
    for path in sorted(TEMPLATES.iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:8]
