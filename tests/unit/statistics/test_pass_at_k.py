from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from evaluations.errors import InvalidInput
from evaluations.statistics.pass_at_k import estimate_pass_at_k, pass_at_k
from tests.unit.statistics.examples import known, shown


@pytest.mark.parametrize(
    ("drawn", "correct", "k", "expected"),
    [
        (5, 2, 2, 0.7),
        (10, 3, 5, 11 / 12),
        (20, 1, 10, 0.5),
        (200, 10, 10, 0.408547866),
        (200, 10, 100, 0.999228974),
        (50, 0, 7, 0.0),
        (10, 8, 3, 1.0),
        (1, 1, 1, 1.0),
    ],
)
def test_it_gives_the_published_values(drawn: int, correct: int, k: int, expected: float) -> None:
    assert float(pass_at_k(drawn, correct, k)) == pytest.approx(expected, abs=5e-10)


@given(st.integers(1, 60), st.data())
@settings(derandomize=True, deadline=None)
def test_it_equals_the_ratio_of_binomial_coefficients(drawn: int, data: st.DataObject) -> None:
    correct, k = data.draw(st.integers(0, drawn)), data.draw(st.integers(1, drawn))
    expected = 1 - comb(drawn - correct, k) / comb(drawn, k)
    assert float(pass_at_k(drawn, correct, k)) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("drawn", "chance", "k"), [(10, 0.3, 5), (7, 0.9, 2), (20, 0.05, 20)])
def test_it_is_unbiased(drawn: int, chance: float, k: int) -> None:
    correct = np.arange(drawn + 1)
    values = pass_at_k(np.full(drawn + 1, drawn), correct, k)
    expectation = values @ binom.pmf(correct, drawn, chance)
    assert expectation == pytest.approx(1 - (1 - chance) ** k)


def test_it_refuses_more_solutions_than_were_drawn() -> None:
    with pytest.raises(InvalidInput, match="pass@6") as caught:
        pass_at_k([10, 5], [3, 5], 6)
    assert caught.value.details == {"k": 6, "fewest_drawn": 5}


@pytest.mark.parametrize(("drawn", "correct"), [([3], [4]), ([3], [-1]), ([3, 3], [1])])
def test_it_refuses_impossible_counts(drawn: list[int], correct: list[int]) -> None:
    with pytest.raises(InvalidInput, match="solutions are correct"):
        pass_at_k(drawn, correct, 1)


@pytest.mark.parametrize("k", [0, -1])
def test_it_refuses_fewer_than_one(k: int) -> None:
    with pytest.raises(InvalidInput, match="k between 1"):
        pass_at_k([3], [1], k)


def test_it_averages_over_problems_with_an_interval() -> None:
    estimate = estimate_pass_at_k([10, 10, 10], [3, 10, 0], 5)
    assert estimate.value == pytest.approx((11 / 12 + 1 + 0) / 3)
    assert estimate.n == 3
    assert 0 <= shown(estimate).low < shown(estimate).value


def test_it_widens_the_interval_for_families_of_problems() -> None:
    correct = np.repeat([1, 0, 1, 1, 0, 1, 0, 1], 5)
    drawn, families = np.ones(40, dtype=np.int64), np.repeat(np.arange(8), 5)
    alone = estimate_pass_at_k(drawn, correct, 1)
    grouped = estimate_pass_at_k(drawn, correct, 1, families=families)
    assert grouped.value == alone.value
    assert known(grouped.standard_error) > 2 * known(alone.standard_error)
    assert grouped.n_clusters == (8,)


def test_it_has_no_pass_rate_without_problems() -> None:
    assert estimate_pass_at_k([], [], 1).value is None


def test_it_has_no_interval_from_one_problem() -> None:
    one = estimate_pass_at_k([4], [1], 1)
    assert (one.value, one.low, one.high) == (0.25, None, None)
