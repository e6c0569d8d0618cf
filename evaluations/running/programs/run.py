"""Suites of programs: the solution is built once, started for each case, judged outside.

Split by nature: what is to be printed never enters the sandbox.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from evaluations.running.bundling import (
    HARNESS_PATH,
    PROGRAMS,
    bundle,
    framed,
    hash_seed,
    recorded_settings,
)
from evaluations.running.languages.base import Language, ProgramPlan
from evaluations.running.programs.cases import ProgramCase, read_cases
from evaluations.running.programs.grades import grade_programs
from evaluations.running.programs.reports import Started
from evaluations.running.shares import MOST_HANGING_CASES, of_whole_run
from evaluations.running.tasks import SuiteRun, Task
from evaluations.sandboxes.base import LimitHit, Outcome, Program, Sandbox
from evaluations.sandboxes.limits import Limits

KEPT_BYTES: Final = 4096
"""Of what a case prints, beyond twice what it is to print."""

ENDED: Final = {"wall": LimitHit.WALL_TIME, "output": LimitHit.OUTPUT}


def run_programs(sandbox: Sandbox, language: Language, task: Task) -> SuiteRun:
    """Start the solution once for each case and compare what it prints.

    The limits are those of building and of each case on its own: see
    :mod:`evaluations.running.shares`.

    Raises:
        InvalidInput: the suite is no list of cases, or no file can be started; says why.
        SandboxUnavailable: the sandbox failed; nothing may be said of the solution.
    """
    limits = task.limits or language.limits
    cases = read_cases(task.suite.code)
    program = build_program(language.plan_program(task), task, cases, limits)
    outcome = sandbox.run(program)
    grade, telling = grade_programs(cases, outcome, cpu_seconds=limits.cpu_seconds)
    environment = {**outcome.environment, **recorded_settings(task.seed, PROGRAMS)}
    shown = as_told(outcome, telling) if telling else outcome
    return SuiteRun(grade=grade, outcome=replace(shown, environment=environment))


def build_program(
    plan: ProgramPlan, task: Task, cases: Sequence[ProgramCase], limits: Limits
) -> Program:
    """The harness with its orders; nothing that is to be printed is among them."""
    orders = {
        "build": [list(argv) for argv in plan.build],
        "argv": list(plan.argv),
        "environment": dict(plan.environment),
        "limits": {
            "wall": limits.wall_seconds,
            "cpu": limits.cpu_seconds,
            "output": limits.output_bytes,
        },
        "patience": MOST_HANGING_CASES,
        "cases": [_order(case) for case in cases],
    }
    solution = {path: text.encode("utf-8", "surrogatepass") for path, text in task.files.items()}
    return Program(
        argv=(f"/src/{HARNESS_PATH}",),
        files={**solution, **plan.files, HARNESS_PATH: bundle(PROGRAMS)},
        stdin=framed(orders),
        environment={"PYTHONHASHSEED": hash_seed(task.seed)},
        limits=of_whole_run(limits, parts=len(cases) + len(plan.build)),
        forked=True,
    )


def _order(case: ProgramCase) -> dict[str, object]:
    return {
        "args": list(case.arguments),
        "stdin": case.stdin.encode("utf-8", "surrogatepass"),
        "kept": KEPT_BYTES + 2 * len(case.stdout.encode("utf-8", "surrogatepass")),
    }


def as_told(outcome: Outcome, telling: Started) -> Outcome:
    """The outcome in the words of one program instead of the harness's."""
    hit = ENDED.get(telling.ended, outcome.limit_hit)
    ended = bool(telling.ended or telling.signal)
    return replace(
        outcome,
        exit_code=None if ended else telling.code,
        signal=telling.signal or None,
        stdout=telling.stdout,
        stderr=telling.stderr,
        limit_hit=hit,
    )
