"""Why a candidate has an interview for an offer, or why not: the first of these reasons that holds."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from services.matching.domain.fit import CLOSE, Match
from services.matching.domain.interview import Interview
from services.matching.domain.reasons import DECLINED
from services.matching.domain.wording import LocalText

TEXTS = {
    "interview": LocalText("Un entretien est prévu pour cette offre.", "مقابلة مبرمجة لهذا العرض."),
    "interview_for_better_offer": LocalText(
        "Un entretien est prévu avec cet organisme pour une autre de ses offres, qui correspond mieux ({bar}).",
        "مقابلة مبرمجة مع هذه الهيئة لعرض آخر من عروضها أكثر ملاءمة ({bar}).",
    ),
    "interview_for_another_offer": LocalText(
        "Un entretien est prévu avec cet organisme pour une autre de ses offres ({bar}).",
        "مقابلة مبرمجة مع هذه الهيئة لعرض آخر من عروضها ({bar}).",
    ),
    "not_expected": LocalText(
        "Aucune place confirmée à cette édition.", "لا يوجد مكان مؤكد في هذه الدورة."
    ),
    "not_admitted": LocalText(
        "Cette rencontre est réservée à une autre catégorie d'inscrits.", "هذا اللقاء مخصص لفئة أخرى من المسجلين."
    ),
    "forbidden": LocalText(
        "La direction régionale a décidé que cette rencontre n'a pas lieu.",
        "قررت المديرية الجهوية ألا يُعقد هذا اللقاء.",
    ),
    "refused": LocalText(
        "Une demande d'entretien entre vous et cet organisme a été refusée ou annulée par l'un des deux.",
        "طلبُ مقابلة بينك وبين هذه الهيئة رفضه أو ألغاه أحد الطرفين.",
    ),
    "absent": LocalText(
        "Votre absence à cette édition a été signalée ; présentez-vous à l'accueil si vous y êtes.",
        "سُجِّل غيابك عن هذه الدورة؛ توجّه إلى الاستقبال إن كنت حاضرا.",
    ),
    "unavailable": LocalText(
        "Vous n'êtes disponible à aucune heure de cette édition.", "لستَ متاحا في أي ساعة من هذه الدورة."
    ),
    "declined": LocalText("Vous avez écarté cette offre.", "لقد استبعدتَ هذا العرض."),
    "no_timetable": LocalText("Aucun planning n'est encore publié.", "لم تُنشر أي برمجة بعد."),
    "knocked_out": LocalText("Une condition éliminatoire n'est pas remplie.", "شرط إقصائي غير مستوفى."),
    "offer_filled": LocalText("Tous les postes de cette offre sont pourvus.", "جميع مناصب هذا العرض شُغلت."),
    "offer_closed": LocalText("Cette offre est close.", "هذا العرض مغلق."),
    "too_low": LocalText(
        "Aucune compétence requise n'est acquise, ou la correspondance ({score}) est sous le seuil ({bar}).",
        "لا تتوفر أي كفاءة مطلوبة، أو المطابقة ({score}) دون العتبة ({bar}).",
    ),
    "no_table": LocalText("Cet organisme n'a pas de table à cette édition.", "ليست لهذه الهيئة طاولة في هذه الدورة."),
    "opens_too_late": LocalText(
        "Les tables de cet organisme n'ouvrent qu'après la dernière heure du planning.",
        "لا تُفتح طاولات هذه الهيئة إلا بعد آخر ساعة في البرمجة.",
    ),
    "nobody_receives": LocalText(
        "Personne ne reçoit pour cette offre aux heures du planning.",
        "لا أحد يستقبل المترشحين لهذا العرض في ساعات البرمجة.",
    ),
    "places_reserved": LocalText(
        "Toutes les places sont prises par des rencontres convenues d'avance ou fixées par la direction régionale.",
        "جميع الأماكن محجوزة للقاءات متفق عليها مسبقا أو حددتها المديرية الجهوية.",
    ),
    "floor": LocalText(
        "Toutes les places sont prises ; certaines sont gardées à des candidats qui n'auraient eu aucun entretien, "
        "la dernière avec {bar} contre {score}.",
        "جميع الأماكن محجوزة؛ بعضها مخصص لمرشحين لم تكن لتتاح لهم أي مقابلة، آخرها بمطابقة {bar} مقابل {score}.",
    ),
    "capacity": LocalText(
        "Toutes les places sont prises : la dernière par une correspondance de {bar}, contre {score}.",
        "جميع الأماكن محجوزة: آخرها بمطابقة {bar} مقابل {score}.",
    ),
    "own_limit": LocalText(
        "Le nombre d'entretiens par candidat est atteint ; le moins favorable des vôtres correspond à {bar}.",
        "بلغتَ العدد الأقصى من المقابلات؛ أدناها مطابقة {bar}.",
    ),
    "changed_since": LocalText(
        "Quelque chose a changé depuis le calcul du planning ; le prochain en tiendra compte.",
        "تغيّر شيء منذ حساب البرمجة؛ ستراعيه البرمجة القادمة.",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Situation:
    """What stands between a candidate and an offer; interviews are those of the edition.

    `at_desk` are those received where the offer is, `places` how many can be; `kept` candidates whose meeting with the
    organisation came first whatever its score.
    """

    match: Match
    organisation_id: str
    may_meet: bool
    bar: float
    is_expected: bool
    is_filled: bool
    has_timetable: bool
    own: Sequence[Interview]
    at_desk: Sequence[Interview]
    has_tables: bool
    places: int
    most: int
    is_admitted: bool = True
    is_away: bool = False
    is_closed: bool = False
    is_forbidden: bool = False
    was_refused: bool = False
    is_absent: bool = False
    is_late: bool = False
    kept: Collection[str] = ()


@dataclass(frozen=True)
class Answer:
    code: str
    bar: float | None
    match: Match

    def facts(self) -> dict[str, Any]:
        filled = {
            "score": f"{round(self.match.score, 4):.2f}",
            "bar": f"{self.bar:.2f}" if self.bar is not None else "",
        }
        text = {language: said.format(**filled) for language, said in asdict(TEXTS[self.code]).items()}
        return {"code": self.code, "text": text, "bar": self.bar, "match": self.match.facts()}


def why(situation: Situation) -> Answer:
    code, bar = next(_reasons(situation))
    return Answer(code, round(bar, 4) if bar is not None else None, situation.match)


def _reasons(it: Situation) -> Iterator[tuple[str, float | None]]:
    here = [one for one in it.own if one.organisation_id == it.organisation_id]
    if any(one.offer_id == it.match.offer_id for one in here):
        yield "interview", None
    if here:
        best = max(one.score for one in here)
        yield f"interview_for_{'better' if best > it.match.score else 'another'}_offer", best
    yield from ((code, None) for code, holds in _BEFORE.items() if holds(it))
    if not it.may_meet:
        yield "too_low", it.bar
    if len(it.at_desk) >= it.places:
        lowest = min((one.score for one in it.at_desk if one.candidate_id not in it.kept), default=None)
        if lowest is None:
            yield "places_reserved", None
        else:
            yield ("floor" if lowest < it.match.score - CLOSE else "capacity"), lowest
    if len(it.own) >= it.most:
        yield "own_limit", min(one.score for one in it.own)
    yield "changed_since", None


_BEFORE: dict[str, Callable[[Situation], bool]] = {
    "not_expected": lambda it: not it.is_expected,
    "not_admitted": lambda it: not it.is_admitted,
    "forbidden": lambda it: it.is_forbidden,
    "refused": lambda it: it.was_refused,
    "absent": lambda it: it.is_absent,
    "no_timetable": lambda it: not it.has_timetable,
    "unavailable": lambda it: it.is_away,
    "offer_filled": lambda it: it.is_filled,
    "declined": lambda it: DECLINED in it.match.knocked_out_by,
    "offer_closed": lambda it: it.is_closed,
    "knocked_out": lambda it: bool(it.match.knocked_out_by),
    "no_table": lambda it: not it.has_tables,
    "opens_too_late": lambda it: it.is_late,
    "nobody_receives": lambda it: not it.places,
}
