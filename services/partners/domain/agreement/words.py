"""Words as a search compares them: without accents, vowel signs, plural endings or the Arabic article.

`Conventions` finds `convention`, `تكوين` finds `التكوين`, `إتفاقية` finds `اتفاقية`. It is light stemming after Larkey,
Ballesteros and Connell (2002, "light10") for Arabic, reduced to prefixes, and plural stripping for French.
"""

import re
import unicodedata
from collections.abc import Iterable

WORD = re.compile(r"\w+")
ALIKE = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": None, "œ": "oe", "æ": "ae"})
ARTICLES = ("وال", "بال", "كال", "فال", "ال", "لل")
SHORTEST_STEM = 3


def words_in(texts: Iterable[str]) -> set[str]:
    """The distinct words of some texts in either script; single letters are left out."""
    found = (stem(word) for text in texts for word in WORD.findall(folded(text)))
    return {word for word in found if len(word) > 1}


def folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold().translate(ALIKE))
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(ALIKE)


def stem(word: str) -> str:
    for article in ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= SHORTEST_STEM:
            return word.removeprefix(article)
    plural = word[-1] in "sx" and len(word) > SHORTEST_STEM
    return word[:-1] if plural else word
