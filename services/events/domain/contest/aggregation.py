"""From the jurors' scores to a ranking: the raw mean, and a mean of scores that speak one language.

All functions are pure. `Marks` holds what each juror gave each entry, on 0 to 100.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite, sqrt
from statistics import fmean, variance

Marks = Mapping[tuple[str, str], float]
"""By (juror, entry): the weighted mean of the criteria's points, 0 to 100."""
Grouped = Mapping[str, Mapping[str, float]]

RIDGE = 1e-9
"""Keeps a design that is not connected solvable: its parts are then compared as if their jurors were equal."""
BEYOND_DOUBT = 3.0
"""Standard errors: a severity this far from nought is believed whole."""
CAUTION = 2.0
"""Severities count as real by what their variance has beyond so many times the noise in them."""
PRIOR_MARKS = 30.0
"""The panel's common spread counts as much as so many marks of a juror's own."""
TELLING = 3
"""A juror with so many marks, all alike, is silent; fewer may be alike by chance."""


@dataclass(frozen=True)
class Yardstick:
    """How a juror measures: `shift` points above the others (below, when negative), `spread` times the common one.

    `error` is the standard error of the shift; a `silent` juror's marks are all alike: they tell no entry from another.
    """

    shift: float
    error: float
    spread: float
    marks: int
    silent: bool = False


def raw_means(marks: Marks) -> dict[str, float]:
    """R_e = (1/n_e) * sum over e's jurors of x_je."""
    return {entry: fmean(given.values()) for entry, given in by_entry(marks).items()}


def yardsticks(marks: Marks) -> dict[str, Yardstick]:
    """How severe and how generous with differences each juror is, believed as far as their marks bear it.

    Model: x_je = q_e + b_j + noise, q_e the entry's quality, b_j the juror's severity.

    Severity, by least squares over the connected graph of jurors and entries (two-way layout without interaction;
    Scheffe, The Analysis of Variance, 1959, chapter 4): q_e = mean_j(x_je - b_j) and
        b_j = w_j * mean_e(x_je - q_e),   w_j = T2 / (T2 + S2 / i_j),   i_j = sum over j's entries of (1 - 1/n_e).
    S2 is the residual variance, S2 / i_j the squared error of an unshrunk b_j, and T2 = max(0, var(b) - 2 * mean(S2 /
    i_j)) what the severities vary beyond it: the James-Stein weight as empirical Bayes reads it (Efron and Morris,
    JASA 68, 1973), doubly cautious because panels are small. A b_j beyond three errors keeps w_j = 1: the limited
    translation rule (Efron and Morris, JASA 67, 1972), so that a plainly severe juror is corrected whole.

    Spread: s_j^2 / S^2 = (k + (n_j - 1) * v_j / u_j) / (k + n_j - 1), v_j the variance of the juror's own marks, u_j
    what it would be if they measured like the panel (the variance of their entries' q_e, and S2 * mean(1 - 1/n_e)),
    k = 30 prior marks: the moderated variance of Smyth (Stat. Appl. Genet. Mol. Biol. 3, 2004).
    """
    jurors, entries = by_juror(marks), by_entry(marks)
    fit = _fit(marks, jurors, entries)
    return {
        juror: Yardstick(
            shift=fit.shifts[juror],
            error=fit.errors[juror] if isfinite(fit.errors[juror]) else 0.0,
            spread=_spread(own, entries, fit),
            marks=len(own),
            silent=len(own) >= TELLING and len(set(own.values())) == 1,
        )
        for juror, own in jurors.items()
    }


def normalised_means(marks: Marks, known: Mapping[str, Yardstick] | None = None) -> dict[str, float]:
    """Z_e = mean over e's jurors of z_je, with z_je = M + (x_je - M - b_j) * S / s_j: a z-score, on the panel's scale.

    M is the mean of all x_je - b_j; b_j and s_j / S are the shrunken severity and spread of `yardsticks`. A silent
    juror (s_j = 0) is left out wherever another has marked the entry. An entry marked once stands on that one corrected
    mark; a juror who left counts with what they had completed, like any other with as many marks.
    """
    return {entry: fmean(marks_of.values()) for entry, marks_of in corrected(marks, known).items()}


def corrected(marks: Marks, known: Mapping[str, Yardstick] | None = None) -> dict[str, dict[str, float]]:
    """The marks each entry stands on, by juror, as if all jurors had the same severity and the same spread."""
    if not marks:
        return {}
    known = known or yardsticks(marks)
    centre = fmean(mark - known[juror].shift for (juror, _), mark in marks.items())
    found = {}
    for entry, given in by_entry(marks).items():
        speaking = {juror: mark for juror, mark in given.items() if not known[juror].silent} or given
        found[entry] = {
            juror: centre + (mark - known[juror].shift - centre) / known[juror].spread
            for juror, mark in speaking.items()
        }
    return found


