"""Outcomes become grades; reports that contradict themselves are not believed."""

from __future__ import annotations

import signal
from dataclasses import replace
from typing import Any

import pytest

from evaluations.running.grading import CaseResult, Verdict, overall
from evaluations.running.harness.wire import encode
from evaluations.running.python_suites.cases import CasePlan, plan_cases
from evaluations.running.python_suites.file_grades import grade_test_file
from evaluations.running.python_suites.grades import grade_in_process, grade_split, uncrossable
from evaluations.running.python_suites.programs import Named
from evaluations.running.python_suites.test_files import PlannedTest, TestFile
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.sandboxes.base import LimitHit, MemoryEnforcement, Outcome

PLAN: CasePlan = plan_cases(
    SuiteSource(
        format=SuiteFormat.ASSERTIONS, code="a = 1\nassert f(a) == 2\nassert f(2) == 3\nassert f(3)"
    ),
    "",
    "",
)
KEY = {
    "one": Named(statement=0, is_canary=False),
    "two": Named(statement=1, is_canary=False),
    "two again": Named(statement=1, is_canary=True),
    "three": Named(statement=2, is_canary=False),
    "three again": Named(statement=2, is_canary=True),
    "four": Named(statement=3, is_canary=False),
}


def outcome(*events: dict[str, Any], **changes: Any) -> Outcome:
    frames = (encode(event) for event in events)
    ended = Outcome(
        exit_code=0,
        signal=None,
        stdout=b"",
        stderr=b"",
        report=b"".join(len(frame).to_bytes(4, "big") + frame for frame in frames),
        stdout_truncated=False,
        stderr_truncated=False,
        wall_seconds=0.1,
        cpu_seconds=0.1,
        peak_memory_bytes=1,
        limit_hit=LimitHit.NONE,
        memory_enforcement=MemoryEnforcement.CGROUP,
        environment={},
    )
    return replace(ended, **changes)


def case(number: int, verdict: str = "passed", **notes: Any) -> dict[str, Any]:
    return {"event": "case", "number": number, "verdict": verdict, "seconds": 0.1, **notes}


def named(name: str, verdict: str = "passed") -> dict[str, Any]:
    return {"event": "case", "name": name, "phase": "call", "verdict": verdict, "seconds": 0.1}


END = {"event": "end", "statements": 4}


def verdicts(cases: tuple[CaseResult, ...]) -> list[str]:
    return [case.verdict.value for case in cases]


def test_it_passes_when_every_case_passed_and_the_end_was_reached() -> None:
    grade = grade_split(PLAN, outcome(case(1), case(2), case(3), END))
    assert grade.verdict is Verdict.PASSED
    assert grade.passed_cases == 3


def test_it_fails_when_one_case_failed() -> None:
    grade = grade_split(
        PLAN, outcome(case(1), case(2, "failed", got="4", expected="3"), case(3), END)
    )
    assert grade.verdict is Verdict.FAILED
    assert (grade.cases[1].got, grade.cases[1].expected) == ("4", "3")


def test_it_shows_a_statement_that_is_no_case_only_when_it_failed() -> None:
    grade = grade_split(PLAN, outcome(case(0, "error"), case(1), case(2), case(3), END))
    assert verdicts(grade.cases) == ["error", "passed", "passed", "passed"]
    assert grade.verdict is Verdict.ERROR


@pytest.mark.parametrize(
    ("limit", "verdict"),
    [
        (LimitHit.WALL_TIME, "timeout"),
        (LimitHit.CPU_TIME, "timeout"),
        (LimitHit.MEMORY, "out_of_memory"),
        (LimitHit.OUTPUT, "error"),
    ],
)
def test_it_puts_a_limit_on_the_case_under_way(limit: LimitHit, verdict: str) -> None:
    ended = outcome(case(1), limit_hit=limit, exit_code=None, signal=9)
    grade = grade_split(PLAN, ended)
    assert grade.verdict.value == verdict
    assert verdicts(grade.cases) == ["passed", verdict, "not_run"]


@pytest.mark.parametrize(
    ("number", "code", "limit", "verdict"),
    [
        (0, 0, LimitHit.NONE, Verdict.ERROR),
        (signal.SIGSEGV.value, 0, LimitHit.NONE, Verdict.ERROR),
        (signal.SIGXCPU.value, 0, LimitHit.NONE, Verdict.TIMEOUT),
        (signal.SIGKILL.value, 0, LimitHit.MEMORY, Verdict.OUT_OF_MEMORY),
        (signal.SIGKILL.value, 0, LimitHit.NONE, Verdict.ERROR),
        (35, 0, LimitHit.NONE, Verdict.ERROR),
    ],
)
def test_it_says_how_the_solutions_process_went(
    number: int, code: int, limit: LimitHit, verdict: Verdict
) -> None:
    gone = {"event": "gone", "number": 2, "signal": number, "code": code}
    grade = grade_split(PLAN, outcome(case(1), gone, limit_hit=limit))
    assert grade.verdict is verdict
    assert verdicts(grade.cases) == ["passed", verdict.value, "not_run"]


