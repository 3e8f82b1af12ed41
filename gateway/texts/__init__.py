"""What the platform says to people, in three languages, by code.

A refusal carries a code and facts; the sentence is here. English is the sentence the code itself raised, unless
a file in `en` has one: a rule and its English are written together, in the room that owns the rule.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("fr", "ar", "en")
HERE = Path(__file__).parent


class _Known(dict[str, Any]):
    """A fact a text asks for and the refusal lacks shows as an ellipsis: a missing word must not hide the refusal."""

    def __missing__(self, name: str) -> str:
        return "…"


@cache
def texts(language: str) -> Mapping[str, str]:
    """Every text of a language, by code, from all its files; read once per process."""
    read: dict[str, str] = {}
    for file in sorted((HERE / language).glob("*.yml")):
        read |= yaml.safe_load(file.read_text(encoding="utf-8"))
    return read


def say(code: str, language: str, facts: Mapping[str, Any] | None = None, otherwise: str = "") -> str:
    """The sentence for a code in a language, its facts filled in; `otherwise` where the language has none."""
    text = texts(language).get(code) or texts(language).get(shared(code))
    return text.format_map(_Known(_listed(facts or {}))) if text else otherwise or code


def shared(code: str) -> str:
    """Where a reason reads the same for every noun: `any.stale` stands for `person.stale` and all the others."""
    return f"any.{code.rpartition('.')[2]}"


def _listed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as they are read aloud: a list with commas."""
    return {name: ", ".join(map(str, fact)) if isinstance(fact, list) else fact for name, fact in facts.items()}
