"""Sources and sandboxes made the short way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from evaluations.sandboxes.base import (
    LimitHit,
    MemoryEnforcement,
    Outcome,
    Probe,
    Program,
    Sandbox,
)
from evaluations.scanning.results import Finding, ScannerResult, Severity, Source, SourceFile
from evaluations.scanning.scan import Scan


def source(*contents: str | bytes, language: str = "python") -> Source:
    """A solution of Python files ``a.py``, ``b.py`` ..."""
    files = tuple(
        SourceFile(
            path=f"{chr(ord('a') + number)}.py",
            content=content.encode() if isinstance(content, str) else content,
        )
        for number, content in enumerate(contents)
    )
    return Source(language=language, files=files)


def result_of(scan: Scan, scanner: str) -> ScannerResult:
    """What one scanner said."""
    [result] = [result for result in scan if result.scanner == scanner]
    return result


def findings_of(scan: Scan) -> list[Finding]:
    """Everything that was found."""
    return [found for result in scan for found in result.findings]


def numbers_of(scan: Scan) -> dict[str, tuple[float, str]]:
    """Every metric: name -> value and unit."""
    metrics = [metric for result in scan for metric in result.metrics]
    return {metric.name: (metric.value, metric.unit) for metric in metrics}


def make_finding(**changes: Any) -> Finding:
    """A finding of bandit in line 1 of ``a.py``; ``changes`` replace fields."""
    fields: dict[str, Any] = {
        "rule": "B307",
        "tools": ("bandit",),
        "severity": Severity.MEDIUM,
        "cwe": "CWE-78",
        "path": "a.py",
        "line": 1,
        "end_line": 1,
        "message": "Use of eval",
    }
    return Finding(**{**fields, **changes})


class ScriptedSandbox(Sandbox):
    """Answers with prepared lines instead of running anything, and keeps what it was asked."""

    name = "scripted"

    def __init__(self, *answers: Sequence[Any], limit_hit: LimitHit = LimitHit.NONE) -> None:
        self.answers = list(answers)
        self.limit_hit = limit_hit
        self.programs: list[Program] = []

    def run(self, program: Program) -> Outcome:
        self.programs.append(program)
        lines = self.answers.pop(0)
        return Outcome(
            exit_code=0,
            signal=None,
            stdout=b"".join(
                line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n"
                for line in lines
            ),
            stderr=b"Traceback\nMemoryError\n",
            report=b"",
            stdout_truncated=False,
            stderr_truncated=False,
            wall_seconds=0.1,
            cpu_seconds=0.1,
            peak_memory_bytes=None,
            limit_hit=self.limit_hit,
            memory_enforcement=MemoryEnforcement.CGROUP,
            environment={},
        )

    def self_test(self) -> tuple[Probe, ...]:
        return ()


def line(solution: int, tool: str, said: Any) -> dict[str, Any]:
    """One line of the driver."""
    return {"solution": solution, "tool": tool, "said": said, "version": "9.9", "seconds": 0.01}
