"""Every number of every model, in the order of the profile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evaluations.reporting.automatic import (
    PER_LINES,
    Passing,
    Scans,
    judge_imported,
    read_scans,
)
from evaluations.reporting.inputs import SEVERITIES, Inputs
from evaluations.reporting.kinds import list_kinds, measure_kinds
from evaluations.reporting.numbers import POINTS, SHARE, Measure, Number
from evaluations.reporting.preferences import Preferences
from evaluations.reporting.ratings import Rated, mean_points

SERIOUS = ("critical", "high")


OF_PREFERENCE = (
    Measure(
        key="win_score",
        name="Win score",
        unit=SHARE,
        better="higher",
        meaning="Share of comparisons in which reviewers preferred it, ties as half.",
    ),
    Measure(
        key="strength",
        name="Strength",
        unit="rating points",
        better="higher",
        meaning="Bradley-Terry rating around 1000; 400 points are odds of 10 to 1.",
    ),
)
OF_TESTS = (
    Measure(
        key="solved",
        name="Problems passed",
        unit=SHARE,
        better="higher",
        meaning="Share of problems that at least one solution passes.",
    ),
    Measure(
        key="pass_at_1",
        name="pass@1",
        unit=SHARE,
        better="higher",
        meaning="Chance that one solution passes all its tests, over problems.",
    ),
)
OF_FINDINGS = (
    Measure(
        key="findings",
        name="Findings",
        unit=PER_LINES,
        better="lower",
        meaning="Of all severities, per 1,000 lines.",
    ),
    Measure(
        key="findings/serious",
        name="Critical and high",
        unit=PER_LINES,
        better="lower",
        meaning="Findings of severity critical or high, per 1,000 lines.",
    ),
    *(
        Measure(
            key=f"findings/{severity}",
            name=f"Findings: {severity}",
            unit=PER_LINES,
            better="lower",
            meaning=f"Findings of severity {severity}, per 1,000 lines.",
        )
        for severity in SEVERITIES
    ),
)
OF_CODE = (
    Measure(
        key="complexity",
        name="Complexity",
        unit="paths",
        better="lower",
        meaning="Median cyclomatic complexity of the worst function of a solution.",
    ),
    Measure(
        key="complexity/passing",
        name="Complexity, passing",
        unit="paths",
        better="lower",
        meaning="The same over solutions that pass their tests.",
    ),
    Measure(key="lines", name="Size", unit="lines", meaning="Median lines of a solution."),
)


@dataclass(frozen=True, kw_only=True)
class Scorecards:
    """``numbers``: model id -> measure key -> number, every model having every measure."""

    measures: tuple[Measure, ...]
    numbers: Mapping[int, Mapping[str, Number]]


def build_scorecards(
    inputs: Inputs,
    preferences: Preferences,
    rated: Rated,
    passed: Mapping[int, bool],
) -> Scorecards:
    """All numbers of all models; ``rated`` by criterion, ``passed`` by our own runs."""
    imported = judge_imported(inputs)
    numbers: dict[int, dict[str, Number]] = {
        model.id: {
            "win_score": preferences.win_scores[code],
            "strength": preferences.strengths[code],
        }
        for code, model in enumerate(inputs.models)
    }
    for part in (
        _ratings(inputs, rated),
        _tests(inputs, passed),
        _scans(inputs, passed),
        measure_kinds(inputs),
        _imported(inputs, imported),
    ):
        for model, measure, number in part:
            numbers[model][measure] = number
    return Scorecards(measures=tuple(list_measures(inputs, tuple(imported))), numbers=numbers)


Entry = tuple[int, str, Number]
"""Model id, measure key, number."""


def _ratings(inputs: Inputs, rated: Rated) -> Iterator[Entry]:
    for criterion in inputs.criteria:
        for model in inputs.models:
            mean = mean_points(rated[criterion.key], model.id, criterion.points)
            yield model.id, f"rating/{criterion.key}", mean


def _tests(inputs: Inputs, passed: Mapping[int, bool]) -> Iterator[Entry]:
    for model in inputs.models:
        own = [row for row in inputs.solutions if row.model == model.id]
        passing = Passing.count(own, passed)
        yield model.id, "solved", passing.solved()
        yield model.id, "pass_at_1", passing.pass_at_1()


def _scans(inputs: Inputs, passed: Mapping[int, bool]) -> Iterator[Entry]:
    complete = read_scans(inputs, passed)
    for model in inputs.models:
        own = tuple(scan for scan in complete if scan.model == model.id)
        total = sum(row.model == model.id for row in inputs.solutions)
        scans = Scans(scans=own, missing=total - len(own), seed=inputs.campaign.seed)
        yield model.id, "findings", scans.rate(*SEVERITIES)
        yield model.id, "findings/serious", scans.rate(*SERIOUS)
        for severity in SEVERITIES:
            yield model.id, f"findings/{severity}", scans.rate(severity)
        yield model.id, "complexity", scans.median_complexity()
        yield model.id, "complexity/passing", scans.median_complexity(passing=True)
        yield model.id, "lines", scans.median_lines()


def _imported(inputs: Inputs, sources: Mapping[str, Mapping[int, bool]]) -> Iterator[Entry]:
    for model in inputs.models:
        own = [row for row in inputs.solutions if row.model == model.id]
        for source, passed in sources.items():
            yield model.id, f"imported/{source}", Passing.count(own, passed).pass_at_1()


def list_measures(inputs: Inputs, sources: tuple[str, ...]) -> Iterator[Measure]:
    """What the profile shows, in order."""
    yield from OF_PREFERENCE
    for criterion in inputs.criteria:
        yield Measure(
            key=f"rating/{criterion.key}",
            name=criterion.name,
            unit=POINTS,
            better="higher",
            meaning=f"Mean rating on a scale from 1 to {criterion.points}.",
        )
    yield from OF_TESTS
    yield from list_kinds(inputs)
    yield from OF_FINDINGS
    yield from OF_CODE
    for source in sources:
        yield Measure(
            key=f"imported/{source}",
            name=f"pass@1, {source}",
            unit=SHARE,
            better="higher",
            meaning=f"As judged by {source} and imported; not run here.",
        )
