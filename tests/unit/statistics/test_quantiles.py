from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.errors import InvalidInput
from evaluations.statistics.quantiles import estimate_quantile
from tests.unit.statistics.examples import shown

NUMBERS = st.floats(-1e6, 1e6)


@given(st.lists(NUMBERS, min_size=1, max_size=40))
@settings(derandomize=True, deadline=None, max_examples=60)
def test_it_gives_the_usual_median(values: list[float]) -> None:
    estimate = estimate_quantile(values, np.zeros(len(values), dtype=np.int64))
    assert estimate.value == pytest.approx(float(np.median(values)))


@given(st.lists(NUMBERS, min_size=1, max_size=40), st.sampled_from([0.05, 0.25, 0.95]))
@settings(derandomize=True, deadline=None, max_examples=60)
def test_it_gives_any_quantile_as_numpy_does(values: list[float], share: float) -> None:
    estimate = estimate_quantile(values, np.zeros(len(values), dtype=np.int64), share=share)
    expected = np.quantile(values, share, method="averaged_inverted_cdf")
    assert estimate.value == pytest.approx(float(expected))


def test_it_gives_a_median_with_an_interval() -> None:
    values = np.random.default_rng(6).lognormal(size=400)
    median = estimate_quantile(values, np.arange(400))
    assert shown(median).low < 1.0 < shown(median).high
    assert (median.n, median.n_clusters) == (400, (400,))


def test_it_resamples_whole_problems() -> None:
    random = np.random.default_rng(9)
    values = np.repeat(random.normal(size=15), 20) + random.normal(0, 0.01, 300)
    grouped = estimate_quantile(values, np.repeat(np.arange(15), 20))
    alone = estimate_quantile(values, np.arange(300))
    assert grouped.value == alone.value
    assert shown(grouped).width > 2 * shown(alone).width


def test_it_repeats_itself_with_the_same_seed() -> None:
    values, problems = np.arange(9.0), np.arange(9)
    assert estimate_quantile(values, problems, seed=3) == estimate_quantile(
        values, problems, seed=3
    )


def test_it_has_no_median_of_nothing() -> None:
    assert estimate_quantile([], np.zeros(0, dtype=np.int64)).value is None


def test_it_has_no_interval_from_one_problem() -> None:
    median = estimate_quantile([1.0, 2.0, 9.0], np.zeros(3, dtype=np.int64))
    assert (median.value, median.low, median.n) == (2.0, None, 3)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.5])
def test_it_refuses_a_share_that_is_none(share: float) -> None:
    with pytest.raises(InvalidInput, match="between 0 and 1"):
        estimate_quantile([1.0], np.zeros(1, dtype=np.int64), share=share)
