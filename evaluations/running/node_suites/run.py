"""Suites on node: which programs they take, one after the other, and the grade they come to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from evaluations.running.grading import Grade
from evaluations.running.node_suites.grades import grade_split, grade_versions, uncrossable
from evaluations.running.node_suites.programs import (
    Solution,
    build_file,
    build_rewriting,
    build_shared,
    build_split,
    node_settings,
)
from evaluations.running.node_suites.tables import as_assertions
from evaluations.running.node_suites.versions import Rewritten, Version, read_versions
from evaluations.running.suites import SuiteFormat
from evaluations.running.tasks import SuiteRun, Task
from evaluations.sandboxes.base import LimitHit, Outcome, Program, Sandbox
from evaluations.sandboxes.limits import Limits

Build = Callable[[Version], Program]


def run_node_suite(sandbox: Sandbox, task: Task, solution: Solution, limits: Limits) -> SuiteRun:
    """Run a suite: split where the tests call functions, else in one process.

    In one process as well when a value cannot cross; the grade's message says so.

    Raises:
        InvalidInput: the suite cannot be made into a program; says why.
        SandboxUnavailable: the sandbox failed; nothing may be said of the solution.
    """
    if task.suite.format is SuiteFormat.CALLS:
        task = replace(task, suite=as_assertions(task.suite))
    if task.suite.calls_functions:
        grade, outcome = _run_statements(sandbox, task, solution, limits)
    else:
        grade, outcome = _run_file(sandbox, task, solution, limits)
    environment = {**outcome.environment, **node_settings(task.seed)}
    return SuiteRun(grade=grade, outcome=replace(outcome, environment=environment))


def _run_statements(
    sandbox: Sandbox, task: Task, solution: Solution, limits: Limits
) -> tuple[Grade, Outcome]:
    program = build_split(task.suite, task.prompt, solution, limits, task.seed)
    outcome = sandbox.run(program)
    reason = uncrossable(outcome)
    if reason is None:
        return grade_split(outcome), outcome
    rewritten = _rewrite(sandbox, task, solution, limits)
    grade, outcome = _run_versions(
        sandbox,
        rewritten,
        lambda version: build_shared(rewritten.read, version.content, solution, limits, task.seed),
        whole=False,
    )
    words = f"In one process, for {reason} cannot cross. {grade.message}".rstrip()
    return replace(grade, message=words), outcome


def _run_file(
    sandbox: Sandbox, task: Task, solution: Solution, limits: Limits
) -> tuple[Grade, Outcome]:
    rewritten = _rewrite(sandbox, task, solution, limits)
    return _run_versions(
        sandbox,
        rewritten,
        lambda version: build_file(
            task.suite, version.content, solution, limits, task.seed, module=rewritten.module
        ),
        whole=True,
    )


def _rewrite(sandbox: Sandbox, task: Task, solution: Solution, limits: Limits) -> Rewritten:
    outcome = sandbox.run(build_rewriting(task.suite, task.prompt, solution, limits))
    prefixed = task.suite.setup and not task.suite.calls_functions
    shift = len(task.suite.setup.split("\n")) if prefixed else 0
    return read_versions(outcome, shift=shift)


def _run_versions(
    sandbox: Sandbox, rewritten: Rewritten, build: Build, *, whole: bool
) -> tuple[Grade, Outcome]:
    """Each in a sandbox of its own, so that none can know another. A limit ends the run."""
    runs: list[tuple[Version, Outcome]] = []
    for version in rewritten.versions:
        runs.append((version, sandbox.run(build(version))))
        if runs[-1][1].limit_hit is not LimitHit.NONE:
            break
    grade = grade_versions(rewritten.sites, runs, whole=whole)
    return grade, added_up([outcome for _, outcome in runs])


def added_up(outcomes: Sequence[Outcome]) -> Outcome:
    """Several programs as one: times are sums, memory is the largest, the end is the worst."""
    peaks = [peak for outcome in outcomes if (peak := outcome.peak_memory_bytes) is not None]
    telling = next((each for each in outcomes if each.stdout or each.stderr), outcomes[0])
    worst = next((each for each in outcomes if each.limit_hit is not LimitHit.NONE), outcomes[-1])
    return replace(
        telling,
        exit_code=worst.exit_code,
        signal=worst.signal,
        limit_hit=worst.limit_hit,
        wall_seconds=sum(outcome.wall_seconds for outcome in outcomes),
        cpu_seconds=sum(outcome.cpu_seconds for outcome in outcomes),
        peak_memory_bytes=max(peaks, default=None),
    )
