"""Medians and other quantiles of skewed measures: complexity, size, time, cost.

The quantile q is the value below which a share q of the observations lies; where it falls between
two observations it is their middle (type 2 of Hyndman, Fan 1996), so that q = 0.5 is the usual
median. The interval resamples whole problems. Unit: that of the values.

Edge cases: no values, no quantile. One problem gives a value without interval. Where nearly all
values are equal the interval may be a point.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from evaluations.errors import InvalidInput
from evaluations.statistics.clustering import compact
from evaluations.statistics.estimate import CONFIDENCE, Estimate
from evaluations.statistics.intervals import check_numbers
from evaluations.statistics.outcomes import FloatArray, IntArray
from evaluations.statistics.resampling import draw_cluster_weights, percentile_interval

MEDIAN = 0.5
RELATIVE_ROUNDING = 1e-12


def estimate_quantile(
    values: npt.ArrayLike,
    problems: IntArray,
    *,
    share: float = MEDIAN,
    seed: int = 0,
    level: float = CONFIDENCE,
) -> Estimate:
    """The quantile at ``share`` with a problem-bootstrap interval; one problem code per value.

    Raises :class:`InvalidInput` unless 0 < share < 1 and every value is finite with its problem.
    """
    if not 0 < share < 1:
        raise InvalidInput("A quantile's share lies between 0 and 1")
    observed = check_numbers(values, (problems,))
    method = f"quantile {share:g}, bootstrap of problems"
    if not len(observed):
        return Estimate.without_data(method, level=level)
    codes, n_problems = compact(np.asarray(problems))
    order = np.argsort(observed, kind="stable")
    observed, codes = observed[order], codes[order]
    quantile = Estimate(
        value=float(_weighted_quantiles(observed, np.ones((1, len(observed))), share)[0]),
        n=len(observed),
        n_clusters=(n_problems,),
        level=level,
        method=method,
    )
    if n_problems < 2:
        return quantile
    blocks = draw_cluster_weights(n_problems, seed=seed, numbers_per_draw=len(observed))
    draws = [_weighted_quantiles(observed, weights[:, codes], share) for weights in blocks]
    ends = percentile_interval(np.concatenate(draws), level)
    return quantile if ends is None else replace(quantile, low=ends[0], high=ends[1])


def _weighted_quantiles(ascending: FloatArray, weights: FloatArray, share: float) -> FloatArray:
    """One quantile per row of weights; a weight is how often a value counts."""
    cumulated = weights.cumsum(axis=1)
    target = share * cumulated[:, -1:]
    slack = RELATIVE_ROUNDING * target
    lower = (cumulated >= target - slack).argmax(axis=1)
    upper = (cumulated > target + slack).argmax(axis=1)
    return np.asarray((ascending[lower] + ascending[upper]) / 2)
