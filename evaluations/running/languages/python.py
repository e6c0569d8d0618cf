"""Python: a solution and a suite become a program for the sandbox, its outcome becomes a grade.

Suites that call functions run split: tests and solution in separate processes. What cannot cross
between them is run again in one process, as pytest and unittest files are; canaries watch those.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from evaluations.running.grading import Grade, Integrity
from evaluations.running.python_suites.cases import CasePlan, plan_cases
from evaluations.running.python_suites.file_grades import grade_test_file
from evaluations.running.python_suites.grades import (
    grade_in_process,
    grade_split,
    uncrossable,
)
from evaluations.running.python_suites.programs import (
    SolutionFiles,
    build_in_process,
    build_split,
    build_test_file,
    recorded_settings,
)
from evaluations.running.python_suites.test_files import rewrite_test_file
from evaluations.running.suites import SuiteSource
from evaluations.sandboxes.base import Outcome, Program, Sandbox
from evaluations.sandboxes.limits import PYTHON_TESTS, Limits


@dataclass(frozen=True, kw_only=True)
class PreparedRun:
    """A program for the sandbox, and how its outcome is to be graded: together they are one run."""

    program: Program
    integrity: Integrity
    grade: Callable[[Outcome], Grade]


@dataclass(frozen=True, kw_only=True)
class SuiteRun:
    """One run of one suite. ``outcome.environment`` includes the seed and what else was fixed."""

    grade: Grade
    outcome: Outcome


def run_suite(
    sandbox: Sandbox,
    suite: SuiteSource,
    *,
    solution_files: Mapping[str, str],
    prompt: str = "",
    entry_point: str = "",
    limits: Limits = PYTHON_TESTS,
    seed: int = 0,
) -> SuiteRun:
    """Run ``suite`` on a solution and grade it; in one process when a value cannot cross.

    Raises:
        InvalidInput: the suite or the solution cannot be made into a program; says why.
        SandboxUnavailable: the sandbox failed; nothing may be said of the solution.
    """
    run = prepare(
        suite,
        solution_files=solution_files,
        prompt=prompt,
        entry_point=entry_point,
        limits=limits,
        seed=seed,
    )
    outcome = sandbox.run(run.program)
    reason = uncrossable(outcome) if run.integrity is Integrity.SPLIT else None
    if reason is not None:
        plan = plan_cases(suite, prompt, entry_point)
        solution = SolutionFiles.choose_main(solution_files, entry_point)
        run = _in_process(plan, solution, limits, seed)
        outcome = sandbox.run(run.program)
    grade = run.grade(outcome)
    if reason is not None:
        grade = replace(
            grade, message=f"In one process, for {reason} cannot cross. {grade.message}"
        )
    settings = recorded_settings(seed)
    return SuiteRun(
        grade=grade, outcome=replace(outcome, environment={**outcome.environment, **settings})
    )


def prepare(
    suite: SuiteSource,
    *,
    solution_files: Mapping[str, str],
    prompt: str = "",
    entry_point: str = "",
    limits: Limits = PYTHON_TESTS,
    seed: int = 0,
) -> PreparedRun:
    """The first run of a suite, as safe as its format allows: split where the tests call functions.

    Raises:
        InvalidInput: the suite or the solution cannot be made into a program; says why.
    """
    solution = SolutionFiles.choose_main(solution_files, entry_point)
    if suite.calls_functions:
        plan = plan_cases(suite, prompt, entry_point)
        return PreparedRun(
            program=build_split(plan, solution, limits, seed),
            integrity=Integrity.SPLIT,
            grade=lambda outcome: grade_split(plan, outcome),
        )
    test_file = rewrite_test_file(suite.code, suite.setup)
    return PreparedRun(
        program=build_test_file(test_file, solution, limits, seed),
        integrity=Integrity.IN_PROCESS,
        grade=lambda outcome: grade_test_file(test_file, outcome),
    )


def _in_process(plan: CasePlan, solution: SolutionFiles, limits: Limits, seed: int) -> PreparedRun:
    program, key = build_in_process(plan, solution, limits, seed)
    return PreparedRun(
        program=program,
        integrity=Integrity.IN_PROCESS,
        grade=lambda outcome: grade_in_process(plan, key, outcome),
    )