@dataclass(frozen=True)
class Fit:
    """Shrunken severities, the errors of the unshrunk ones, the entries' qualities, and the residual variance."""

    shifts: Mapping[str, float]
    errors: Mapping[str, float]
    qualities: Mapping[str, float]
    noise: float


def _fit(marks: Marks, jurors: Grouped, entries: Grouped) -> Fit:
    unshrunk, qualities = _least_squares(jurors, entries, dict.fromkeys(jurors, 1.0))
    freedom = len(marks) - len(jurors) - len(entries) + 1
    residuals = (mark - unshrunk[juror] - qualities[entry] for (juror, entry), mark in marks.items())
    noise = sum(one * one for one in residuals) / freedom if freedom > 0 else 0.0
    weighed = {juror: sum(1 - 1 / len(entries[entry]) for entry in own) for juror, own in jurors.items()}
    errors = {juror: sqrt(noise / known) if known else float("inf") for juror, known in weighed.items()}
    shrunken, qualities = _least_squares(jurors, entries, _weights(unshrunk, errors))
    return Fit(shrunken, errors, qualities, noise)


def _weights(shifts: Mapping[str, float], errors: Mapping[str, float]) -> dict[str, float]:
    known = [error for error in errors.values() if isfinite(error)]
    if not known:
        return dict.fromkeys(shifts, 0.0)
    varied = sum(shift * shift for shift in shifts.values()) / max(1, len(shifts) - 1)
    real = max(0.0, varied - CAUTION * fmean(error * error for error in known))
    return {juror: _weight(shifts[juror], error, real) for juror, error in errors.items()}


def _weight(shift: float, error: float, real: float) -> float:
    if not isfinite(error):
        return 0.0
    if abs(shift) >= BEYOND_DOUBT * error:
        return 1.0
    return real / (real + error * error)


def _least_squares(
    jurors: Grouped, entries: Grouped, weights: Mapping[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """Severities and qualities, each the (weighted) mean of what the other leaves: the normal equations, solved.

    For each juror j of weight above 0: (n_j / w_j) * b_j - sum_e (1/n_e) * sum_i b_i = sum_e (x_je - mean(x_e)). Where
    all weights are 1, severities are told apart from qualities by adding up to 0.
    """
    free = sorted(juror for juror in jurors if weights[juror] > 0)
    place = {juror: n for n, juror in enumerate(free)}
    known_to_differ_only = float(all(weight >= 1 for weight in weights.values()))
    matrix = [[known_to_differ_only] * len(free) for _ in free]
    wanted = [0.0] * len(free)
    means = {entry: fmean(given.values()) for entry, given in entries.items()}
    for juror, row in place.items():
        matrix[row][row] += len(jurors[juror]) / weights[juror] + RIDGE
        for entry, mark in jurors[juror].items():
            wanted[row] += mark - means[entry]
            for other in entries[entry]:
                if other in place:
                    matrix[row][place[other]] -= 1 / len(entries[entry])
    shifts = {**dict.fromkeys(jurors, 0.0), **dict(zip(free, _solved(matrix, wanted), strict=True))}
    qualities = {
        entry: fmean(mark - shifts[juror] for juror, mark in given.items()) for entry, given in entries.items()
    }
    return shifts, qualities


def _solved(matrix: list[list[float]], wanted: list[float]) -> list[float]:
    """Gaussian elimination with partial pivoting; a panel has a few dozen jurors at most."""
    rows = [[*row, one] for row, one in zip(matrix, wanted, strict=True)]
    for n in range(len(rows)):
        best = max(range(n, len(rows)), key=lambda one: abs(rows[one][n]))
        rows[n], rows[best] = rows[best], rows[n]
        for below in rows[n + 1 :]:
            if share := below[n] / rows[n][n]:
                below[n:] = [mine - share * theirs for mine, theirs in zip(below[n:], rows[n][n:], strict=True)]
    found = [0.0] * len(rows)
    for n in reversed(range(len(rows))):
        rest = sum(rows[n][k] * found[k] for k in range(n + 1, len(rows)))
        found[n] = (rows[n][-1] - rest) / rows[n][n]
    return found


def _spread(own: Mapping[str, float], entries: Grouped, fit: Fit) -> float:
    """s_j / S, near 1 for whoever has marked little."""
    if len(own) < 2:  # noqa: PLR2004 (one mark has no spread)
        return 1.0
    others = fmean(1 - 1 / len(entries[entry]) for entry in own)
    expected = variance(fit.qualities[entry] for entry in own) + fit.noise * others
    if expected <= RIDGE:
        return 1.0
    freedom = len(own) - 1
    return sqrt((PRIOR_MARKS + freedom * variance(own.values()) / expected) / (PRIOR_MARKS + freedom))


def by_entry(marks: Marks) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for (juror, entry), mark in marks.items():
        found.setdefault(entry, {})[juror] = mark
    return found


def by_juror(marks: Marks) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for (juror, entry), mark in marks.items():
        found.setdefault(juror, {})[entry] = mark
    return found
