r"""How far reviewers agree, beyond chance and as a plain share.

Krippendorff's alpha allows any number of reviewers per unit and missing ratings. With
coincidences :math:`o_{ck} = \sum_u n_{uc} (n_{uk} - [c = k]) / (m_u - 1)` over units with
:math:`m_u \ge 2` ratings, their margins :math:`n_c` and sum n,

.. math:: \alpha = 1 - (n - 1) \frac{\sum o_{ck} \delta^2_{ck}}{\sum n_c n_k \delta^2_{ck}}

- nominal: delta is 1 for different values;
- ordinal: the difference of mid-ranks in the margins;
- interval: the difference of values;
- ratio: the difference divided by the sum (values not negative).

1 is complete agreement, 0 what chance gives, below 0 is systematic disagreement. Below .667 even
tentative conclusions are doubtful. The share of agreeing pairs stands beside it, since alpha
collapses when nearly all ratings are equal. Intervals resample whole problems.

Edge cases: no unit with two ratings, or a single value everywhere, leaves alpha undefined (no
value). One problem, or agreement without exception, gives a value without interval.

Sources: Krippendorff 2011, "Computing Krippendorff's alpha-reliability"; Hayes, Krippendorff 2007.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from evaluations.errors import InvalidInput
from evaluations.statistics.clustering import compact
from evaluations.statistics.estimate import CONFIDENCE, Estimate
from evaluations.statistics.intervals import check_numbers
from evaluations.statistics.outcomes import FloatArray, IntArray, Votes
from evaluations.statistics.resampling import draw_cluster_weights, percentile_interval


class Scale(StrEnum):
    """What differences between ratings mean."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


@dataclass(frozen=True, kw_only=True, eq=False)
class Ratings:
    """Ratings as arrays of length n; a rating that is missing is not in them.

    ``unit`` is what was rated (a solution on a criterion, a comparison), ``problem`` the problem
    it belongs to (the same for all ratings of a unit), ``value`` the rating. Who gave it does not
    enter. Raises :class:`InvalidInput` on values that are not finite or arrays of unequal length.
    """

    unit: IntArray
    problem: IntArray
    value: FloatArray

    def __post_init__(self) -> None:
        for name in ("unit", "problem"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=np.int64))
        object.__setattr__(self, "value", check_numbers(self.value, (self.unit, self.problem)))


@dataclass(frozen=True, kw_only=True, eq=False)
class Coincidences:
    """Pairs of ratings within units: ``tables`` (n_problems, V, V) over the V distinct ``values``.

    ``n_pairable`` counts the ratings of units that have at least two.
    """

    values: FloatArray
    tables: FloatArray
    n_pairable: int


def tabulate_ratings(matrix: npt.ArrayLike) -> Ratings:
    """Ratings from a matrix (reviewers, units) with NaN for missing; every unit is a problem."""
    table = np.asarray(matrix, dtype=np.float64)
    _, unit = present = np.nonzero(~np.isnan(table))
    return Ratings(unit=unit, problem=unit, value=table[present])


def rate_comparisons(votes: Votes) -> Ratings:
    """Votes as ratings of comparisons: the score of the model with the lower code.

    The unit is the pair of models on a problem, whichever way round it was displayed.
    """
    low, high = np.minimum(votes.left, votes.right), np.maximum(votes.left, votes.right)
    unit = (votes.problem * votes.n_models + low) * votes.n_models + high
    value = np.where(votes.left == low, votes.left_score, 1 - votes.left_score)
    return Ratings(unit=unit, problem=votes.problem, value=value)


def krippendorff_alpha(
    ratings: Ratings, scale: Scale, *, seed: int = 0, level: float = CONFIDENCE
) -> Estimate:
    """Alpha on this scale with a problem-bootstrap interval; ``n`` counts pairable ratings.

    Raises :class:`InvalidInput` for negative values on the ratio scale.
    """
    if scale is Scale.RATIO and ratings.value.min(initial=0) < 0:
        raise InvalidInput("The ratio scale has no negative values")
    found = count_coincidences(ratings)
    return _estimate(
        found,
        lambda tables: _alphas(tables, found.values, scale),
        method=f"Krippendorff's alpha, {scale}, bootstrap of problems",
        seed=seed,
        level=level,
    )


