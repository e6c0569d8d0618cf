"""Python: a solution and a suite become a program for the sandbox, its outcome becomes a grade.

Suites that call functions run split: tests and solution in separate processes. What cannot cross
between them is run again in one process, as pytest and unittest files are; canaries watch those.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from evaluations.running.calls import as_assertions
from evaluations.running.grading import Grade, Integrity
from evaluations.running.languages.base import Language, ProgramPlan, Toolchain
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
    python_settings,
)
from evaluations.running.python_suites.test_files import rewrite_test_file
from evaluations.running.suites import SuiteFormat
from evaluations.running.tasks import SuiteRun, Task
from evaluations.sandboxes.base import Outcome, Program, Sandbox
from evaluations.sandboxes.limits import PYTHON_TESTS, Limits


@dataclass(frozen=True, kw_only=True)
class PreparedRun:
    """A program for the sandbox, and how its outcome is to be graded: together they are one run."""

    program: Program
    integrity: Integrity
    grade: Callable[[Outcome], Grade]


class Python(Language):
    """The interpreter of the sandbox itself, so it is always there."""

    name = "python"
    formats = frozenset(
        {
            SuiteFormat.CHECK_FUNCTION,
            SuiteFormat.ASSERTIONS,
            SuiteFormat.CALLS,
            SuiteFormat.PYTEST,
            SuiteFormat.UNITTEST,
        }
    )
    limits = PYTHON_TESTS

    def find_toolchain(self, sandbox: Sandbox) -> Toolchain:
        return Toolchain()  # every sandbox names its Python in the environment of each outcome

    def run_suite(self, sandbox: Sandbox, task: Task) -> SuiteRun:
        """In one process when a value cannot cross; the grade's message says so."""
        if task.suite.format is SuiteFormat.CALLS:
            task = replace(task, suite=as_assertions(task.suite))
        limits = task.limits or self.limits
        run = prepare(task, limits)
        outcome = sandbox.run(run.program)
        reason = uncrossable(outcome) if run.integrity is Integrity.SPLIT else None
        if reason is not None:
            run = _prepare_in_process(task, limits)
            outcome = sandbox.run(run.program)
        grade = run.grade(outcome)
        if reason is not None:
            words = f"In one process, for {reason} cannot cross. {grade.message}".rstrip()
            grade = replace(grade, message=words)
        environment = {**outcome.environment, **python_settings(task.seed)}
        return SuiteRun(grade=grade, outcome=replace(outcome, environment=environment))

    def plan_program(self, task: Task) -> ProgramPlan:
        solution = SolutionFiles.choose_main(task.files, task.entry_point)
        return ProgramPlan(argv=("python3", "-s", f"/src/{solution.main}"))


LANGUAGE = Python()


def prepare(task: Task, limits: Limits) -> PreparedRun:
    """The first run of a suite, as safe as its format allows: split where the tests call functions.

    Raises:
        InvalidInput: the suite or the solution cannot be made into a program; says why.
    """
    suite = task.suite
    solution = SolutionFiles.choose_main(task.files, task.entry_point)
    if suite.calls_functions:
        plan = plan_cases(suite, task.prompt, task.entry_point)
        return PreparedRun(
            program=build_split(plan, solution, limits, task.seed),
            integrity=Integrity.SPLIT,
            grade=lambda outcome: grade_split(plan, outcome),
        )
    test_file = rewrite_test_file(suite.code, suite.setup)
    return PreparedRun(
        program=build_test_file(test_file, suite, solution, limits, task.seed),
        integrity=Integrity.IN_PROCESS,
        grade=lambda outcome: grade_test_file(test_file, outcome),
    )


def _prepare_in_process(task: Task, limits: Limits) -> PreparedRun:
    plan: CasePlan = plan_cases(task.suite, task.prompt, task.entry_point)
    solution = SolutionFiles.choose_main(task.files, task.entry_point)
    program, key = build_in_process(plan, solution, limits, task.seed)
    return PreparedRun(
        program=program,
        integrity=Integrity.IN_PROCESS,
        grade=lambda outcome: grade_in_process(plan, key, outcome),
    )
