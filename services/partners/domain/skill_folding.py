"""How a label, a code or a query is reduced to the words that are compared: the same in both scripts.

Accents, hamza seats, short vowels and the tatweel are what people leave out or get wrong on a phone, so they do not
count; nor do the article and the small words. Light stemming of Arabic stops at the article (after Larkey, Ballesteros
and Connell, *Light stemming for Arabic information retrieval*, 2007, light10): cutting suffixes too would make more
words equal than it would find.
"""

import re
import unicodedata

LETTERS = str.maketrans(
    {
        "œ": "oe", "æ": "ae", "ø": "o", "ł": "l",
        "ة": "ه", "ى": "ي", "ٱ": "ا", "ء": None, "ـ": None,
        "ک": "ك", "گ": "ك", "ݣ": "ك", "ڭ": "ك", "ی": "ي", "پ": "ب", "ڤ": "ف", "چ": "ش", "ژ": "ج",
    }
)  # fmt: skip
WORD = re.compile(r"[^\W_]+")
ARTICLE = re.compile(r"(?:[وبكف]?ال|لل)(?=\w{3})")
SMALL_WORDS = frozenset(
    (
        *("a", "au", "aux", "avec", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "par"),
        *("pour", "s", "sur", "un", "une", "of", "and", "the", "in", "for", "with", "to"),
        *("في", "من", "على", "الى", "عن", "مع", "او"),
    )
)


def fold(text: str) -> str:
    """Lower case, one letter for each sound, no marks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.translate(LETTERS)


def words(text: str) -> tuple[str, ...]:
    """The words that carry meaning, in order; all of them when none does."""
    every = tuple(WORD.findall(fold(text)))
    telling = tuple(ARTICLE.sub("", word, count=1) if ARTICLE.match(word) else word for word in every)
    return tuple(word for word in telling if word not in SMALL_WORDS) or every
