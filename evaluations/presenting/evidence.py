"""What machines found out about one side, as a reviewer may see it: cleaned, in its own order.

Order and text depend on content alone, never on when or for whom something was run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from evaluations.presenting.blinding import (
    BlindedCase,
    BlindedEvidence,
    BlindedFinding,
    BlindedMetric,
    BlindedSuite,
)
from evaluations.presenting.notices import Notice
from evaluations.presenting.redaction import may_leak, redact
from evaluations.presenting.text import neutralise_output

Clean = Callable[[str], str]
Say = Callable[[Notice], str]

FINISHED = "finished"
SCANNED = "scanned"


class RunRow(NamedTuple):
    """One run of one suite, in whatever state."""

    pk: int
    solution: int
    suite: int
    suite_name: str
    suite_kind: str
    state: str
    verdict: str
    integrity: str
    passed: int
    total: int
    message: str
    stderr: str


class CaseRow(NamedTuple):
    """One case of one run."""

    run: int
    name: str
    outcome: str
    input: str
    expected: str
    got: str
    message: str
    duration_ms: float | None


class ScanRow(NamedTuple):
    """One scan joined with one finding of it; without findings, one row without a rule."""

    solution: int
    scanner: str
    attempt: int
    outcome: str
    rule: str | None
    path: str
    line: int
    end_line: int
    severity: str
    tools: list[str]
    cwe: str
    message: str


class MetricRow(NamedTuple):
    """One number for a whole solution."""

    solution: int
    scanner: str
    attempt: int
    name: str
    value: float
    unit: str


class MachineRows(NamedTuple):
    """All that was read about some solutions."""

    runs: Sequence[RunRow] = ()
    cases: Sequence[CaseRow] = ()
    scans: Sequence[ScanRow] = ()
    metrics: Sequence[MetricRow] = ()

    def of(self, solution: int) -> MachineRows:
        """Those about one solution: finished runs of the latest attempt, scans likewise."""
        runs = latest_runs([run for run in self.runs if run.solution == solution])
        kept = {run.pk for run in runs}
        scans = [scan for scan in self.scans if scan.solution == solution]
        attempts: dict[str, int] = {}
        for scan in scans:
            attempts[scan.scanner] = max(scan.attempt, attempts.get(scan.scanner, 0))
        return MachineRows(
            runs=runs,
            cases=[case for case in self.cases if case.run in kept],
            scans=[scan for scan in scans if scan.attempt == attempts[scan.scanner]],
            metrics=[
                metric
                for metric in self.metrics
                if metric.solution == solution and metric.attempt == attempts.get(metric.scanner)
            ],
        )


def latest_runs(runs: Iterable[RunRow]) -> list[RunRow]:
    """The latest finished run of each suite of each solution; ``runs`` come latest first."""
    latest: dict[tuple[int, int], RunRow] = {}
    for run in runs:
        if run.state == FINISHED:
            latest.setdefault((run.solution, run.suite), run)
    return list(latest.values())


def make_cleaner(texts: Iterable[str], *, names: Iterable[str], paths: Mapping[str, str]) -> Clean:
    """A function that makes text of programs and tools fit to be seen.

    ``paths`` maps file names as written to those shown. ``texts`` is all that will be cleaned:
    where it names nobody, the search is done once instead of for each piece.
    """
    masked = frozenset(names)
    renamed = [(old, new) for old, new in paths.items() if old != new]
    suspect = may_leak("\n".join(texts), names=masked)

    def clean(text: str) -> str:
        for old, new in renamed:
            text = text.replace(old, new)
        shown = redact(text, names=masked).text if suspect else text
        return neutralise_output(shown)

    return clean


def texts_of(rows: MachineRows) -> Iterable[str]:
    """Every text that somebody else's program had a hand in."""
    for run in rows.runs:
        yield from (run.message, run.stderr)
    for case in rows.cases:
        yield from (case.name, case.input, case.expected, case.got, case.message)
    for scan in rows.scans:
        yield scan.message or ""


def build_evidence(
    rows: MachineRows, *, paths: Mapping[str, str], clean: Clean, say: Say
) -> BlindedEvidence:
    """The evidence of one side from the rows of one solution (see :meth:`MachineRows.of`)."""
    return BlindedEvidence(
        suites=tuple(_suite(run, rows.cases, clean) for run in rows.runs),
        findings=tuple(_finding(scan, paths, clean) for scan in rows.scans if scan.rule),
        metrics=tuple(
            BlindedMetric(name=metric.name, value=metric.value, unit=metric.unit)
            for metric in rows.metrics
        ),
        notes=tuple(_notes(rows, say)),
    )


def _notes(rows: MachineRows, say: Say) -> Iterable[str]:
    if not rows.runs:
        yield say(Notice.NOT_TESTED)
    if not rows.scans:
        yield say(Notice.NOT_SCANNED)
    silent = sorted({scan.scanner for scan in rows.scans if scan.outcome != SCANNED})
    if silent:
        yield f"{say(Notice.SCANNER_SILENT)} {', '.join(silent)}"


def _suite(run: RunRow, cases: Iterable[CaseRow], clean: Clean) -> BlindedSuite:
    return BlindedSuite(
        name=run.suite_name,
        kind=run.suite_kind,
        verdict=run.verdict,
        integrity=run.integrity,
        passed=run.passed,
        total=run.total,
        message=clean(run.message),
        stderr=clean(run.stderr),
        cases=tuple(_case(case, clean) for case in cases if case.run == run.pk),
    )


def _case(case: CaseRow, clean: Clean) -> BlindedCase:
    return BlindedCase(
        name=clean(case.name),
        outcome=case.outcome,
        input=clean(case.input),
        expected=clean(case.expected),
        got=clean(case.got),
        message=clean(case.message),
        duration_ms=None if case.duration_ms is None else round(case.duration_ms),
    )


def _finding(scan: ScanRow, paths: Mapping[str, str], clean: Clean) -> BlindedFinding:
    return BlindedFinding(
        path=paths.get(scan.path, clean(scan.path)),
        line=scan.line,
        end_line=scan.end_line,
        severity=scan.severity,
        tools=tuple(scan.tools),
        rule=scan.rule or "",
        cwe=scan.cwe,
        message=clean(scan.message),
    )
