"""Finding a skill by what somebody typed: in French, Arabic or by its code, with typos and without accents.

Each word of the query is compared with the words of all labels (their normalised indel similarity, rapidfuzz
`fuzz.ratio`, 0 to 100), not with whole labels: order does not matter, and one misspelt word costs only itself. A label
scores the mean over the query's words of the best similarity it offers, and a little for being no longer than asked.
Comparing with a vocabulary takes one pass in C per word typed: 2,000 skills in two languages take about 2 ms.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Prefix

from services.partners.domain.skill import Skill
from services.partners.domain.skill_folding import words
from services.partners.domain.skill_reference import SkillReference
from services.partners.starter import starter_skills

SIMILAR_WORDS = 70
SIMILAR_LABELS = 50
BEGUN = 95
SHORTEST_BEGINNING = 3
SAME_STEM = 75
SHORTEST_STEM = 4
STEM = 0.55
WHOLE_LABEL = 0.1
LONGEST_QUERY = 12
NEAREST = 3
MOST_TENANTS = 64


@dataclass(frozen=True, slots=True)
class Found:
    skill: Skill
    score: float


@dataclass(frozen=True, slots=True)
class _Text:
    """One wording of a skill: its French label, its Arabic label, or its code."""

    skill: Skill
    length: int


class SkillIndex:
    """The words of a tenant's reference, and where they occur. Built once, then only read."""

    def __init__(self, reference: SkillReference) -> None:
        self.reference = reference
        self._texts: list[_Text] = []
        self._places: dict[str, list[int]] = {}
        for skill in reference.in_use():
            for wording in (skill.label.fr, skill.label.ar, skill.code):
                self._add(skill, words(wording))
        self._vocabulary = list(self._places)
        self._beginnings: dict[str, list[str]] = {}
        for word in self._vocabulary:
            self._beginnings.setdefault(word[:SHORTEST_STEM], []).append(word)

    def _add(self, skill: Skill, wording: tuple[str, ...]) -> None:
        for word in dict.fromkeys(wording):
            self._places.setdefault(word, []).append(len(self._texts))
        self._texts.append(_Text(skill, len(set(wording))))

    def search(self, query: str, limit: int = 10, sector: str | None = None) -> list[Found]:
        """At most `limit` skills in use, best first; `score` is 0 to 100."""
        asked = words(query)[:LONGEST_QUERY]
        best: dict[str, Found] = {}
        for text, score in self._scores(asked):
            known = best.get(text.skill.code)
            if sector in (None, text.skill.sector) and (known is None or known.score < score):
                best[text.skill.code] = Found(text.skill, score)
        return nlargest(limit, best.values(), key=lambda found: found.score)

    def nearest(self, code: str) -> list[str]:
        """Codes somebody may have meant by one that is unknown."""
        return [found.skill.code for found in self.search(code, NEAREST)]

    def _scores(self, asked: tuple[str, ...]) -> Iterable[tuple[_Text, float]]:
        gained: dict[int, list[float]] = {}
        for word in asked:
            for place, similarity in self._places_like(word).items():
                gained.setdefault(place, []).append(similarity)
        for place, similarities in gained.items():
            text = self._texts[place]
            whole = min(1.0, len(similarities) / text.length)
            score = sum(similarities) / len(asked) * (1 - WHOLE_LABEL + WHOLE_LABEL * whole)
            if score >= SIMILAR_LABELS:
                yield text, round(score, 1)

    def _places_like(self, word: str) -> dict[int, float]:
        """The texts with a word like this one, each with the best similarity it offers."""
        places: dict[int, float] = {}
        for like, similarity in self._words_like(word).items():
            for place in self._places[like]:
                places[place] = max(similarity, places.get(place, 0))
        return places

    def _words_like(self, word: str) -> dict[str, float]:
        alike = process.extract(word, self._vocabulary, scorer=fuzz.ratio, score_cutoff=SIMILAR_WORDS, limit=None)
        found = {like: similarity for like, similarity, _ in alike}
        for like, similarity in chain(self._of_one_stem(word), self._begun_by(word)):
            found[like] = max(similarity, found.get(like, 0))
        return found

    def _begun_by(self, word: str) -> Iterator[tuple[str, float]]:
        """What somebody may be about to type."""
        if len(word) >= SHORTEST_BEGINNING:
            yield from ((like, BEGUN) for like in self._vocabulary if like.startswith(word) and like != word)

    def _of_one_stem(self, word: str) -> Iterator[tuple[str, float]]:
        """Words of one trade that end otherwise: soudure, soudage; carreleur, carrelage."""
        for like in self._beginnings.get(word[:SHORTEST_STEM], ()):
            shared = Prefix.similarity(word, like)
            if shared >= max(SHORTEST_STEM, STEM * max(len(word), len(like))) and like != word:
                yield like, SAME_STEM


class SkillIndexes:
    """The index of each tenant, built anew when its reference has another revision; the least used go first."""

    def __init__(self, most: int = MOST_TENANTS) -> None:
        self._most = most
        self._built: OrderedDict[str | None, SkillIndex] = OrderedDict()

    def at(self, revision: str | None, own: Callable[[], Iterable[Skill]]) -> SkillIndex:
        """A revision is an id of its own, so no two tenants share one; a tenant without one has the starter set alone.

        Read the revision before the skills: skills that change in between are newer than the revision they are kept
        under here, and whoever reads the revision that belongs to them builds anew.
        """
        if revision not in self._built:
            self._built[revision] = SkillIndex(SkillReference(starter_skills(), own() if revision else ()))
        self._built.move_to_end(revision)
        while len(self._built) > self._most:
            self._built.popitem(last=False)
        return self._built[revision]
