"""Who judges what: balanced, without conflicts, and connected, so that jurors can be compared with each other.

A design of jurors and entries is connected when one can walk from any juror to any other over entries both have
judged; only then are the differences between all jurors estimable (Bose, 1947; Eccleston and Hedayat, "On the theory
of connected designs", Annals of Statistics 2, 1974). It is checked by union-find (Tarjan, JACM 22, 1975).
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from multaqa.errors import Refused
from services.events.domain.contest.chance import seeded

Pairs = set[tuple[str, str]]
"""(juror, entry): who judges what."""


@dataclass(frozen=True)
class Design:
    """`orders` say in which order each juror is shown their entries; the seed gives them again."""

    pairs: frozenset[tuple[str, str]]
    orders: Mapping[str, tuple[str, ...]]
    seed: str

    @property
    def loads(self) -> dict[str, int]:
        return {juror: len(order) for juror, order in self.orders.items()}


def assigned(
    entries: Sequence[str],
    jurors: Sequence[str],
    barred: Collection[tuple[str, str]],
    per_entry: int,
    seed: str,
) -> Design:
    """A balanced, connected design. Refused, naming what lacks, where conflicts leave none.

    Each entry gets `per_entry` jurors, or all when there are fewer; `barred` pairs are conflicts of interest.
    """
    wanted = min(per_entry, len(jurors))
    _require_enough(entries, jurors, barred, wanted)
    chance = seeded(seed, "assignment")
    pairs = _dealt(entries, jurors, barred, wanted, chance)
    _level(pairs, jurors, barred)
    _connect(pairs, jurors, barred)
    used = {juror for juror, _ in pairs}
    if len(components(pairs)) > 1:
        raise Refused("assignment.not_connected", "Conflicts part the panel into groups that share no entry.")
    return Design(frozenset(pairs), {juror: shown_order(pairs, juror, seed) for juror in sorted(used)}, seed)


def _require_enough(
    entries: Sequence[str], jurors: Sequence[str], barred: Collection[tuple[str, str]], wanted: int
) -> None:
    if not entries or not jurors:
        lacking = "entries" if not entries else "jurors"
        raise Refused("assignment.nobody", "There is nothing to assign.", lacking=lacking)
    short = {entry: wanted - len(_able(entry, jurors, barred)) for entry in entries}
    if lacks := {entry: count for entry, count in short.items() if count > 0}:
        text = "Conflicts leave some entries with too few jurors: name more."
        raise Refused("assignment.too_few_jurors", text, entries=sorted(lacks), lacking=max(lacks.values()))


def _able(entry: str, jurors: Iterable[str], barred: Collection[tuple[str, str]]) -> list[str]:
    return [juror for juror in jurors if (juror, entry) not in barred]


def _dealt(
    entries: Sequence[str], jurors: Sequence[str], barred: Collection[tuple[str, str]], wanted: int, chance: Random
) -> Pairs:
    """The entries with the fewest possible jurors first, each to those who have least."""
    loads, pairs = dict.fromkeys(jurors, 0), set[tuple[str, str]]()
    drawn = sorted(entries, key=lambda _: chance.random())
    for entry in sorted(drawn, key=lambda entry: len(_able(entry, jurors, barred))):
        for juror in sorted(_able(entry, jurors, barred), key=lambda juror: (loads[juror], chance.random()))[:wanted]:
            pairs.add((juror, entry))
            loads[juror] += 1
    return pairs


def _level(pairs: Pairs, jurors: Sequence[str], barred: Collection[tuple[str, str]]) -> None:
    """Hand entries on along chains of jurors until no chain leads from one to another who has two fewer.

    Then the loads are as equal as conflicts allow: the optimality of augmenting paths for semi-matchings (Harvey,
    Ladner, Lovasz and Tamir, "Semi-matchings for bipartite graphs and load balancing", J. Algorithms 59, 2006).
    """
    while chain := _chain(pairs, jurors, barred):
        for giver, entry, taker in chain:
            pairs.remove((giver, entry))
            pairs.add((taker, entry))


def _chain(
    pairs: Pairs, jurors: Sequence[str], barred: Collection[tuple[str, str]]
) -> list[tuple[str, str, str]] | None:
    loads = loads_of(pairs, jurors)
    for start in sorted(jurors, key=lambda juror: (-loads[juror], juror)):
        came: dict[str, tuple[str, str, str] | None] = {start: None}
        waiting = deque([start])
        while waiting:
            giver = waiting.popleft()
            if loads[giver] <= loads[start] - 2:
                return _back(came, giver)
            for entry, taker in _moves(pairs, jurors, barred, giver):
                if taker not in came:
                    came[taker] = (giver, entry, taker)
                    waiting.append(taker)
    return None


def _moves(
    pairs: Pairs, jurors: Sequence[str], barred: Collection[tuple[str, str]], giver: str
) -> Iterable[tuple[str, str]]:
    for entry in sorted(entry for juror, entry in pairs if juror == giver):
        for taker in _able(entry, jurors, barred):
            if (taker, entry) not in pairs:
                yield entry, taker


def _back(came: Mapping[str, tuple[str, str, str] | None], end: str) -> list[tuple[str, str, str]]:
    chain = []
    while step := came[end]:
        chain.append(step)
        end = step[0]
    return chain


def _connect(pairs: Pairs, jurors: Sequence[str], barred: Collection[tuple[str, str]]) -> None:
    """Join the parts of the design by exchanging an entry of each (loads stay), or by one more juror for an entry."""
    while len(parts := components(pairs)) > 1:
        if not (_exchange(pairs, parts, barred) or _add(pairs, parts, jurors, barred)):
            return


def _exchange(pairs: Pairs, parts: Sequence[frozenset[str]], barred: Collection[tuple[str, str]]) -> bool:
    first = sorted(pair for pair in pairs if pair[0] in parts[0])
    others = sorted(pair for pair in pairs if pair[0] not in parts[0])
    for juror, entry in first:
        for other, theirs in others:
            if (juror, theirs) in barred or (other, entry) in barred:
                continue
            swapped = pairs - {(juror, entry), (other, theirs)} | {(juror, theirs), (other, entry)}
            if len(components(swapped)) < len(parts):
                pairs.clear()
                pairs.update(swapped)
                return True
    return False


def _add(
    pairs: Pairs, parts: Sequence[frozenset[str]], jurors: Sequence[str], barred: Collection[tuple[str, str]]
) -> bool:
    loads = loads_of(pairs, jurors)
    of_first = {entry for juror, entry in pairs if juror in parts[0]}
    for juror in sorted(jurors, key=lambda juror: (loads[juror], juror)):
        meant = {entry for _, entry in pairs} - of_first if juror in parts[0] else of_first
        if able := sorted(entry for entry in meant if (juror, entry) not in barred):
            pairs.add((juror, able[0]))
            return True
    return False


def components(pairs: Iterable[tuple[str, str]]) -> list[frozenset[str]]:
    """The jurors of each connected part of the design, by union-find with path halving."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    listed = sorted(pairs)
    for juror, entry in listed:
        parent[root(f"j{juror}")] = root(f"e{entry}")
    parts: dict[str, set[str]] = {}
    for juror, _ in listed:
        parts.setdefault(root(f"j{juror}"), set()).add(juror)
    return sorted((frozenset(part) for part in parts.values()), key=min)


