"""Runs as a sandbox would have them, without one."""

from __future__ import annotations

from evaluations.running.grading import CaseResult, Grade, Integrity, Verdict, overall
from evaluations.running.replicates import Replicate
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import SuiteRun, Task
from evaluations.sandboxes.base import LimitHit, MemoryEnforcement, Outcome

PASSED, FAILED = Verdict.PASSED, Verdict.FAILED


def make_case(name: str, verdict: Verdict, **fields: object) -> CaseResult:
    return CaseResult(name=name, source=name, verdict=verdict, **fields)  # type: ignore[arg-type]


def make_run(
    *cases: CaseResult,
    verdict: Verdict | None = None,
    message: str = "",
    integrity: Integrity = Integrity.SPLIT,
    cpu_seconds: float = 1.0,
    peak_memory_bytes: int | None = 1000,
) -> SuiteRun:
    """One run of these cases; its verdict follows from them unless it is given."""
    outcome = Outcome(
        exit_code=0,
        signal=None,
        stdout=b"",
        stderr=b"",
        report=b"",
        stdout_truncated=False,
        stderr_truncated=False,
        wall_seconds=2 * cpu_seconds,
        cpu_seconds=cpu_seconds,
        peak_memory_bytes=peak_memory_bytes,
        limit_hit=LimitHit.NONE,
        memory_enforcement=MemoryEnforcement.CGROUP,
        environment={"sandbox": "none"},
    )
    grade = Grade(
        verdict=verdict or overall(cases), cases=cases, integrity=integrity, message=message
    )
    return SuiteRun(grade=grade, outcome=outcome)


def replicates_of(*runs: SuiteRun) -> tuple[Replicate, ...]:
    return tuple(Replicate(seed=number, run=run) for number, run in enumerate(runs))


def make_task(**files: str) -> Task:
    suite = SuiteSource(format=SuiteFormat.ASSERTIONS, code="assert double(2) == 4")
    return Task(suite=suite, files=files, seed=7)
