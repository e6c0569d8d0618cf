from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, binomtest, ttest_1samp

from evaluations.errors import InvalidInput
from evaluations.statistics.intervals import (
    clopper_pearson,
    clustered_mean,
    clustered_share,
    wilson,
)
from tests.unit.statistics.examples import known, shown


@pytest.mark.parametrize(("successes", "trials"), [(0, 10), (3, 10), (10, 10), (141, 164)])
def test_it_gives_the_intervals_of_scipy_for_a_share(successes: int, trials: int) -> None:
    oracle = binomtest(successes, trials)
    for estimate, expected in (
        (wilson(successes, trials), oracle.proportion_ci(method="wilson")),
        (clopper_pearson(successes, trials), oracle.proportion_ci(method="exact")),
    ):
        assert (estimate.low, estimate.high) == pytest.approx((expected.low, expected.high))


def test_it_bounds_what_was_never_seen() -> None:
    # The rule of three: no failure in 150 leaves up to 2 % (one-sided 95 %).
    assert clopper_pearson(0, 150, level=0.90).high == pytest.approx(0.0198, abs=5e-5)
    assert clopper_pearson(0, 300, level=0.90).high == pytest.approx(0.0099, abs=5e-5)
    assert clopper_pearson(0, 150, level=0.90).high == pytest.approx(beta.ppf(0.95, 1, 150))


def test_it_has_no_share_of_no_trials() -> None:
    assert wilson(0, 0).value is None
    assert clopper_pearson(0, 0).value is None


@pytest.mark.parametrize("share", [wilson, clopper_pearson])
@pytest.mark.parametrize(("successes", "trials"), [(4, 3), (-1, 3)])
def test_it_refuses_impossible_counts(share, successes: int, trials: int) -> None:
    with pytest.raises(InvalidInput, match="impossible"):
        share(successes, trials)


def test_it_gives_the_t_interval_of_independent_values() -> None:
    values = [3.0, 4.0, 4.0, 5.0, 7.0]
    expected = ttest_1samp(values, 0).confidence_interval(0.95)
    estimate = clustered_mean(values)
    assert estimate.value == pytest.approx(4.6)
    assert (estimate.low, estimate.high) == pytest.approx((expected.low, expected.high))


def test_it_sums_deviations_within_clusters_before_squaring() -> None:
    values, clusters = np.array([1.0, 0, 0, 1, 0, 0, 1, 0, 0, 0]), np.repeat(np.arange(5), 2)
    # Cluster sums of deviations from 0.3: 0.4, 0.4, -0.6, 0.4, -0.6.
    expected = np.sqrt(5 / 4 * (3 * 0.16 + 2 * 0.36)) / 10
    assert clustered_mean(values, (clusters,)).standard_error == pytest.approx(expected)


def test_it_adds_both_dimensions_and_takes_their_overlap_out() -> None:
    values = np.array([1.0, 2.0, 4.0, 3.0, 5.0, 9.0])
    problem, reviewer = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 0, 1, 0, 1])
    deviations = values - values.mean()
    by_problem = 3 / 2 * (np.bincount(problem, deviations) ** 2).sum()
    by_reviewer = 2 / 1 * (np.bincount(reviewer, deviations) ** 2).sum()
    overlap = 6 / 5 * (deviations**2).sum()
    estimate = clustered_mean(values, (problem, reviewer))
    expected = np.sqrt(by_problem + by_reviewer - overlap) / 6
    assert estimate.standard_error == pytest.approx(expected)
    assert estimate.n_clusters == (3, 2)


def test_it_falls_back_on_the_overlap_when_everything_else_cancels() -> None:
    # Deviations cancel within problems and within reviewers, so two ways would leave less than 0.
    values = np.array([1.0, 0.0, 0.0, 1.0])
    problem, reviewer = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    estimate = clustered_mean(values, (problem, reviewer))
    assert estimate.standard_error == pytest.approx(np.sqrt(4 / 3 * 4 * 0.25) / 4)


def test_it_has_no_interval_from_values_that_never_vary() -> None:
    always = clustered_mean(np.full(7, 0.1), (np.arange(7), np.arange(7) % 3))
    assert always.value == pytest.approx(0.1)
    assert (always.low, always.high) == (None, None)


@pytest.mark.parametrize("estimate", [clustered_mean, clustered_share])
def test_it_has_a_value_but_no_interval_from_one_observation(estimate) -> None:
    one = estimate([1.0])
    assert (one.value, one.low, one.high, one.n) == (1.0, None, None, 1)


@pytest.mark.parametrize("estimate", [clustered_mean, clustered_share])
def test_it_has_a_value_but_no_interval_from_one_reviewer(estimate) -> None:
    problems, reviewers = np.arange(4), np.zeros(4, dtype=np.int64)
    alone = estimate([1.0, 0.0, 1.0, 1.0], (problems, reviewers))
    assert (alone.value, alone.low, alone.n_clusters) == (0.75, None, (4, 1))


@pytest.mark.parametrize("estimate", [clustered_mean, clustered_share])
def test_it_has_no_value_from_nothing(estimate) -> None:
    nothing = estimate([])
    assert (nothing.value, nothing.n) == (None, 0)


def test_it_does_not_take_complete_success_of_a_few_for_certainty() -> None:
    few = clustered_share(np.ones(40), (np.repeat(np.arange(4), 10),))
    many = clustered_share(np.ones(400), (np.repeat(np.arange(40), 10),))
    assert few.high == many.high == 1.0
    assert shown(few).low < 0.5 < 0.9 < shown(many).low


def test_it_agrees_with_value_plus_minus_t_errors_far_from_the_ends() -> None:
    values = np.random.default_rng(3).random(4000)
    share, mean = clustered_share(values), clustered_mean(values)
    assert (share.low, share.high) == pytest.approx((mean.low, mean.high), abs=1e-4)


def test_it_covers_pass_rates_near_one_where_t_alone_fails() -> None:
    random, covered, covered_by_t = np.random.default_rng(11), 0, 0
    for _ in range(1000):
        values = random.binomial(5, random.beta(1.47, 0.03, 12)) / 5
        share, mean = shown(clustered_share(values)), clustered_mean(values)
        covered += share.low <= 0.98 <= share.high
        covered_by_t += mean.low is not None and mean.low <= 0.98 <= known(mean.high)
    assert covered >= 940
    assert covered_by_t <= 600


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=2, max_size=30))
@settings(derandomize=True, deadline=None)
def test_it_keeps_a_share_and_its_interval_between_zero_and_one(values: list[float]) -> None:
    share = shown(clustered_share(values))
    assert 0 <= share.low <= share.value <= share.high <= 1


def test_it_refuses_a_share_of_values_beyond_one() -> None:
    with pytest.raises(InvalidInput, match="between 0 and 1"):
        clustered_share([0.5, 1.5])


@pytest.mark.parametrize("values", [[1.0, float("nan")], [1.0, float("inf")]])
def test_it_refuses_missing_values_in_a_mean(values: list[float]) -> None:
    with pytest.raises(InvalidInput, match="finite"):
        clustered_mean(values)


def test_it_refuses_a_value_without_its_cluster() -> None:
    with pytest.raises(InvalidInput, match="cluster code"):
        clustered_mean([1.0, 2.0], (np.array([0]),))