def reassigned(
    pairs: Collection[tuple[str, str]],
    wanting: Mapping[str, int],
    jurors: Sequence[str],
    barred: Collection[tuple[str, str]],
    seed: str,
) -> tuple[list[tuple[str, str]], dict[str, int]]:
    """New pairs for entries that lost jurors, to those who have least; and how many each entry still lacks.

    `pairs` are those that stand (also of a juror who left, where their scores are kept), `wanting` how many jurors each
    entry lacks.
    """
    standing, chance = set(pairs), seeded(seed, "reassignment", len(pairs))
    found, lacking = [], {}
    for entry in sorted(wanting, key=lambda entry: (len(_able(entry, jurors, barred)), entry)):
        loads = loads_of(standing, jurors)
        able = [juror for juror in _able(entry, jurors, barred) if (juror, entry) not in standing]
        chosen = sorted(able, key=lambda juror: (loads[juror], chance.random()))[: wanting[entry]]
        found += [(juror, entry) for juror in chosen]
        standing |= {(juror, entry) for juror in chosen}
        if len(chosen) < wanting[entry]:
            lacking[entry] = wanting[entry] - len(chosen)
    return found, lacking


def loads_of(pairs: Collection[tuple[str, str]], jurors: Iterable[str]) -> dict[str, int]:
    loads = dict.fromkeys(jurors, 0)
    for juror, _ in pairs:
        if juror in loads:
            loads[juror] += 1
    return loads


def shown_order(pairs: Collection[tuple[str, str]], juror: str, seed: str) -> tuple[str, ...]:
    """The juror's entries in an order of their own, so that none is always seen first or last."""
    own = sorted(entry for one, entry in pairs if one == juror)
    seeded(seed, "order", juror).shuffle(own)
    return tuple(own)
