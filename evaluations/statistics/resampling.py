"""Cluster bootstrap: draw whole clusters with replacement, keep what belongs together together.

A draw is a vector of weights, how often each cluster was drawn. Statistics that are functions of
sums over clusters need no second look at the observations. The same seed gives the same draws.

Edge case: fewer than two clusters cannot be resampled; callers give no interval then.

Source: Davison, Hinkley 1997, sections 2.4 and 3.8; percentile interval.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evaluations.statistics.outcomes import FloatArray

RESAMPLES = 2000
"""Draws of a bootstrap interval: the ends vary by about 3 % of its width."""

NUMBERS_AT_ONCE = 2_000_000
"""Numbers held in memory together (16 MB)."""


def draw_cluster_weights(
    n_clusters: int, *, seed: int, numbers_per_draw: int = 1, resamples: int = RESAMPLES
) -> Iterator[FloatArray]:
    """Blocks of draws, (draws, n_clusters) each, ``resamples`` draws in all.

    ``numbers_per_draw`` is what the caller makes of one draw, so that blocks stay small in memory;
    the draws do not depend on it.
    """
    random = np.random.default_rng(seed)
    block = max(1, NUMBERS_AT_ONCE // max(1, n_clusters, numbers_per_draw))
    evenly = np.full(n_clusters, 1 / n_clusters)
    for start in range(0, resamples, block):
        draws = min(block, resamples - start)
        yield random.multinomial(n_clusters, evenly, size=draws).astype(np.float64)


def percentile_interval(draws: FloatArray, level: float) -> tuple[float, float] | None:
    """The middle ``level`` of the defined draws; ``None`` when none is defined (all NaN)."""
    defined = draws[np.isfinite(draws)]
    if not len(defined):
        return None
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
