"""A plan run once and graded; the same for every compiled language."""

from __future__ import annotations

from dataclasses import replace

from evaluations.running.bundling import PROGRAMS, recorded_settings
from evaluations.running.compiled_suites.grades import grade_suite
from evaluations.running.compiled_suites.plan import SuitePlan
from evaluations.running.compiled_suites.programs import build_program, shuffled
from evaluations.running.programs.run import as_told
from evaluations.running.tasks import SuiteRun
from evaluations.sandboxes.base import Sandbox
from evaluations.sandboxes.limits import Limits


def run_plan(sandbox: Sandbox, plan: SuitePlan, limits: Limits, seed: int) -> SuiteRun:
    """Build, start every test and canary, grade.

    Raises:
        InvalidInput: the suite is too large.
        SandboxUnavailable: the sandbox failed; nothing may be said of the solution.
    """
    order = shuffled(plan)
    outcome = sandbox.run(build_program(plan, order, limits, seed))
    grade, telling = grade_suite(plan, order, outcome, cpu_seconds=limits.cpu_seconds)
    environment = {**outcome.environment, **recorded_settings(seed, PROGRAMS)}
    shown = as_told(outcome, telling) if telling else outcome
    return SuiteRun(grade=grade, outcome=replace(shown, environment=environment))