def share_of_agreement(ratings: Ratings, *, seed: int = 0, level: float = CONFIDENCE) -> Estimate:
    """Share of pairs of ratings of one unit that are equal (each unit weighs as its ratings)."""
    return _estimate(
        count_coincidences(ratings),
        _agreements,
        method="share of agreeing pairs, bootstrap of problems",
        seed=seed,
        level=level,
    )


def count_coincidences(ratings: Ratings) -> Coincidences:
    """The coincidence table of every problem."""
    unit, n_units = compact(ratings.unit)
    values, value = np.unique(ratings.value, return_inverse=True)
    counts = np.bincount(unit * len(values) + value, minlength=n_units * len(values))
    counts = counts.reshape(n_units, len(values)).astype(np.float64)
    sizes = counts.sum(axis=1)
    problem = np.zeros(n_units, dtype=np.int64)
    problem[unit] = ratings.problem
    pairable = sizes >= 2
    return Coincidences(
        values=values,
        tables=_sum_pairs(counts[pairable], problem[pairable]),
        n_pairable=int(sizes[pairable].sum()),
    )


def _sum_pairs(counts: FloatArray, problem: IntArray) -> FloatArray:
    """Coincidences of units, each weighted 1 / (m - 1), summed within problems."""
    codes, n_problems = compact(problem)
    weighted = counts / (counts.sum(axis=1, keepdims=True) - 1)
    tables = np.zeros((n_problems, counts.shape[1], counts.shape[1]))
    for column in range(counts.shape[1]):
        for other in range(counts.shape[1]):
            pairs = weighted[:, column] * (counts[:, other] - (column == other))
            tables[:, column, other] = np.bincount(codes, pairs, minlength=n_problems)
    return tables


def _estimate(
    found: Coincidences,
    statistic: Callable[[FloatArray], FloatArray],
    *,
    method: str,
    seed: int,
    level: float,
) -> Estimate:
    n_problems, size = len(found.tables), len(found.values)
    total = found.tables.sum(axis=0)
    value = float(statistic(total[np.newaxis])[0]) if n_problems else np.nan
    if np.isnan(value):
        return replace(Estimate.without_data(method, level=level), n=found.n_pairable)
    plain = Estimate(
        value=value, n=found.n_pairable, n_clusters=(n_problems,), level=level, method=method
    )
    disagrees = total[~np.eye(size, dtype=bool)].any()
    if n_problems < 2 or not disagrees:
        return plain
    flat = found.tables.reshape(n_problems, -1)
    blocks = draw_cluster_weights(n_problems, seed=seed, numbers_per_draw=size**2)
    draws = [statistic((weights @ flat).reshape(-1, size, size)) for weights in blocks]
    ends = percentile_interval(np.concatenate(draws), level)
    return plain if ends is None else replace(plain, low=ends[0], high=ends[1])


def _agreements(tables: FloatArray) -> FloatArray:
    return np.asarray(np.trace(tables, axis1=1, axis2=2) / tables.sum(axis=(1, 2)))


def _alphas(tables: FloatArray, values: FloatArray, scale: Scale) -> FloatArray:
    """Alpha of every coincidence table, NaN where only one value occurs."""
    margins = tables.sum(axis=1)
    distances = _squared_distances(margins, values, scale)
    observed = (tables * distances).sum(axis=(1, 2))
    expected = np.einsum("bc,bk,bck->b", margins, margins, distances)
    undefined = np.full(len(tables), np.nan)
    ratio = np.divide(observed, expected, out=undefined, where=expected > 0)
    return np.asarray(1 - (margins.sum(axis=1) - 1) * ratio)


def _squared_distances(margins: FloatArray, values: FloatArray, scale: Scale) -> FloatArray:
    """(tables, V, V); only the ordinal scale depends on the margins."""
    if scale is Scale.NOMINAL:
        return np.broadcast_to(1 - np.eye(len(values)), (len(margins), len(values), len(values)))
    if scale is Scale.ORDINAL:
        positions = margins.cumsum(axis=1) - margins / 2
        return np.asarray((positions[:, :, np.newaxis] - positions[:, np.newaxis, :]) ** 2)
    differences, sums = values[:, np.newaxis] - values, values[:, np.newaxis] + values
    if scale is Scale.RATIO:
        differences = np.divide(differences, sums, out=np.zeros_like(sums), where=sums > 0)
    return np.broadcast_to(differences**2, (len(margins), len(values), len(values)))
