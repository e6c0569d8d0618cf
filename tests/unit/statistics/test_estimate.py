from __future__ import annotations

import math

import pytest

from evaluations.statistics.estimate import Estimate


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_it_never_lets_a_number_out_that_is_none(place: int, number: float) -> None:
    numbers = [1.0, 1.0, 1.0, 1.0]
    numbers[place] = number
    value, low, high, error = numbers
    with pytest.raises(ValueError, match="no number to show"):
        Estimate(value=value, low=low, high=high, standard_error=error, n=3, method="mean")


def test_it_keeps_no_data_apart_from_zero() -> None:
    nothing = Estimate.without_data("mean")
    assert (nothing.value, nothing.low, nothing.high, nothing.n) == (None, None, None, 0)


def test_it_warns_of_few_clusters_in_any_dimension() -> None:
    assert Estimate(value=1.0, n=60, n_clusters=(30, 5), method="mean").has_few_clusters
    assert not Estimate(value=1.0, n=60, n_clusters=(30, 6), method="mean").has_few_clusters


def test_it_moves_to_another_scale_with_its_interval() -> None:
    estimate = Estimate(value=1.0, low=0.5, high=2.0, standard_error=0.3, n=9, method="mean")
    turned = estimate.scaled(-2.0, offset=10.0)
    assert (turned.low, turned.value, turned.high) == (6.0, 8.0, 9.0)
    assert turned.standard_error == pytest.approx(0.6)


def test_it_stays_without_data_on_another_scale() -> None:
    assert Estimate.without_data("mean").scaled(2.0, offset=1000.0).value is None
