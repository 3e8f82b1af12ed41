"""Why a score is what it is, in the words of the two languages of the screens."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

from services.matching.domain.comparison import Comparison, Counted
from services.matching.domain.offer import SoughtSkill
from services.matching.domain.profile import HeldSkill
from services.matching.domain.wording import LocalText

CRITERION_TEXTS = {
    ("sector", "met"): LocalText("Secteur recherché.", "القطاع المطلوب."),
    ("sector", "unmet"): LocalText("Autre secteur que ceux recherchés.", "قطاع غير القطاعات المطلوبة."),
    ("training", "met"): LocalText("Niveau de formation atteint.", "مستوى التكوين محقق."),
    ("training", "partly"): LocalText(
        "Niveau de formation juste au-dessous du niveau demandé.", "مستوى التكوين أدنى بدرجة من المستوى المطلوب."
    ),
    ("training", "unmet"): LocalText(
        "Niveau de formation au-dessous du niveau demandé.", "مستوى التكوين أدنى من المستوى المطلوب."
    ),
    ("mobility", "met"): LocalText("Lieu de travail accepté.", "مكان العمل مقبول."),
    ("mobility", "partly"): LocalText("Mobilité non précisée.", "لم تُحدَّد الأماكن المقبولة."),
    ("mobility", "unmet"): LocalText(
        "Lieu de travail hors de la mobilité indiquée.", "مكان العمل خارج الأماكن المقبولة."
    ),
}
PREFERENCE_TEXTS = {
    (True, True): LocalText("Choix réciproque.", "اختيار متبادل."),
    (True, False): LocalText("Offre préférée par le candidat.", "عرض يفضّله المترشح."),
    (False, True): LocalText("Candidat souhaité par l'organisme.", "مترشح ترغب فيه الهيئة."),
    (False, False): LocalText("Aucune préférence exprimée.", "لم يُعبَّر عن أي تفضيل."),
}
"""Whether the candidate names the offer, and whether the offer names the candidate; at which place, nobody is told."""
LIST_TEXTS = {
    "met": LocalText("Acquis :", "متوفر:"),
    "below": LocalText("À renforcer :", "يحتاج إلى تعزيز:"),
    "missing": LocalText("Manque :", "ناقص:"),
}
"""What a list of names follows, and a full stop ends."""
NEAR = LocalText("proche : {}", "قريب: {}")
AWARDED = LocalText("prouvé par une attestation", "مثبت بشهادة كفاءة")
DECLINED = "declined"
KNOCK_OUT_TEXTS = {
    "required_skills": LocalText("Toutes les compétences requises sont exigées.", "جميع الكفاءات المطلوبة شرط."),
    "training": LocalText("Le niveau de formation est exigé.", "مستوى التكوين شرط."),
    "languages": LocalText("Toutes les langues demandées sont exigées.", "جميع اللغات المطلوبة شرط."),
    "mobility": LocalText("Le lieu de travail doit être accepté.", "قبول مكان العمل شرط."),
    DECLINED: LocalText("Le candidat a écarté cette offre.", "استبعد المترشح هذا العرض."),
    "contract": LocalText("Le type de contrat doit être accepté.", "قبول نوع العقد شرط."),
}


@dataclass(frozen=True)
class Reason:
    """`code` is `<criterion>.<met|partly|unmet>` or `knock_out.<condition>`; `points` is its part of the score."""

    code: str
    points: float
    text: LocalText

    def facts(self) -> dict[str, Any]:
        return {"code": self.code, "points": round(self.points, 4), "text": asdict(self.text)}


@dataclass(frozen=True)
class Labels:
    """By code, how skills and languages are called; what has no label is called by its code."""

    skills: Mapping[str, LocalText] = field(default_factory=dict)
    languages: Mapping[str, LocalText] = field(default_factory=dict)


def reason(criterion: str, value: float, points: float, compared: Comparison, labels: Labels) -> Reason:
    degree = "met" if value >= 1 else "partly" if value > 0 else "unmet"
    if criterion == "required":
        return Reason(f"required.{degree}", points, _skills_listed(compared.required, labels.skills))
    if criterion == "wished":
        return Reason(f"wished.{degree}", points, _skills_listed(compared.wished, labels.skills))
    if criterion == "languages":
        spoken, named = compared.profile.languages, labels.languages
        asked = tuple((language in spoken, *_named(language, named)) for language in compared.offer.languages)
        return _of_languages(degree, points, asked)
    if criterion == "preference":
        own, offer_id = compared.profile.preferences, compared.offer.id
        return _of_preference(degree, points, offer_id in own.preferred_at, offer_id in own.shortlisted_at)
    return _of_criterion(criterion, degree, points)


def knock_out_reason(condition: str) -> Reason:
    return Reason(f"knock_out.{condition}", 0.0, KNOCK_OUT_TEXTS[condition])


# Reasons that come again and again in a forum are made once.


@lru_cache(maxsize=4096)
def _of_criterion(criterion: str, degree: str, points: float) -> Reason:
    return Reason(f"{criterion}.{degree}", points, CRITERION_TEXTS[criterion, degree])


@lru_cache(maxsize=4096)
def _of_preference(degree: str, points: float, is_preferred: bool, is_shortlisted: bool) -> Reason:  # noqa: FBT001
    return Reason(f"preference.{degree}", points, PREFERENCE_TEXTS[is_preferred, is_shortlisted])


@lru_cache(maxsize=4096)
def _of_languages(degree: str, points: float, asked: tuple[tuple[bool, str, str], ...]) -> Reason:
    """Of each language whether it is spoken, and its name in French and in Arabic."""
    states: dict[str, Names] = {"met": ([], []), "missing": ([], [])}
    for is_spoken, fr, ar in asked:
        names_fr, names_ar = states["met" if is_spoken else "missing"]
        names_fr.append(fr)
        names_ar.append(ar)
    return Reason(f"languages.{degree}", points, _listed(states))


Names = tuple[list[str], list[str]]
"""In French and in Arabic."""


def _skills_listed(counted: Sequence[Counted], labels: Mapping[str, LocalText]) -> LocalText:
    states: dict[str, Names] = {"met": ([], []), "below": ([], []), "missing": ([], [])}
    for sought, own, share in counted:
        fr, ar = _named(sought.code, labels)
        if own is None:
            state = "missing"
        else:
            state = "met" if own.level >= sought.level and share == 1 else "below"
            fr, ar = _held(fr, ar, sought, own, labels)
        names_fr, names_ar = states[state]
        names_fr.append(fr)
        names_ar.append(ar)
    return _listed(states)


def _named(code: str, labels: Mapping[str, LocalText]) -> tuple[str, str]:
    label = labels.get(code)
    return (label.fr, label.ar) if label else (code, code)


def _held(fr: str, ar: str, sought: SoughtSkill, own: HeldSkill, labels: Mapping[str, LocalText]) -> tuple[str, str]:
    """A skill with the level that is held and the one that is sought, what it is near to, and whether it is proven."""
    measured = f"{own.level}/{sought.level}"
    notes = []
    if own.code != sought.code:
        near_fr, near_ar = _named(own.code, labels)
        notes.append((NEAR.fr.format(near_fr), NEAR.ar.format(near_ar)))
    if own.source == "awarded":
        notes.append((AWARDED.fr, AWARDED.ar))
    if not notes:
        return f"{fr} {measured}", f"{ar} {measured}"
    notes_fr, notes_ar = zip(*notes, strict=True)
    return f"{fr} {measured} ({', '.join(notes_fr)})", f"{ar} {measured} ({'، '.join(notes_ar)})"


def _listed(states: Mapping[str, Names]) -> LocalText:
    fr, ar = [], []
    for state, (names_fr, names_ar) in states.items():
        if names_fr:
            heading = LIST_TEXTS[state]
            fr.append(f"{heading.fr} {', '.join(names_fr)}.")
            ar.append(f"{heading.ar} {'، '.join(names_ar)}.")
    return LocalText(" ".join(fr), " ".join(ar))
