"""The words printed around an agreement's own text, in its two languages."""

from datetime import date, datetime
from functools import cache
from pathlib import Path

import yaml
from babel.dates import format_date, format_datetime

from multaqa.zone import CASABLANCA

LOCALES = {"fr": "fr_MA", "ar": "ar_MA"}
WORDS = Path(__file__).parent / "words.yml"


@cache
def words() -> dict[str, dict[str, str]]:
    """Each printed word by its name, then by language."""
    read: dict[str, dict[str, str]] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return read


def word(name: str, language: str) -> str:
    return words()[name][language]


def day(text: str, language: str) -> str:
    """A day as it is written in a text: `4 mai 2026`, `4 ماي 2026`."""
    return format_date(date.fromisoformat(text), "long", locale=LOCALES[language])


def moment(at: datetime, language: str) -> str:
    """An instant as a clock in Morocco showed it."""
    return format_datetime(at.astimezone(CASABLANCA), "d MMMM y, HH:mm:ss ZZZZ", locale=LOCALES[language])
