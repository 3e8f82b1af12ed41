"""Names as people look for them: without accents, vowel signs and the letters that stand for one another."""

import unicodedata

LETTERS = {"ى": "ي", "ة": "ه", "ـ": None, "ٱ": "ا", "گ": "ك", "ڭ": "ك", "ڤ": "ف"}
LIKE = str.maketrans({**LETTERS, "'": " ", "’": " ", "-": " "})


def folded(name: str) -> list[str]:
    """The words of a name, Latin or Arabic, as they compare: `El-Idrîssi` is `el idrissi`, `إدريسي` is `ادريسي`."""
    parts = unicodedata.normalize("NFKD", name.casefold().translate(LIKE))
    return "".join(part for part in parts if not unicodedata.combining(part)).split()


def is_like(asked: list[str], *names: str | None) -> bool:
    """Whether each word that is asked for begins a word of one of the names."""
    words = [word for name in names if name for word in folded(name)]
    return bool(asked) and all(any(word.startswith(part) for word in words) for part in asked)
