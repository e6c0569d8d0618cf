"""What machines found out about one side, as a reviewer may see it: cleaned, in its own order.

Order and text depend on content alone, never on when or for whom something was run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
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

SCANNED = "scanned"


class CaseRow(NamedTuple):
    """One case of one run."""

    name: str
    outcome: str
    input: str
    expected: str
    got: str
    message: str
    duration_ms: float | None


class RunRow(NamedTuple):
    """The latest finished run of one suite."""

    suite: str
    kind: str
    verdict: str
    integrity: str
    passed: int
    total: int
    message: str
    stderr: str
    cases: tuple[CaseRow, ...]


class FindingRow(NamedTuple):
    """One finding. The fields come in the order in which findings are shown."""

    path: str
    line: int
    end_line: int
    severity: str
    tools: list[str]
    rule: str
    cwe: str
    message: str


class ScanRow(NamedTuple):
    """The latest finished scan of one scanner; metrics are name, value, unit."""

    scanner: str
    outcome: str
    findings: tuple[FindingRow, ...]
    metrics: tuple[tuple[str, float, str], ...]


class MachineRows(NamedTuple):
    """All that machines said about one solution."""

    runs: tuple[RunRow, ...]
    scans: tuple[ScanRow, ...]


def build_evidence(
    rows: MachineRows, *, names: Iterable[str], paths: Mapping[str, str], say: Say
) -> BlindedEvidence:
    """The evidence of one side.

    ``names`` are masked; ``paths`` maps file names as written to those shown; ``say`` finds words.
    """
    clean = _make_cleaner(rows, frozenset(names), paths)
    findings = sorted(finding for scan in rows.scans for finding in scan.findings)
    metrics = sorted(metric for scan in rows.scans for metric in scan.metrics)
    return BlindedEvidence(
        suites=tuple(_suite(run, clean) for run in rows.runs),
        findings=tuple(_finding(finding, paths, clean) for finding in findings),
        metrics=tuple(
            BlindedMetric(name=name, value=value, unit=unit) for name, value, unit in metrics
        ),
        notes=tuple(_notes(rows, say)),
    )


def _make_cleaner(rows: MachineRows, names: frozenset[str], paths: Mapping[str, str]) -> Clean:
    """A function that makes what programs and tools said fit to be seen.

    Mostly nothing in all of it names anybody: one look at the whole then saves one at each piece.
    """
    renamed = [(old, new) for old, new in paths.items() if old != new]
    is_suspect = may_leak("\n".join(_texts(rows)), names=names)

    def clean(text: str) -> str:
        for old, new in renamed:
            text = text.replace(old, new)
        return neutralise_output(redact(text, names=names).text if is_suspect else text)

    return clean


def _texts(rows: MachineRows) -> Iterator[str]:
    for run in rows.runs:
        yield from (run.message, run.stderr)
        for case in run.cases:
            yield from (case.name, case.input, case.expected, case.got, case.message)
    for scan in rows.scans:
        for finding in scan.findings:
            yield from (finding.path, finding.message)


def _notes(rows: MachineRows, say: Say) -> Iterator[str]:
    if not rows.runs:
        yield say(Notice.NOT_TESTED)
    if not rows.scans:
        yield say(Notice.NOT_SCANNED)
    silent = sorted(scan.scanner for scan in rows.scans if scan.outcome != SCANNED)
    if silent:
        yield f"{say(Notice.SCANNER_SILENT)} {', '.join(silent)}"


def _suite(run: RunRow, clean: Clean) -> BlindedSuite:
    return BlindedSuite(
        name=run.suite,
        kind=run.kind,
        verdict=run.verdict,
        integrity=run.integrity,
        passed=run.passed,
        total=run.total,
        message=clean(run.message),
        stderr=clean(run.stderr),
        cases=tuple(_case(case, clean) for case in run.cases),
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


def _finding(finding: FindingRow, paths: Mapping[str, str], clean: Clean) -> BlindedFinding:
    return BlindedFinding(
        path=paths.get(finding.path) or clean(finding.path),
        line=finding.line,
        end_line=finding.end_line,
        severity=finding.severity,
        tools=tuple(finding.tools),
        rule=finding.rule,
        cwe=finding.cwe,
        message=clean(finding.message),
    )
