"""What many offers ask for, as arrays: a column each."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from scipy.sparse import csr_array

from services.matching.domain.fit import Scale
from services.matching.domain.offer import CONDITIONS, Offer, SoughtSkill
from services.matching.domain.weights import CRITERIA_NAMES
from services.matching.solver.profiles import ALWAYS, Bools, Floats, Numbers, Worths


class Asked:
    """The offers' side of every pair; `weights[criterion]` are scaled per offer to sum to 1."""

    def __init__(self, offers: Sequence[Offer], scale: Scale) -> None:
        self.count = len(offers)
        self.number_of = {offer.id: number for number, offer in enumerate(offers)}
        self._columns = _columns(offers)
        of_offer = [scale.weights_of(offer) for offer in offers]
        self.least_score = np.array([weights.least_score for weights in of_offer], dtype=np.float64)
        self.weights = self._weights(offers, [weights.of_criteria() for weights in of_offer])
        skilled = [weights.required > 0 for weights in of_offer]
        required = self._sought(o.required if counts else () for o, counts in zip(offers, skilled, strict=True))
        wished = self._sought(offer.wished for offer in offers)
        listed = self._sought(offer.required for offer in offers)
        self.required, self.wished, self.listed = (self._widened(rows) for rows in (required, wished, listed))
        self.worths = Worths(self._reach(scale), self.columns)
        self.own = self._own()
        self.knocked = {name: _flags(name in offer.knock_outs for offer in offers) for name in CONDITIONS}
        self.sectors, self.sector = _numbered(offer.sector for offer in offers)
        self.places, self.place = _numbered(offer.place or "" for offer in offers)
        self.contracts, self.contract = _numbered(offer.contract or "" for offer in offers)
        self.training = np.array([offer.training_rank for offer in offers], dtype=np.intp)
        self.languages, _ = _numbered(language for offer in offers for language in offer.languages)
        self.speaks = np.zeros((len(self.languages), self.count))
        for number, offer in enumerate(offers):
            for language in offer.languages:
                self.speaks[self.languages[language], number] += 1 / len(offer.languages)

    @property
    def columns(self) -> int:
        return 1 + len(self._columns)

    def _weights(self, offers: Sequence[Offer], of_criteria: Sequence[dict[str, float]]) -> dict[str, Floats]:
        applies: dict[str, Callable[[Offer], object]] = {
            "required": lambda offer: offer.required,
            "wished": lambda offer: offer.wished,
            "training": lambda offer: offer.training_level,
            "languages": lambda offer: offer.languages,
            "mobility": lambda offer: offer.place,
        }
        given = {
            name: np.array(
                [
                    weights[name] if name not in applies or applies[name](offer) else 0.0
                    for offer, weights in zip(offers, of_criteria, strict=True)
                ],
                dtype=np.float64,
            )
            for name in CRITERIA_NAMES
        }
        total = np.sum(list(given.values()), axis=0) if self.count else np.zeros(0)
        total[total == 0] = 1.0
        return {name: weights / total for name, weights in given.items()}

    def _sought(self, lists: Iterable[Sequence[SoughtSkill]]) -> list[dict[int, float]]:
        """Of each offer what its skills' columns count: all of them make 1, and so does nothing asked for."""
        rows = []
        for skills in lists:
            row: dict[int, float] = {} if skills else {ALWAYS: 1.0}
            for skill in skills:
                column = self._columns[skill.code, skill.level]
                row[column] = row.get(column, 0.0) + 1 / len(skills)
            rows.append(row)
        return rows

    def _widened(self, rows: list[dict[int, float]]) -> csr_array:
        """Transposed: a row per column of sought skills, a column per offer."""
        places = [(column, number) for number, row in enumerate(rows) for column in row]
        counts = [count for row in rows for count in row.values()]
        columns, numbers = [column for column, _ in places], [number for _, number in places]
        return csr_array((counts, (columns, numbers)), shape=(self.columns, self.count))

    def _reach(self, scale: Scale) -> dict[str, list[tuple[int, int, float]]]:
        reach: dict[str, list[tuple[int, int, float]]] = {}
        for (code, level), column in self._columns.items():
            for held, share in {**scale.nearness.get(code, {}), code: 1.0}.items():
                reach.setdefault(held, []).append((column, level, share))
        return reach

    def _own(self) -> dict[str, list[tuple[int, int]]]:
        own: dict[str, list[tuple[int, int]]] = {}
        for (code, level), column in self._columns.items():
            own.setdefault(code, []).append((column, level))
        return own


def _columns(offers: Sequence[Offer]) -> dict[tuple[str, int], int]:
    """In one order, whichever offers are looked at together: sums of the same terms are then the same to the last bit,
    so that what was scored row by row as things changed is what a run anew finds."""
    sought = {(skill.code, skill.level) for offer in offers for skill in (*offer.required, *offer.wished)}
    return {one: number for number, one in enumerate(sorted(sought), start=1)}


def _flags(said: Iterable[bool]) -> Bools:
    return np.array(list(said), dtype=np.bool_)


def _numbered(names: Iterable[str]) -> tuple[dict[str, int], Numbers]:
    """A number for each name, and the names as their numbers."""
    numbers: dict[str, int] = {}
    return numbers, np.array([numbers.setdefault(name, len(numbers)) for name in names] or [], dtype=np.intp)