def test_it_runs_no_case_of_a_solution_that_does_not_load() -> None:
    broken = {"event": "broken", "verdict": "error", "message": "SyntaxError: x", "number": -1}
    grade = grade_split(PLAN, outcome(broken))
    assert grade.verdict is Verdict.ERROR
    assert "SyntaxError" in grade.message
    assert verdicts(grade.cases) == ["not_run"] * 3


def test_it_never_blames_the_solution_for_the_suites_preparation() -> None:
    grade = grade_split(PLAN, outcome({"event": "setup failed", "message": "no numpy"}))
    assert grade.verdict is Verdict.INFRASTRUCTURE_ERROR


def test_it_blames_the_solution_when_the_preparation_needs_it() -> None:
    plan = replace(PLAN, setup_needs_solution=True)
    grade = grade_split(plan, outcome({"event": "setup failed", "message": "no Node"}))
    assert grade.verdict is Verdict.ERROR


@pytest.mark.parametrize(
    "ended",
    [
        outcome({"event": "tampered", "message": "an answer that nobody asked for", "number": 1}),
        outcome(case(1), exit_code=None, signal=9),
        outcome(case(1), case(2), case(3), {"event": "end", "statements": 3}),
        outcome(case(1), case(2), case(3), END, END),
        outcome(report=b"\x00\x00\x00\x04what"),
        outcome({"event": "case", "number": 1, "verdict": "excellent"}),
        outcome({"event": "case", "number": True, "verdict": "passed"}),
        outcome({"event": "case", "verdict": "passed", "seconds": -1.0}),
        outcome({"event": "case", "verdict": "passed", "seconds": float("nan")}),
        outcome({"event": "case", "verdict": "passed", "extra": 1}),
        outcome({"event": "broken", "verdict": "passed"}),
        outcome({"event": "broken", "verdict": "error", "message": "x" * 100_000}),
    ],
)
def test_it_does_not_believe_a_split_run_that_was_tampered_with(ended: Outcome) -> None:
    assert grade_split(PLAN, ended).verdict is Verdict.INTEGRITY_FAILED


def test_it_calls_a_failed_harness_an_infrastructure_error() -> None:
    grade = grade_split(PLAN, outcome(exit_code=1, stderr=b"Traceback: our own fault"))
    assert grade.verdict is Verdict.INFRASTRUCTURE_ERROR
    assert "our own fault" in grade.message


def test_it_reads_a_report_that_was_cut_off() -> None:
    whole = outcome(case(1), case(2), case(3), END)
    cut = replace(whole, report=whole.report[:-5], limit_hit=LimitHit.WALL_TIME)
    grade = grade_split(PLAN, cut)
    assert grade.verdict is Verdict.TIMEOUT
    assert grade.passed_cases == 3


def test_it_knows_when_values_could_not_cross() -> None:
    stop = {"event": "cannot cross", "message": "a value of type Sum", "number": 1}
    assert uncrossable(outcome(stop)) == "a value of type Sum"
    assert uncrossable(outcome(case(1), END)) is None
    assert uncrossable(outcome(report=b"\x00\x00\x00\x02xx")) is None


HONEST = [named(name, "failed" if "again" in name else "passed") for name in KEY]
SIX = {"event": "end", "statements": 6}


def test_it_believes_one_process_whose_canaries_failed() -> None:
    grade = grade_in_process(PLAN, KEY, outcome(*HONEST, SIX))
    assert grade.verdict is Verdict.PASSED
    assert len(grade.cases) == 3


def test_it_fails_a_wrong_solution_in_one_process() -> None:
    told = [named(name, "failed" if name in ("two", "two again") else "passed") for name in KEY]
    told[4]["verdict"] = "failed"
    assert grade_in_process(PLAN, KEY, outcome(*told, SIX)).verdict is Verdict.FAILED


def test_it_lets_a_canary_pass_beside_a_test_that_fails() -> None:
    told = [named("one"), named("two", "failed"), named("two again"), *HONEST[3:]]
    assert grade_in_process(PLAN, KEY, outcome(*told, SIX)).verdict is Verdict.FAILED


