"""Why a score is what it is, in the words of the two languages of the screens."""

from dataclasses import asdict, dataclass
from typing import Any

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
LIST_TEXTS = {
    "met": LocalText("Acquis : {}.", "متوفر: {}."),
    "below": LocalText("À renforcer : {}.", "يحتاج إلى تعزيز: {}."),
    "missing": LocalText("Manque : {}.", "ناقص: {}."),
}
AWARDED = LocalText("prouvé par une attestation", "مثبت بشهادة كفاءة")
KNOCK_OUT_TEXTS = {
    "required_skills": LocalText("Toutes les compétences requises sont exigées.", "جميع الكفاءات المطلوبة شرط."),
    "training": LocalText("Le niveau de formation est exigé.", "مستوى التكوين شرط."),
    "languages": LocalText("Toutes les langues demandées sont exigées.", "جميع اللغات المطلوبة شرط."),
    "mobility": LocalText("Le lieu de travail doit être accepté.", "قبول مكان العمل شرط."),
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


def reason(criterion: str, value: float, points: float, profile: Profile, offer: Offer) -> Reason:
    degree = "met" if value >= 1 else "partly" if value > 0 else "unmet"
    return Reason(f"{criterion}.{degree}", points, _text(criterion, degree, profile, offer))


def knock_out_reason(condition: str) -> Reason:
    return Reason(f"knock_out.{condition}", 0.0, KNOCK_OUT_TEXTS[condition])


def _text(criterion: str, degree: str, profile: Profile, offer: Offer) -> LocalText:
    if criterion == "required":
        return _listed(_skills_by_state(offer.required, profile))
    if criterion == "wished":
        return _listed(_skills_by_state(offer.wished, profile))
    if criterion == "languages":
        return _listed(_languages_by_state(profile, offer))
    return CRITERION_TEXTS[criterion, degree]


def _skills_by_state(sought: tuple[SoughtSkill, ...], profile: Profile) -> dict[str, list[LocalText]]:
    states: dict[str, list[LocalText]] = {"met": [], "below": [], "missing": []}
    for skill in sought:
        own = profile.best(skill.code, skill.level)
        state = "missing" if own is None else "met" if own.level >= skill.level else "below"
        states[state].append(_held(skill, own))
    return states


def _held(skill: SoughtSkill, own: HeldSkill | None) -> LocalText:
    """A skill with the level that is held and the one that is sought, and whether a credential proves it."""
    if own is None:
        return LocalText(skill.code, skill.code)
    measured = f"{skill.code} {own.level}/{skill.level}"
    if own.source != "awarded":
        return LocalText(measured, measured)
    return LocalText(f"{measured} ({AWARDED.fr})", f"{measured} ({AWARDED.ar})")


def _languages_by_state(profile: Profile, offer: Offer) -> dict[str, list[LocalText]]:
    states: dict[str, list[LocalText]] = {"met": [], "missing": []}
    for language in offer.languages:
        states["met" if language in profile.languages else "missing"].append(LocalText(language, language))
    return states


def _listed(states: dict[str, list[LocalText]]) -> LocalText:
    told = [(LIST_TEXTS[state], names) for state, names in states.items() if names]
    return LocalText(
        fr=" ".join(text.fr.format(", ".join(name.fr for name in names)) for text, names in told),
        ar=" ".join(text.ar.format("، ".join(name.ar for name in names)) for text, names in told),
    )
