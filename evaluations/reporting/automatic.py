"""What tests and scanners say of models. What could not be judged is missing, never a failure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evaluations.reporting.inputs import SEVERITIES, Inputs, RunRow, ScanRow, SolutionRow
from evaluations.reporting.numbers import SHARE, Number, state_number
from evaluations.statistics.estimate import Estimate
from evaluations.statistics.intervals import clustered_share
from evaluations.statistics.outcomes import IntArray
from evaluations.statistics.pass_at_k import estimate_pass_at_k
from evaluations.statistics.quantiles import estimate_quantile
from evaluations.statistics.rates import estimate_rate

PASSED = "passed"
CONCLUSIVE = frozenset({PASSED, "flaky", "failed", "error", "timeout", "out_of_memory"})
"""Verdicts that say something of the solution; the others say that it was not judged."""

PER_LINES = "per 1,000 lines"
NOT_JUDGED = "No test run of this model could be judged."
NOT_SCANNED = "No solution of this model was scanned completely."


def judge(latest: Iterable[str], *, suites: int) -> bool | None:
    """Whether a solution passes: one failure decides, a pass needs every suite.

    Args:
        latest: the last verdict of each suite that has a finished run.
        suites: how many suites the problem has.
    """
    conclusive = [verdict for verdict in latest if verdict in CONCLUSIVE]
    if any(verdict != PASSED for verdict in conclusive):
        return False
    return True if suites and len(conclusive) == suites else None


def judge_solutions(inputs: Inputs) -> dict[int, bool]:
    """Solution -> whether it is correct by our own last runs; what was not judged is absent."""
    suites = {problem.id: problem.suites for problem in inputs.problems}
    return _judge_by(inputs, inputs.runs, suites)


def judge_robustness(inputs: Inputs) -> dict[int, bool]:
    """Solution -> whether it passes the suites that try its edges."""
    suites = {problem.id: problem.robustness_suites for problem in inputs.problems}
    return _judge_by(inputs, inputs.robustness, suites)


def _judge_by(inputs: Inputs, runs: Iterable[RunRow], suites: Mapping[int, int]) -> dict[int, bool]:
    latest: defaultdict[int, list[str]] = defaultdict(list)
    for run in runs:
        latest[run.solution].append(run.verdicts[-1])
    judged = (
        (row.id, judge(latest[row.id], suites=suites.get(row.problem, 0)))
        for row in inputs.solutions
    )
    return {solution: verdict for solution, verdict in judged if verdict is not None}


def judge_imported(inputs: Inputs) -> dict[str, dict[int, bool]]:
    """Source -> solution -> whether it passes, according to other harnesses."""
    sources: defaultdict[str, dict[int, bool]] = defaultdict(dict)
    for row in inputs.imported:
        if row.verdict in CONCLUSIVE:
            sources[row.source][row.solution] = row.verdict == PASSED
    return dict(sorted(sources.items()))


@dataclass(frozen=True, kw_only=True)
class Passing:
    """One model's results: solutions drawn and correct on each problem, and what is missing."""

    drawn: tuple[int, ...]
    correct: tuple[int, ...]
    missing: int

    @classmethod
    def count(cls, solutions: Sequence[SolutionRow], passed: Mapping[int, bool]) -> Passing:
        """Count one model's solutions by problem."""
        by_problem: defaultdict[int, list[bool]] = defaultdict(list)
        for row in solutions:
            if row.id in passed:
                by_problem[row.problem].append(passed[row.id])
        return cls(
            drawn=tuple(map(len, by_problem.values())),
            correct=tuple(map(sum, by_problem.values())),
            missing=sum(row.id not in passed for row in solutions),
        )

    def solved(self) -> Number:
        """Share of problems that at least one solution passes."""
        return self._state(clustered_share([float(count > 0) for count in self.correct]))

    def pass_at_1(self) -> Number:
        """The chance that one solution passes, problems being the sample."""
        return self._state(estimate_pass_at_k(self.drawn, self.correct, 1))

    def _state(self, estimate: Estimate) -> Number:
        return state_number(
            estimate,
            counted="problems",
            unit=SHARE,
            clusters=("problems",),
            absent=NOT_JUDGED,
            note=missing_note(self.missing, "not judged"),
        )


def missing_note(count: int, what: str) -> str:
    """A sentence about missing solutions, empty where none is missing."""
    if not count:
        return ""
    return f"{count} solution{'s' if count > 1 else ''} {what}."


@dataclass(frozen=True, kw_only=True)
class Scan:
    """A completely scanned solution; ``complexity`` is that of its worst function."""

    problem: int
    model: int
    findings: Mapping[str, int]
    lines: float
    complexity: float | None
    passed: bool


def read_scans(inputs: Inputs, passed: Mapping[int, bool]) -> tuple[Scan, ...]:
    """Every solution that was scanned completely, with what all scanners said together."""
    rows: defaultdict[int, list[ScanRow]] = defaultdict(list)
    for row in inputs.scans:
        rows[row.solution].append(row)
    scans = (
        _merge(solution, rows[solution.id], passed=passed.get(solution.id, False))
        for solution in inputs.solutions
    )
    return tuple(scan for scan in scans if scan is not None)


def _merge(solution: SolutionRow, rows: Sequence[ScanRow], *, passed: bool) -> Scan | None:
    lines = [row.lines for row in rows if row.lines is not None]
    if not lines or not all(row.scanned for row in rows):
        return None
    return Scan(
        problem=solution.problem,
        model=solution.model,
        findings={name: sum(getattr(row, name) for row in rows) for name in SEVERITIES},
        lines=max(lines),
        complexity=max(
            (row.complexity for row in rows if row.complexity is not None), default=None
        ),
        passed=passed,
    )


@dataclass(frozen=True, kw_only=True)
class Scans:
    """One model's completely scanned solutions, and how many are missing."""

    scans: tuple[Scan, ...]
    missing: int
    seed: int

    def rate(self, *severities: str) -> Number:
        """Findings of these severities per 1,000 lines."""
        counts = [sum(scan.findings[name] for name in severities) for scan in self.scans]
        estimate = estimate_rate(
            counts, [scan.lines for scan in self.scans], _problems(self.scans), seed=self.seed
        )
        return self._state(estimate, PER_LINES, self.scans)

    def median_lines(self) -> Number:
        """Median size in lines."""
        return self._median(self.scans, "lines", "lines")

    def median_complexity(self, *, passing: bool = False) -> Number:
        """Median cyclomatic complexity of the worst function, of all or of passing solutions."""
        known = [scan for scan in self.scans if scan.complexity is not None]
        chosen = [scan for scan in known if scan.passed] if passing else known
        return self._median(chosen, "complexity", "paths")

    def _median(self, scans: Sequence[Scan], field: str, unit: str) -> Number:
        values = [getattr(scan, field) for scan in scans]
        estimate = estimate_quantile(values, _problems(scans), seed=self.seed)
        return self._state(estimate, unit, scans)

    def _state(self, estimate: Estimate, unit: str, scans: Sequence[Scan]) -> Number:
        absent = "No such solution was scanned completely." if self.scans else NOT_SCANNED
        return state_number(
            estimate,
            counted="solutions",
            unit=unit,
            clusters=("problems",),
            absent=absent,
            note=missing_note(self.missing, "not scanned completely"),
        )


def _problems(scans: Sequence[Scan]) -> IntArray:
    return np.array([scan.problem for scan in scans], dtype=np.int64)