@pytest.mark.parametrize(
    "ended",
    [
        outcome(*(named(name) for name in KEY), SIX),
        outcome(*HONEST),
        outcome(*HONEST[:-1], SIX),
        outcome(*HONEST, {"event": "end", "statements": 5}),
        outcome(*HONEST, HONEST[0], SIX),
        outcome(*HONEST, named("invented"), SIX),
        outcome(*HONEST, SIX, SIX),
        outcome(*HONEST, SIX, exit_code=3),
        outcome(*HONEST, {"event": "cannot cross"}, SIX),
        outcome(*(named(n, "not_run" if "again" in n else "passed") for n in KEY), SIX),
        outcome(),
    ],
)
def test_it_does_not_believe_one_process_that_contradicts_itself(ended: Outcome) -> None:
    assert grade_in_process(PLAN, KEY, ended).verdict is Verdict.INTEGRITY_FAILED


TEST_FILE = TestFile(
    code="",
    tests=(
        PlannedTest(key="test_a1", name="test_add", text="", line=1),
        PlannedTest(key="test_b2", name="Case::test_none", text="", line=2),
    ),
    canaries=(
        PlannedTest(key="test_c3", name="canary", text="", line=0, guards="test_a1"),
        PlannedTest(key="test_d4", name="canary", text="", line=0, guards="test_b2"),
    ),
)
RESULTS = [
    named("test_a1[1]"),
    named("test_a1[2]"),
    named("Case::test_b2"),
    named("test_c3[1]", "failed"),
    named("test_c3[2]", "failed"),
    named("Case::test_d4", "failed"),
]
ALL_TOLD = {"event": "end", "statements": 6, "status": 1}


def test_it_believes_a_file_whose_canaries_failed() -> None:
    grade = grade_test_file(TEST_FILE, outcome(*RESULTS, ALL_TOLD, exit_code=1))
    assert grade.verdict is Verdict.PASSED
    assert [case.name for case in grade.cases] == ["test_add", "Case::test_none"]


def test_it_fails_a_file_with_one_failing_parameter() -> None:
    told = [RESULTS[0], {**named("test_a1[2]", "failed"), "message": "in test_a1"}, *RESULTS[2:]]
    grade = grade_test_file(TEST_FILE, outcome(*told, ALL_TOLD, exit_code=1))
    assert grade.verdict is Verdict.FAILED
    assert grade.cases[0].message == "in test_add"


def test_it_passes_over_a_test_that_its_file_skips() -> None:
    told = [*RESULTS[:2], named("Case::test_b2", "not_run"), *RESULTS[3:]]
    grade = grade_test_file(TEST_FILE, outcome(*told, ALL_TOLD, exit_code=1))
    assert grade.verdict is Verdict.PASSED
    assert grade.cases[1].verdict is Verdict.NOT_RUN


@pytest.mark.parametrize(
    "ended",
    [
        outcome(*RESULTS, ALL_TOLD, exit_code=0),
        outcome(*RESULTS, {**ALL_TOLD, "status": 0}, exit_code=1),
        outcome(*RESULTS, {**ALL_TOLD, "statements": 4}, exit_code=1),
        outcome(*RESULTS[:-1], {**ALL_TOLD, "statements": 5}, exit_code=1),
        outcome(*RESULTS, RESULTS[0], ALL_TOLD, exit_code=1),
        outcome(*RESULTS[:3], *(named(e["name"]) for e in RESULTS[3:]), ALL_TOLD, exit_code=1),
        outcome(*RESULTS[:5], named("Case::test_d4", "not_run"), ALL_TOLD, exit_code=1),
        outcome(*RESULTS, exit_code=1),
        outcome(exit_code=0),
    ],
)
def test_it_does_not_believe_a_file_that_contradicts_itself(ended: Outcome) -> None:
    assert grade_test_file(TEST_FILE, ended).verdict is Verdict.INTEGRITY_FAILED


def test_it_calls_a_crash_of_a_file_an_error() -> None:
    ended = outcome(*RESULTS[:2], exit_code=None, signal=signal.SIGSEGV)
    grade = grade_test_file(TEST_FILE, ended)
    assert grade.verdict is Verdict.ERROR
    assert "SIGSEGV" in grade.message


@pytest.mark.parametrize(
    ("shown", "verdict"),
    [
        ([], "not_run"),
        (["passed"], "passed"),
        (["passed", "not_run"], "passed"),
        (["not_run"], "not_run"),
        (["passed", "error"], "error"),
        (["error", "failed", "passed"], "failed"),
        (["failed", "out_of_memory"], "out_of_memory"),
    ],
)
def test_it_says_the_gravest_of_all_cases(shown: list[str], verdict: str) -> None:
    cases = [CaseResult(name="", source="", verdict=Verdict(word)) for word in shown]
    assert overall(cases).value == verdict
