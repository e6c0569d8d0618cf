"""Rows of machine evidence for pages: one run of every kind, scans, a self-check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from evaluations.models import (
    CodeMetric,
    Dependency,
    Finding,
    JobState,
    Problem,
    ProblemCheck,
    RunOrigin,
    ScanRun,
    Solution,
    TestResult,
    TestRun,
)
from evaluations.sandboxes.limits import Limits
from tests.factories import hash_text

ESC = "\x1b"
COLOURED = (
    f"collected 4 items\n{ESC}[31mFAILED{ESC}[0m {ESC}[1mtest_double{ESC}[0m - wrong\n"
    f"{ESC}[32m1 passed{ESC}[0m, {ESC}[33m1 warning{ESC}[0m {ESC}[38;5;39min 0.02s{ESC}[0m\n"
)
SLY = f"{ESC}]8;;https://elsewhere.example{ESC}\\click{ESC}[2J<b>bold</b>\x07 \u202egnp.exe\n"
ENVIRONMENT = {
    "sandbox": "bubblewrap 0.8.0",
    "kernel": "6.18.0",
    "architecture": "x86_64",
    "python": "3.11.2",
    "seed": "20261123",
    "hash seed": "20261123",
    "time zone": "UTC",
    "locale": "C.UTF-8",
    "cpus": "1",
    "memory": "cgroup",
    "harness": "0123456789abcdef",
}
CASES: tuple[dict[str, Any], ...] = (
    {"name": "double(2)", "outcome": "passed", "duration_ms": 0.21},
    {
        "name": "double(-1)",
        "outcome": "failed",
        "input": "-1",
        "expected": "-2",
        "got": f"{ESC}[31m-1{ESC}[0m <i>",
        "message": "assert -1 == -2",
        "duration_ms": 0.4,
    },
    {"name": "double(10**9)", "outcome": "timeout", "message": "took longer than 10 s"},
)
RATIO = {
    "unit": "seconds",
    "solution": 0.0241,
    "reference": 0.0187,
    "ratio": 1.29,
    "low": 1.18,
    "high": 1.51,
    "coverage": 0.9375,
}


@dataclass(frozen=True, kw_only=True)
class EvidenceRows:
    """``run`` is the latest attempt and failed, ``first`` the one before it."""

    run: TestRun
    first: TestRun
    imported: TestRun
    scan: ScanRun
    not_scanned: ScanRun


def make_evidence(solution: Solution) -> EvidenceRows:
    """Two attempts, an imported verdict that says the opposite, a scan, one that could not be."""
    first = make_run(solution, verdict="infrastructure_error", message="The sandbox went away.")
    imported = TestRun.objects.create(
        solution=solution,
        origin=RunOrigin.IMPORTED,
        imported_from="evalplus",
        state=JobState.FINISHED,
        verdict="passed",
        finished_at=timezone.now(),
    )
    return EvidenceRows(
        run=make_failed_run(solution, attempt=2),
        first=first,
        imported=imported,
        scan=make_scan(solution),
        not_scanned=ScanRun.objects.create(
            solution=solution,
            scanner="eslint",
            state=JobState.FINISHED,
            outcome="not_scanned",
            message="not scanned: eslint is not installed",
        ),
    )


def make_run(solution: Solution, **changes: Any) -> TestRun:
    """A finished run of the problem's suite that passed, unless told otherwise."""
    fields: dict[str, Any] = {
        "solution": solution,
        "suite": solution.problem.suites.get(),
        "state": JobState.FINISHED,
        "verdict": "passed",
        "integrity": "split",
        "finished_at": timezone.now(),
    }
    return TestRun.objects.create(**{**fields, **changes})


