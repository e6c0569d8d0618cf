"""Suites of other kinds have numbers of their own and leave the pass rates alone."""

from __future__ import annotations

from evaluations.reporting.document import build_document
from evaluations.reporting.inputs import Inputs, PerformanceRow, ProblemRow, RunRow
from evaluations.reporting.numbers import Number
from evaluations.reporting.scorecards import Scorecards, build_scorecards
from tests.unit.reporting.rows import AURORA, BASALT, make_inputs


def with_kinds() -> Inputs:
    """Problem 1 has a robustness suite; Aurora takes twice the time of the reference there."""
    return make_inputs(
        problems=(ProblemRow(1, "one", 1, 1), ProblemRow(2, "two", 1)),
        robustness=(RunRow(11, 5, ["failed"]), RunRow(12, 5, ["passed"])),
        performance=(
            PerformanceRow(11, 6, "passed", 2.0, 1.5),
            PerformanceRow(12, 6, "failed", 0.1, 0.1),
            PerformanceRow(21, 6, "passed", 4.0, None),
        ),
    )


def cards_of(inputs: Inputs) -> Scorecards:
    from evaluations.reporting.automatic import judge_solutions
    from evaluations.reporting.preferences import collect_votes, measure_preferences
    from evaluations.reporting.ratings import collect_ratings

    votes = collect_votes(inputs.counted_reviews, [model.id for model in inputs.models])
    rated = collect_ratings(inputs.counted_reviews, inputs.criteria)
    preferences = measure_preferences(votes)
    return build_scorecards(inputs, preferences, rated, judge_solutions(inputs))


def number(inputs: Inputs, model: int, key: str) -> Number:
    return cards_of(inputs).numbers[model][key]


def test_it_counts_robustness_over_the_problems_that_try_it() -> None:
    aurora = number(with_kinds(), AURORA, "robustness")
    basalt = number(with_kinds(), BASALT, "robustness")
    assert (aurora.value, aurora.n) == (0.0, 1)
    assert (basalt.value, basalt.n) == (1.0, 1)
    assert basalt.note.endswith("two problems.")


def test_it_takes_the_median_cost_of_solutions_that_pass() -> None:
    time = number(with_kinds(), AURORA, "performance/time")
    assert (time.value, time.n, time.unit) == (3.0, 2, "times the reference")
    assert number(with_kinds(), AURORA, "performance/memory").value == 1.5
    none = number(with_kinds(), BASALT, "performance/time")
    assert none.value is None
    assert "No solution of this model that passes was measured" in none.note


def test_it_leaves_pass_rates_alone() -> None:
    for model in (AURORA, BASALT):
        assert number(with_kinds(), model, "pass_at_1") == number(make_inputs(), model, "pass_at_1")


def test_it_shows_no_kind_that_no_problem_has() -> None:
    keys = {measure.key for measure in cards_of(make_inputs()).measures}
    assert not keys & {"robustness", "performance/time", "performance/memory"}


def test_it_counts_flaky_runs_as_not_passed_and_apart() -> None:
    flaky = make_inputs(runs=(RunRow(11, 1, ["flaky"]), RunRow(12, 1, ["passed"])))
    document = build_document(flaky)
    counts = {one["key"]: (one["count"], one["of"]) for one in document["quality"]}
    assert counts["flaky"] == (1, 2)
    assert counts["judged"] == (2, 4)
    assert number(flaky, AURORA, "pass_at_1").value == 0.0


def test_it_counts_imported_results_that_contradict_ours() -> None:
    counts = {one["key"]: one for one in build_document(make_inputs())["quality"]}
    disagreement = counts["disagreement"]
    assert (disagreement["count"], disagreement["of"]) == (1, 2)
