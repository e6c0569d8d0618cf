"""Outcomes of programs on node become grades; what contradicts itself is not believed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from evaluations.errors import InvalidInput
from evaluations.running.grading import CaseResult, Grade, Integrity, Verdict
from evaluations.running.harness.wire import encode
from evaluations.running.node_suites.grades import grade_split, grade_versions, uncrossable
from evaluations.running.node_suites.run import added_up
from evaluations.running.node_suites.versions import Site, Version, read_versions
from evaluations.sandboxes.base import LimitHit, MemoryEnforcement, Outcome

SITES = (
    Site(text="test('a', ...)", line=1),
    Site(text="test('b', ...)", line=2),
    Site(text="xtest('c', ...)", line=3, may_skip=True),
)
FIRST = Version(content="", keys={"1a": (0, False), "1b": (1, True), "1c": (2, False)})
SECOND = Version(content="", keys={"2a": (0, True), "2b": (1, False), "2c": (2, True)})


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
        wall_seconds=0.5,
        cpu_seconds=0.25,
        peak_memory_bytes=10,
        limit_hit=LimitHit.NONE,
        memory_enforcement=MemoryEnforcement.CGROUP,
        environment={},
    )
    return replace(ended, **changes)


def told(name: str, verdict: str, **more: Any) -> dict[str, Any]:
    return {"event": "case", "name": name, "number": 0, "verdict": verdict, **more}


def version(*cases: dict[str, Any], exit_code: int = 1, **changes: Any) -> Outcome:
    end = {"event": "end", "statements": len(cases)}
    return outcome(*cases, end, exit_code=exit_code, **changes)


HONEST = version(told("1a", "passed", phase="a"), told("1b", "failed"), told("1c", "not_run"))
HONEST_TOO = version(told("2a", "failed"), told("2b", "passed"), told("2c", "not_run"))


def grade(first: Outcome = HONEST, second: Outcome = HONEST_TOO) -> Grade:
    return grade_versions(SITES, [(FIRST, first), (SECOND, second)], whole=True)


def test_it_takes_each_result_from_where_a_test_was_itself() -> None:
    graded = grade()
    assert (graded.verdict, graded.integrity) == (Verdict.PASSED, Integrity.IN_PROCESS)
    assert [(case.name, case.verdict) for case in graded.cases] == [
        ("a", Verdict.PASSED),
        ("test('b', ...)", Verdict.PASSED),
        ("xtest('c', ...)", Verdict.NOT_RUN),
    ]


def test_it_fails_what_failed_where_it_was_itself() -> None:
    graded = grade(
        second=version(told("2a", "failed"), told("2b", "failed"), told("2c", "not_run"))
    )
    assert graded.verdict is Verdict.FAILED
    assert [case.verdict.value for case in graded.cases] == ["passed", "failed", "not_run"]


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (
            version(told("1a", "passed"), told("1b", "passed"), told("1c", "not_run"), exit_code=0),
            "must fail was reported as passed",
        ),
        (
            version(told("1a", "not_run"), told("1b", "failed"), told("1c", "not_run")),
            "not marked so",
        ),
        (version(told("1a", "passed"), told("1b", "failed"), exit_code=1), "different tests"),
        (version(told("1a", "passed"), told("1a", "passed"), exit_code=0), "twice"),
        (version(told("1a", "passed"), told("2b", "passed"), exit_code=0), "there are not"),
        (
            version(told("1a", "passed"), told("1b", "failed"), told("1c", "not_run"), exit_code=0),
            "exit code contradicts",
        ),
        (outcome(told("1a", "passed"), {"event": "end", "statements": 3}), "counts"),
        (outcome(told("1a", "passed")), "ended before the tests"),
        (outcome(report=b"\0\0\0\1x"), "none of ours"),
        (
            version(told("1b", "failed"), told("1c", "not_run"), told("outside 99999", "error")),
            "there are not",
        ),
    ],
)
def test_it_does_not_believe_what_contradicts_itself(first: Outcome, words: str) -> None:
    graded = grade(first)
    assert graded.verdict is Verdict.INTEGRITY_FAILED
    assert words in graded.message


def test_it_does_not_believe_a_test_seen_only_in_its_changed_form() -> None:
    """Its own result may be missing because something else kept it from being reached."""
    runs = [
        (FIRST, version(told("1a", "passed"), told("1b", "failed"))),
        (SECOND, version(told("2a", "failed"))),
    ]
    graded = grade_versions(SITES, runs, whole=False)
    assert graded.verdict is Verdict.INTEGRITY_FAILED
    assert "changed form" in graded.message


def test_it_tells_of_errors_between_assertions() -> None:
    runs = [(FIRST, version(told("1b", "failed"), told("outside 0", "error", message="no")))]
    graded = grade_versions(SITES[:1] + SITES[1:2], runs, whole=False)
    assert graded.cases[-1] == CaseResult(
        name="between the tests",
        source="between the tests",
        line=1,
        verdict=Verdict.ERROR,
        message="no",
    )


def test_it_names_the_limit_that_ended_a_version() -> None:
    graded = grade(outcome(exit_code=None, limit_hit=LimitHit.WALL_TIME))
    assert graded.verdict is Verdict.TIMEOUT


def announced(number: int) -> dict[str, Any]:
    name = f"assert.ok(f({number}))"
    return {"event": "case", "number": number, "verdict": "not_run", "name": name, "code": 7}


def test_it_grades_what_ran_apart_by_the_gravest_of_several_results() -> None:
    passed = {"event": "case", "number": 0, "verdict": "passed", "got": "1"}
    failed = {**passed, "verdict": "failed", "got": "2"}
    end = {"event": "end", "statements": 1}
    graded = grade_split(outcome(announced(0), passed, failed, end))
    assert (graded.verdict, graded.integrity) == (Verdict.FAILED, Integrity.SPLIT)
    assert [(case.name, case.line, case.got) for case in graded.cases] == [
        ("assert.ok(f(0))", 7, "2")
    ]


def test_it_puts_the_end_of_a_solution_on_the_case_under_way() -> None:
    passed = {"event": "case", "number": 0, "verdict": "passed"}
    gone = {"event": "gone", "number": 1, "signal": 11, "code": 0, "message": "", "input": "f(1)"}
    graded = grade_split(outcome(announced(0), announced(1), announced(2), passed, gone))
    assert graded.verdict is Verdict.ERROR
    assert [case.verdict.value for case in graded.cases] == ["passed", "error", "not_run"]
    assert graded.cases[1].input == "f(1)"
    assert "SIGSEGV" in graded.cases[1].message


@pytest.mark.parametrize(
    "events",
    [
        [{"event": "case", "number": 5, "verdict": "passed"}],
        [announced(0), {"event": "end", "statements": 2}],
    ],
)
def test_it_does_not_believe_cases_that_were_never_announced(events: list[dict[str, Any]]) -> None:
    assert grade_split(outcome(*events)).verdict is Verdict.INTEGRITY_FAILED


def test_it_says_what_could_not_cross() -> None:
    assert uncrossable(outcome({"event": "cannot cross", "message": "a function"})) == "a function"
    assert uncrossable(outcome({"event": "end", "statements": 0})) is None
    assert uncrossable(outcome(report=b"\0\0\0\1x")) is None


def test_it_adds_up_several_programs() -> None:
    printed = outcome(stdout=b"hello", peak_memory_bytes=30)
    ended = outcome(exit_code=None, limit_hit=LimitHit.CPU_TIME)
    added = added_up([outcome(), printed, ended])
    assert (added.wall_seconds, added.cpu_seconds, added.peak_memory_bytes) == (1.5, 0.75, 30)
    assert (added.stdout, added.limit_hit, added.exit_code) == (b"hello", LimitHit.CPU_TIME, None)


def rewritten(answer: object, **changes: Any) -> Outcome:
    return outcome(**{"report": json.dumps(answer).encode(), **changes})


def test_it_reads_the_versions_of_a_suite() -> None:
    site = {"text": "test('a')", "line": 5, "maySkip": False}
    made = {"content": "text", "keys": {"00ff": [0, True]}}
    read = read_versions(rewritten({"sites": [site], "versions": [made], "module": True}), shift=2)
    assert read.sites == (Site(text="test('a')", line=3),)
    assert read.versions == (Version(content="text", keys={"00ff": (0, True)}),)
    assert read.module


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (rewritten({"fault": "Unexpected token (1:3)"}), "not valid JavaScript: Unexpected token"),
        (rewritten({"sites": []}), "no tests"),
        (outcome(report=b'{"sites": ['), "too large"),
        (outcome(limit_hit=LimitHit.WALL_TIME, exit_code=None), "could not be read: wall_time"),
        (outcome(exit_code=1, stderr=b"RangeError"), "could not be read: RangeError"),
    ],
)
def test_it_says_why_a_suite_has_no_versions(answer: Outcome, words: str) -> None:
    with pytest.raises(InvalidInput, match=words.replace("(", r"\(").replace(")", r"\)")):
        read_versions(answer)
