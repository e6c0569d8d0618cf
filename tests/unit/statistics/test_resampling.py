from __future__ import annotations

import numpy as np
import pytest

from evaluations.statistics import resampling
from evaluations.statistics.resampling import draw_cluster_weights, percentile_interval


def test_it_draws_as_many_clusters_as_there_are() -> None:
    weights = np.concatenate(list(draw_cluster_weights(7, seed=1, resamples=50)))
    assert weights.shape == (50, 7)
    assert (weights.sum(axis=1) == 7).all()


def test_it_draws_the_same_in_small_blocks_as_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = np.concatenate(list(draw_cluster_weights(7, seed=1, resamples=50)))
    monkeypatch.setattr(resampling, "NUMBERS_AT_ONCE", 60)
    blocks = list(draw_cluster_weights(7, seed=1, numbers_per_draw=20, resamples=50))
    assert len(blocks) == 17
    assert (np.concatenate(blocks) == at_once).all()


def test_it_takes_the_middle_of_the_defined_draws() -> None:
    draws = np.append(np.arange(101.0), np.nan)
    assert percentile_interval(draws, 0.9) == pytest.approx((5.0, 95.0))


def test_it_has_no_interval_when_no_draw_is_defined() -> None:
    assert percentile_interval(np.full(5, np.nan), 0.9) is None
