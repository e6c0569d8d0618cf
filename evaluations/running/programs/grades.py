"""From what the programs printed to a grade: judged here, where no program can reach."""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence

from evaluations.running.endings import EXCERPT, LIMITS, end_of_split, signal_name
from evaluations.running.grading import CaseResult, Grade, Integrity, Verdict, overall
from evaluations.running.harness.wire import Malformed
from evaluations.running.programs.cases import ProgramCase
from evaluations.running.programs.comparing import difference
from evaluations.running.programs.reports import ProgramsReport, Started, read_programs_report
from evaluations.running.reports import Report
from evaluations.sandboxes.base import LimitHit, Outcome

Judged = tuple[Verdict, str]

SHOWN_CHARACTERS = 2000
LONGEST_FIRST_WORDS = 300


def grade_programs(
    cases: Sequence[ProgramCase], outcome: Outcome, *, cpu_seconds: int
) -> tuple[Grade, Started | None]:
    """The grade, and the program that it is best seen by: the first that went wrong."""
    try:
        report = read_programs_report(outcome.report)
    except Malformed as error:
        message = f"The report is none of ours: {error}."
        return _grade(Verdict.INTEGRITY_FAILED, _results(cases, {}), message), None
    judged = {
        number: judge(cases[number], started, outcome, cpu_seconds)
        for number, started in report.cases.items()
        if number < len(cases)
    }
    verdict, message = how_it_ended(report, outcome)
    if verdict is not None and not report.not_built and len(report.cases) < len(cases):
        judged[len(report.cases)] = verdict, message
    results = _results(cases, report.cases, judged)
    return _grade(verdict or overall(results), results, message), _telling(report, judged)


def judge(case: ProgramCase, started: Started, outcome: Outcome, cpu_seconds: int) -> Judged:
    """What is said of one start of the program."""
    if started.fault:
        return _not_started(started)
    if ended := ended_early(started, outcome, cpu_seconds):
        return ended
    if started.code != case.exit_code and started.code:
        words = first_words(started.stderr, last=True)
        return Verdict.ERROR, f"It ended with exit code {started.code}. {words}".strip()
    wrong = difference(case, started.stdout)
    if wrong:
        return Verdict.FAILED, f"Of what it printed, {wrong}."
    if started.code != case.exit_code:
        return Verdict.FAILED, f"It ended with exit code 0, not {case.exit_code}."
    return Verdict.PASSED, ""


def _not_started(started: Started) -> Judged:
    """A file of the solution's that is missing is its own fault, a missing toolchain ours."""
    is_own = "cannot start /" in started.fault
    verdict = Verdict.ERROR if is_own else Verdict.INFRASTRUCTURE_ERROR
    return verdict, f"The program did not start: {started.fault}."


def ended_early(started: Started, outcome: Outcome, cpu_seconds: int) -> Judged | None:
    """What ended it, where that was not itself."""
    if started.ended == "wall":
        return LIMITS[LimitHit.WALL_TIME]
    if started.ended == "output":
        return LIMITS[LimitHit.OUTPUT]
    if not started.signal:
        return None
    by_kill = started.signal == signal.SIGKILL
    if started.signal == signal.SIGXCPU or (by_kill and started.cpu >= cpu_seconds):
        return LIMITS[LimitHit.CPU_TIME]
    if by_kill and outcome.limit_hit is LimitHit.MEMORY:
        return LIMITS[LimitHit.MEMORY]
    return Verdict.ERROR, f"It was ended by {signal_name(started.signal)}."


def how_it_ended(report: ProgramsReport, outcome: Outcome) -> tuple[Verdict | None, str]:
    """What replaces the verdicts of the cases, if anything does."""
    if report.not_built:
        return build_failure(report.not_built, outcome)
    if report.tampered:
        return Verdict.INTEGRITY_FAILED, f"The solution tampered with the run: {report.tampered}."
    ends = ({"event": "end"},) if report.is_complete else ()
    return end_of_split(Report(ends=ends), outcome)


def build_failure(step: Started, outcome: Outcome) -> Judged:
    """What is said of a solution of which a step of building failed."""
    if step.fault:
        return Verdict.INFRASTRUCTURE_ERROR, f"The solution was not built: {step.fault}."
    if step.ended == "wall":
        return Verdict.TIMEOUT, "The time limit ended the compiler."
    if step.signal == signal.SIGKILL and outcome.limit_hit is LimitHit.MEMORY:
        return Verdict.OUT_OF_MEMORY, "The memory limit ended the compiler."
    words = first_words(compiler_words(step))
    return Verdict.ERROR, f"The solution does not compile: {words}"


def compiler_words(step: Started) -> bytes:
    """What the compiler printed, without Go's lines that name the package: ``# solution``."""
    lines = (step.stderr or step.stdout).splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(b"# "))


def first_words(printed: bytes, *, last: bool = False) -> str:
    """The first line that says something, or the last one; shortened."""
    lines = [line.strip() for line in printed.decode("utf-8", "replace").splitlines()]
    said = [line for line in lines if line]
    if not said:
        return ""
    return (said[-1] if last else "\n".join(said))[:LONGEST_FIRST_WORDS]


def _telling(report: ProgramsReport, judged: Mapping[int, Judged]) -> Started | None:
    wrong = (n for n in report.cases if judged.get(n, ("",))[0] is not Verdict.PASSED)
    return report.not_built or report.cases.get(next(wrong, 0))


def _results(
    cases: Sequence[ProgramCase],
    started: Mapping[int, Started],
    judged: Mapping[int, Judged] | None = None,
) -> list[CaseResult]:
    return [
        _result(case, started.get(number), *(judged or {}).get(number, (Verdict.NOT_RUN, "")))
        for number, case in enumerate(cases)
    ]


def _result(
    case: ProgramCase, started: Started | None, verdict: Verdict, message: str
) -> CaseResult:
    return CaseResult(
        name=case.name,
        source=" ".join(case.arguments),
        verdict=verdict,
        input=_shown(case.stdin),
        expected=_shown(case.stdout),
        got=_shown(started.stdout.decode("utf-8", "replace")) if started else "",
        message=message[: 2 * EXCERPT],
        duration_seconds=started.seconds if started else None,
    )


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def _grade(verdict: Verdict, results: Sequence[CaseResult], message: str) -> Grade:
    return Grade(verdict=verdict, cases=tuple(results), integrity=Integrity.SPLIT, message=message)
