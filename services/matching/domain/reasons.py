"""Why a score is what it is, in the words of the two languages of the screens."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from services.matching.domain.nearness import Nearness
from services.matching.domain.offer import Offer, SoughtSkill
from services.matching.domain.profile import HeldSkill, Profile
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
    "met": LocalText("Acquis : {}.", "متوفر: {}."),
    "below": LocalText("À renforcer : {}.", "يحتاج إلى تعزيز: {}."),
    "missing": LocalText("Manque : {}.", "ناقص: {}."),
}
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


class Reference(Protocol):
    """What the reasons need to know of skills: which are near to each other, and how they are called."""

    @property
    def nearness(self) -> Nearness: ...

    @property
    def labels(self) -> Mapping[str, LocalText]: ...


def reason(criterion: str, value: float, points: float, profile: Profile, offer: Offer, skills: Reference) -> Reason:
    degree = "met" if value >= 1 else "partly" if value > 0 else "unmet"
    return Reason(f"{criterion}.{degree}", points, _text(criterion, degree, profile, offer, skills))


def knock_out_reason(condition: str) -> Reason:
    return Reason(f"knock_out.{condition}", 0.0, KNOCK_OUT_TEXTS[condition])


def _text(criterion: str, degree: str, profile: Profile, offer: Offer, skills: Reference) -> LocalText:
    if criterion == "required":
        return _listed(_skills_by_state(offer.required, profile, skills))
    if criterion == "wished":
        return _listed(_skills_by_state(offer.wished, profile, skills))
    if criterion == "languages":
        return _listed(_languages_by_state(profile, offer))
    if criterion == "preference":
        own = profile.preferences
        return PREFERENCE_TEXTS[offer.id in own.preferred_at, offer.id in own.shortlisted_at]
    return CRITERION_TEXTS[criterion, degree]


Name = tuple[str, str]
"""In French and in Arabic."""
States = dict[str, list[Name]]


def _skills_by_state(sought: tuple[SoughtSkill, ...], profile: Profile, skills: Reference) -> States:
    states: States = {"met": [], "below": [], "missing": []}
    for skill in sought:
        own, share = _counted(skill, profile, skills.nearness)
        if own is None:
            states["missing"].append(_named(skill.code, skills))
        else:
            states["met" if own.level >= skill.level and share == 1 else "below"].append(_held(skill, own, skills))
    return states


def _counted(sought: SoughtSkill, profile: Profile, nearness: Nearness) -> tuple[HeldSkill | None, float]:
    """What counts for a sought skill, and which share of it: what is held of it, or of the one that is nearest."""
    own, near = profile.best(sought.code, sought.level), nearness.get(sought.code)
    if not near:
        return own, 1.0
    held = [(other, share) for code, share in near.items() if (other := profile.best(code, sought.level))]
    held = [(own, 1.0), *held] if own else held
    return max(held, key=lambda one: one[1] * one[0].worth_for(sought.level), default=(None, 0.0))


def _named(code: str, skills: Reference) -> Name:
    label = skills.labels.get(code)
    return (label.fr, label.ar) if label else (code, code)


def _held(skill: SoughtSkill, own: HeldSkill, skills: Reference) -> Name:
    """A skill with the level that is held and the one that is sought, what it is near to, and whether it is proven."""
    fr, ar = _named(skill.code, skills)
    measured = f"{own.level}/{skill.level}"
    notes = []
    if own.code != skill.code:
        near_fr, near_ar = _named(own.code, skills)
        notes.append((NEAR.fr.format(near_fr), NEAR.ar.format(near_ar)))
    if own.source == "awarded":
        notes.append((AWARDED.fr, AWARDED.ar))
    if not notes:
        return f"{fr} {measured}", f"{ar} {measured}"
    notes_fr, notes_ar = zip(*notes, strict=True)
    return f"{fr} {measured} ({', '.join(notes_fr)})", f"{ar} {measured} ({'، '.join(notes_ar)})"


def _languages_by_state(profile: Profile, offer: Offer) -> States:
    states: States = {"met": [], "missing": []}
    for language in offer.languages:
        states["met" if language in profile.languages else "missing"].append((language, language))
    return states


def _listed(states: States) -> LocalText:
    fr, ar = [], []
    for state, names in states.items():
        if names:
            names_fr, names_ar = zip(*names, strict=True)
            fr.append(LIST_TEXTS[state].fr.format(", ".join(names_fr)))
            ar.append(LIST_TEXTS[state].ar.format("، ".join(names_ar)))
    return LocalText(" ".join(fr), " ".join(ar))
