"""How reasons name what offers ask for: skills as the tenant's reference does, languages as people do."""

from babel import Locale

from services.matching.domain import LocalText
from services.matching.domain.reasons import Labels

FRENCH, ARABIC = Locale("fr").languages, Locale("ar").languages
OF_MOROCCO = {
    "ary": LocalText("arabe marocain", "العربية المغربية"),
    "ber": LocalText("amazighe", "الأمازيغية"),
    "rif": LocalText("rifain", "الريفية"),
}
"""Spoken here, and without an Arabic name in the Unicode CLDR, which has the others."""


def labels_for(work, offers, nearness):
    """Of all that these offers seek, and of what is near to it; the reference is read once."""
    sought = {skill.code for offer in offers for skill in (*offer.required, *offer.wished)}
    skills = work.skills.labels(sought.union(*(nearness.get(code, ()) for code in sought)))
    languages = {code: language_label(code) for offer in offers for code in offer.languages}
    return Labels({code: LocalText(**label) for code, label in skills.items()}, languages)


def language_label(code):
    """In French and in Arabic; by its code where nobody has named it."""
    return OF_MOROCCO.get(code) or LocalText(FRENCH.get(code, code), ARABIC.get(code, code))