def make_failed_run(solution: Solution, *, attempt: int) -> TestRun:
    """In process, three replicates, cases of three outcomes, coloured and sly output."""
    run = make_run(
        solution,
        attempt=attempt,
        verdict="failed",
        integrity="in-process",
        message="Passed 1 of 3 times. 1 of 3 cases passed.",
        passed_cases=1,
        total_cases=3,
        limit_hit="wall_time",
        signal=9,
        stdout=COLOURED,
        stderr=SLY,
        wall_ms=10_012,
        cpu_ms=7_420,
        peak_memory_bytes=23_500_000,
        limits=Limits().as_record(),
        environment=ENVIRONMENT,
        replicates=[_replicate("failed", 1), _replicate("passed", 3), _replicate("failed", 1)],
        measurements={
            "pairs": 5,
            "why": "",
            "ratios": {
                "cpu_time": RATIO,
                "peak_memory": {
                    **RATIO,
                    "unit": "bytes",
                    "solution": 23_500_000,
                    "reference": 24_100_000,
                    "ratio": 0.975,
                    "low": 0.97,
                    "high": 0.98,
                },
            },
        },
    )
    TestResult.objects.bulk_create(
        TestResult(run=run, position=position, **case) for position, case in enumerate(CASES)
    )
    return run


def _replicate(verdict: str, passed: int) -> dict[str, Any]:
    return {
        "seed": 20_261_123 + passed,
        "verdict": verdict,
        "integrity": "in-process",
        "message": "" if verdict == "passed" else "a case failed",
        "passed_cases": passed,
        "total_cases": 3,
        "wall_ms": 310,
        "cpu_ms": 290,
        "peak_memory_bytes": 23_500_000,
    }


def make_scan(solution: Solution) -> ScanRun:
    """Findings of three severities, numbers, a package."""
    scan = ScanRun.objects.create(
        solution=solution,
        scanner="bandit",
        scanner_version="1.9.4",
        state=JobState.FINISHED,
        outcome="scanned",
        wall_ms=312,
        finished_at=timezone.now(),
    )
    said = (
        ("low", "B101", "CWE-703", 1, "Use of assert detected."),
        ("critical", "B307", "CWE-95", 2, "Use of <eval> on what comes from outside."),
        ("medium", "B608", "CWE-89", 3, "A statement put together from strings."),
    )
    for severity, rule, cwe, line, message in said:
        Finding.objects.create(
            scan_run=scan,
            rule=rule,
            tools=["bandit", "ruff"],
            severity=severity,
            raw_severity="high" if severity == "critical" else severity,
            confidence="high",
            cwe=cwe,
            path="solution.py",
            line=line,
            end_line=line,
            message=message,
            fingerprint=hash_text(rule),
        )
    for name, value, unit in (("lines", 3, "lines"), ("complexity_max", 1, "paths")):
        CodeMetric.objects.create(scan_run=scan, name=name, value=value, unit=unit)
    Dependency.objects.create(
        scan_run=scan, ecosystem="PyPI", name="requests", version="2.19.0", path="solution.py"
    )
    Dependency.objects.create(scan_run=scan, ecosystem="PyPI", name="PyYAML", path="solution.py")
    Finding.objects.create(
        scan_run=scan,
        rule="PYSEC-2018-28",
        tools=["dependencies"],
        severity="high",
        path="solution.py",
        line=1,
        end_line=1,
        message="requests 2.19.0 has PYSEC-2018-28. Advisories of 2026-11-01.",
        fingerprint=hash_text("PYSEC-2018-28"),
    )
    return scan


def make_check(problem: Problem, *, is_sound: bool = False) -> ProblemCheck:
    """A finished self-check: an empty solution that passes now and then, unless it is sound."""
    fault = "" if is_sound else "an empty solution is not told from a right one"
    empty = ["failed", "failed", "failed"] if is_sound else ["failed", "passed", "failed"]
    return ProblemCheck.objects.create(
        problem=problem,
        problem_hash=problem.content_hash,
        attempt=problem.checks.count() + 1,
        state=JobState.FINISHED,
        outcome="sound" if is_sound else "unsound",
        message="" if is_sound else f"tests: {fault}",
        finished_at=timezone.now(),
        details=[
            {
                "suite": "tests",
                "subject": "reference",
                "verdicts": ["passed"] * 3,
                "fault": "",
                "tests": [],
            },
            {
                "suite": "tests",
                "subject": "empty",
                "verdicts": empty,
                "fault": fault,
                "tests": [] if is_sound else ["double(0)"],
            },
        ],
    )
