"""Suites of the other kinds, apart from pass rates: edge inputs, and cost beside the reference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from evaluations.reporting.automatic import PASSED, Passing, judge_robustness
from evaluations.reporting.inputs import Inputs, PerformanceRow
from evaluations.reporting.numbers import SHARE, Measure, Number, state_number
from evaluations.statistics.quantiles import estimate_quantile

TIMES = "times the reference"
COSTS = {"time": "performance/time", "memory": "performance/memory"}
"""Field of a row -> key of the measure."""

OF_ROBUSTNESS = Measure(
    key="robustness",
    name="Robustness",
    unit=SHARE,
    better="higher",
    meaning="Chance that one solution passes all tests of edge inputs, over problems with some.",
)
OF_COST = (
    Measure(
        key=COSTS["time"],
        name="Time",
        unit=TIMES,
        better="lower",
        meaning="Median time of solutions that pass their performance tests; the reference is 1.",
    ),
    Measure(
        key=COSTS["memory"],
        name="Memory",
        unit=TIMES,
        better="lower",
        meaning="Median peak memory of the same, sandbox and interpreter included.",
    ),
)


def list_kinds(inputs: Inputs) -> Iterator[Measure]:
    """Measures of the kinds that the campaign's runs are of."""
    if inputs.robustness:
        yield OF_ROBUSTNESS
    if inputs.performance:
        yield from OF_COST


def measure_kinds(inputs: Inputs) -> Iterator[tuple[int, str, Number]]:
    """Model id, measure key, number."""
    tried = {problem.id for problem in inputs.problems if problem.robustness_suites}
    robust = judge_robustness(inputs)
    for model in inputs.models:
        own = [row for row in inputs.solutions if row.model == model.id]
        if inputs.robustness:
            concerned = [row for row in own if row.problem in tried]
            yield model.id, OF_ROBUSTNESS.key, Passing.count(concerned, robust).pass_at_1()
        if inputs.performance:
            problems = {row.id: row.problem for row in own}
            for field, key in COSTS.items():
                yield model.id, key, _median_ratio(inputs, problems, field)


def _median_ratio(inputs: Inputs, problems: Mapping[int, int], field: str) -> Number:
    """Of the solutions in ``problems`` (solution -> problem)."""
    rows = [row for row in inputs.performance if row.solution in problems and _is_told(row, field)]
    clusters = np.array([problems[row.solution] for row in rows], dtype=np.int64)
    values = [getattr(row, field) for row in rows]
    return state_number(
        estimate_quantile(values, clusters, seed=inputs.campaign.seed),
        counted="solutions",
        unit=TIMES,
        clusters=("problems",),
        absent="No solution of this model that passes was measured.",
    )


def _is_told(row: PerformanceRow, field: str) -> bool:
    return row.verdict == PASSED and getattr(row, field) is not None
