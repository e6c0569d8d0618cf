"""A number stands beside the reference's and the median, or says that there is none."""

from __future__ import annotations

from evaluations.scanning.comparing.metrics import (
    MEASURING,
    compare_metrics,
    measure_sources,
    measured_by,
)
from evaluations.scanning.results import Metric
from evaluations.scanning.scanners import SCANNERS
from tests.unit.scanning.scanning_helpers import source


def lines(value: float, unit: str = "lines") -> Metric:
    return Metric(name="lines", value=value, unit=unit)


def test_it_compares_with_reference_and_median():
    [one] = compare_metrics([lines(30)], [lines(20)], {"lines": [30, 10, 14, 12]})
    assert (one.value, one.reference, one.median, one.n, one.unit) == (30, 20, 13, 4, "lines")
    assert one.ratio == 1.5


def test_it_says_what_is_missing_and_never_zero():
    [one] = compare_metrics([lines(30)], [], {})
    assert (one.reference, one.median, one.ratio, one.n) == (None, None, None, 0)


def test_it_has_no_ratio_to_zero_and_compares_no_other_unit():
    [zero] = compare_metrics([lines(3)], [lines(0)], {"lines": [3]})
    assert (zero.reference, zero.ratio) == (0, None)
    [other] = compare_metrics([lines(3)], [lines(3, unit="letters")], {"lines": [3]})
    assert other.reference is None


def test_it_orders_numbers_by_name():
    metrics = [Metric(name=name, value=1, unit="count") for name in ("b", "a")]
    assert [each.name for each in compare_metrics(metrics, [], {})] == ["a", "b"]


def test_it_knows_the_scanners_that_give_numbers():
    assert {scanner.name for scanner in SCANNERS} >= set(MEASURING)
    assert measured_by("python") != measured_by("sql")


def test_it_measures_many_sources_in_the_real_sandbox(sandbox):
    sources = [source("def f(a):\n    return a if a else 1\n"), source("x = (\n")]
    good, broken = measure_sources(sources, sandbox)
    numbers = {each.name: each.value for each in good}
    assert numbers["cognitive_complexity_max"] == 1
    assert numbers["lines"] == 2
    assert "cognitive_complexity_max" not in {each.name for each in broken}
