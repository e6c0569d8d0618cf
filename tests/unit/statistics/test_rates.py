from __future__ import annotations

import numpy as np
import pytest

from evaluations.errors import InvalidInput
from evaluations.statistics.rates import estimate_rate
from tests.unit.statistics.examples import shown


def test_it_counts_findings_per_thousand_lines() -> None:
    rate = estimate_rate([1, 0, 3], [100, 50, 250], np.array([0, 1, 2]))
    assert rate.value == pytest.approx(10.0)
    assert (rate.n, rate.n_clusters) == (3, (3,))


def test_it_resamples_whole_problems() -> None:
    random = np.random.default_rng(1)
    findings = np.repeat(random.poisson(3, 20), 10)
    lines, problems = np.full(200, 40), np.repeat(np.arange(20), 10)
    grouped = estimate_rate(findings, lines, problems)
    alone = estimate_rate(findings, lines, np.arange(200))
    assert shown(grouped).low < shown(grouped).value < shown(grouped).high
    assert shown(grouped).width > 2 * shown(alone).width


def test_it_repeats_itself_with_the_same_seed() -> None:
    inputs = [1, 0, 3, 2], [100, 50, 250, 70], np.array([0, 1, 2, 3])
    assert estimate_rate(*inputs, seed=5) == estimate_rate(*inputs, seed=5)


@pytest.mark.parametrize(("findings", "lines"), [([], []), ([0, 0], [0, 0])])
def test_it_has_no_rate_without_lines(findings: list[int], lines: list[int]) -> None:
    rate = estimate_rate(findings, lines, np.arange(len(findings)))
    assert (rate.value, rate.n) == (None, 0)


def test_it_does_not_take_nothing_found_for_certainty() -> None:
    rate = estimate_rate([0, 0, 0], [10, 20, 30], np.arange(3))
    assert (rate.value, rate.low, rate.high, rate.n) == (0.0, None, None, 3)


def test_it_has_no_interval_from_one_problem() -> None:
    rate = estimate_rate([1, 2], [10, 20], np.zeros(2, dtype=np.int64))
    assert (rate.value, rate.low) == (100.0, None)


def test_it_leaves_out_draws_of_nothing_but_empty_solutions() -> None:
    rate = estimate_rate([0, 2, 0], [0, 100, 0], np.arange(3))
    assert (rate.low, rate.value, rate.high) == (20.0, 20.0, 20.0)


@pytest.mark.parametrize(("findings", "lines"), [([-1], [10]), ([1], [-10])])
def test_it_refuses_negative_counts(findings: list[int], lines: list[int]) -> None:
    with pytest.raises(InvalidInput, match="negative"):
        estimate_rate(findings, lines, np.arange(1))


def test_it_refuses_findings_without_lines() -> None:
    with pytest.raises(InvalidInput, match="cluster code"):
        estimate_rate([1, 2], [10], np.arange(2))
