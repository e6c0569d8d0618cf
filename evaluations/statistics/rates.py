r"""Rates per 1,000 lines, such as findings by severity.

.. math:: 1000 \cdot \sum findings / \sum lines

over all solutions, so long solutions weigh as their length. Counts are over-dispersed (one habit
repeats through a file), so the interval resamples whole problems instead of assuming Poisson.

Edge cases: no lines, no value. One problem, or no finding at all, gives a value without interval:
resampling nothing tells nothing about how rare it is
(:func:`evaluations.statistics.intervals.clopper_pearson` bounds the share of problems concerned).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from evaluations.errors import InvalidInput
from evaluations.statistics.clustering import compact
from evaluations.statistics.estimate import CONFIDENCE, Estimate
from evaluations.statistics.intervals import check_numbers
from evaluations.statistics.outcomes import IntArray
from evaluations.statistics.resampling import draw_cluster_weights, percentile_interval

LINES = 1000


def estimate_rate(
    findings: npt.ArrayLike,
    lines: npt.ArrayLike,
    problems: IntArray,
    *,
    seed: int = 0,
    level: float = CONFIDENCE,
) -> Estimate:
    """Findings per 1,000 lines; one number of each kind and one problem code per solution.

    Raises :class:`InvalidInput` on negative or unequal inputs.
    """
    counts, sizes = check_numbers(findings, (problems,)), check_numbers(lines, (problems,))
    if min(counts.min(initial=0), sizes.min(initial=0)) < 0:
        raise InvalidInput("Findings and lines cannot be negative")
    codes, n_problems = compact(np.asarray(problems))
    method = "rate per 1,000 lines, bootstrap of problems"
    if not sizes.sum():
        return Estimate.without_data(method, level=level)
    rate = Estimate(
        value=LINES * float(counts.sum() / sizes.sum()),
        n=len(counts),
        n_clusters=(n_problems,),
        level=level,
        method=method,
    )
    if n_problems < 2 or not counts.any():
        return rate
    totals = np.column_stack([np.bincount(codes, counts), np.bincount(codes, sizes)])
    drawn = np.concatenate([w @ totals for w in draw_cluster_weights(n_problems, seed=seed)])
    with_lines = drawn[drawn[:, 1] > 0]
    ends = percentile_interval(LINES * with_lines[:, 0] / with_lines[:, 1], level)
    return rate if ends is None else replace(rate, low=ends[0], high=ends[1])
