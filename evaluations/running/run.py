"""One suite on one solution, whatever the language: the one entry to running; no database."""

from __future__ import annotations

from dataclasses import replace

from evaluations.errors import InvalidInput
from evaluations.running.calls import name_cases, read_calls
from evaluations.running.grading import CaseResult, Grade, Integrity, Verdict
from evaluations.running.languages import find_language
from evaluations.running.layout import check_layout
from evaluations.running.programs.run import run_programs
from evaluations.running.suites import SuiteFormat
from evaluations.running.tasks import SuiteRun, Task
from evaluations.sandboxes.base import Sandbox

JUDGED = (Verdict.PASSED, Verdict.FAILED)


def run_task(sandbox: Sandbox, language_name: str, task: Task) -> SuiteRun:
    """Run a suite on a solution once and grade it.

    Raises:
        InvalidInput: the language is not run here, the suite is not of it, or either cannot be
            made into a program; says why. UnusableSolution where that is the solution's fault.
        ToolchainMissing: what runs the language is not installed.
        SandboxUnavailable: the sandbox failed; nothing may be said of the solution.
    """
    language = find_language(language_name)
    suite_format = task.suite.format
    if suite_format is not SuiteFormat.PROGRAMS and suite_format not in language.formats:
        raise InvalidInput(f"A suite of the format {suite_format} does not test {language.name}.")
    toolchain = language.require_toolchain(sandbox)
    check_layout(task.files, task.suite)
    limited = replace(task, limits=task.limits or language.limits)
    if suite_format is SuiteFormat.PROGRAMS:
        done = run_programs(sandbox, language, limited)
    else:
        done = language.run_suite(sandbox, limited)
    grade = done.grade
    if suite_format is SuiteFormat.CALLS:
        grade = name_cases(grade, read_calls(task.suite.code))
    environment = {**done.outcome.environment, **toolchain.versions}
    return SuiteRun(
        grade=hold_against_manifest(grade, task.suite.manifest),
        outcome=replace(done.outcome, environment=environment),
    )


def hold_against_manifest(grade: Grade, manifest: tuple[str, ...]) -> Grade:
    """A run in one process is believed only when it told of the tests that the reference showed."""
    if grade.integrity is not Integrity.IN_PROCESS or not manifest or grade.verdict not in JUDGED:
        return grade
    told = {case.name for case in grade.cases}
    missing, unknown = sorted(set(manifest) - told), sorted(told - set(manifest))
    if not unknown and (not missing or grade.verdict is Verdict.FAILED):
        return replace(grade, cases=(*grade.cases, *map(_never_told, missing)))
    odd, which = ("missing", missing) if missing else ("unknown", unknown)
    return replace(
        grade,
        verdict=Verdict.INTEGRITY_FAILED,
        message=f"The tests told of are not those of the reference solution "
        f"({odd}: {', '.join(which[:5])}).",
    )


def _never_told(name: str) -> CaseResult:
    return CaseResult(name=name, source="", verdict=Verdict.NOT_RUN)
