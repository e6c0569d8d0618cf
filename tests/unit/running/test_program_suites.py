"""Suites of programs: how cases are written, what counts as the same output, what is believed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.errors import InvalidInput
from evaluations.running.harness.wire import LENGTH_BYTES, Malformed, encode
from evaluations.running.languages.python import LANGUAGE
from evaluations.running.programs.cases import MOST_CASES, Compare, ProgramCase, read_cases
from evaluations.running.programs.comparing import difference
from evaluations.running.programs.reports import read_programs_report
from evaluations.running.programs.run import build_program
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import Task
from evaluations.sandboxes.limits import PYTHON_TESTS

RAN = {
    "event": "case",
    "number": 0,
    "stdout": b"3\n",
    "stderr": b"",
    "ended": "",
    "fault": "",
    "signal": 0,
    "code": 0,
    "seconds": 0.01,
    "cpu": 0.01,
}


def report(*events: object) -> bytes:
    encoded = map(encode, events)
    return b"".join(len(data).to_bytes(LENGTH_BYTES, "big") + data for data in encoded)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("{}", "a list of 1 to 500 cases"),
        ("[]", "a list of 1 to 500 cases"),
        ("[", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ('[{"stdout": ""}, 3]', "Case 2 of the suite is no object"),
        ('[{"stdin": "x"}]', "Case 1 of the suite has no 'stdout'"),
        ('[{"stdout": "", "output": ""}]', "unknown field 'output'; known are name, args"),
        ('[{"stdout": 3}]', "'stdout' that is not a text"),
        ('[{"stdout": "", "args": [1]}]', "'args' that are not at most 100 texts"),
        ('[{"stdout": "", "args": ["\\u0000"]}]', "argument with a NUL"),
        ('[{"stdout": "", "exit_code": 256}]', "'exit_code' outside of 0 to 255"),
        ('[{"stdout": "", "exit_code": true}]', "'exit_code' that is not a whole number"),
        ('[{"stdout": "", "compare": "fuzzy"}]', "none of exact, trimmed, tokens, numbers"),
        ('[{"stdout": "", "tolerance": NaN}]', "'tolerance' that is no number from 0 on"),
        (json.dumps([{"stdout": ""}] * (MOST_CASES + 1)), "a list of 1 to 500 cases"),
        (json.dumps([{"stdout": "x" * 5_000_000}]), "more than 4,194,304 bytes"),
    ],
)
def test_it_says_what_is_wrong_with_a_list_of_cases(rows: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read_cases(rows)


def test_it_names_a_case_by_its_input_unless_it_has_a_name() -> None:
    rows = [
        {"stdout": "", "stdin": "1 2\n3"},
        {"stdout": "", "args": ["-n"]},
        {"stdout": ""},
        {"stdout": "", "name": "adds"},
    ]
    assert [case.name for case in read_cases(json.dumps(rows))] == [
        "1: 1 2 3",
        "2: -n",
        "3: no input",
        "adds",
    ]


@pytest.mark.parametrize(
    ("compare", "expected", "printed", "difference_told"),
    [
        ("exact", "a\n", b"a\n", ""),
        ("exact", "a\n", b"a", "the ends of lines differ"),
        ("exact", "a\nb\n", b"a\nc\n", "line 2 is 'c', not 'b'"),
        ("trimmed", "a \nb\n\n", b"a\r\nb", ""),
        ("trimmed", "a\nb", b" a\nb", "line 1 is ' a', not 'a'"),
        ("trimmed", "a\nb", b"a", "line 2 is missing: 'b'"),
        ("trimmed", "a", b"a\nb\n", "line 2 is one too many: 'b'"),
        ("trimmed", "", b"\n\n", ""),
        ("trimmed", "ä", "ä\n".encode(), ""),
        ("trimmed", "a", b"\xff", "line 1 is '\ufffd', not 'a'"),
        ("tokens", "1 2\n3", b"  1\n2   3\n", ""),
        ("tokens", "1.0", b"1", "word 1 is '1', not '1.0'"),
        ("numbers", "0.333333 yes", b"0.3333333333 yes", ""),
        ("numbers", "1e6", b"1000000.5", ""),
        ("numbers", "0.5", b"0.6", "word 1 is '0.6', not '0.5'"),
        ("numbers", "1", b"one", "word 1 is 'one', not '1'"),
        ("numbers", "1", b"nan", "word 1 is 'nan', not '1'"),
        ("numbers", "1000", b"1_000", "word 1 is '1_000', not '1000'"),
        ("numbers", "1e999", b"1e998", "word 1 is '1e998', not '1e999'"),
    ],
)
def test_it_tells_where_the_output_differs(
    compare: str, expected: str, printed: bytes, difference_told: str
) -> None:
    case = ProgramCase(name="", stdout=expected, compare=Compare(compare))
    assert difference(case, printed) == difference_told


@given(st.sampled_from(list(Compare)), st.text(st.characters(exclude_categories=["Cs"])))
def test_it_takes_the_expected_output_itself_for_right(compare: Compare, text: str) -> None:
    assert difference(ProgramCase(name="", stdout=text, compare=compare), text.encode()) == ""


@given(st.sampled_from(list(Compare)), st.text(), st.binary())
def test_it_compares_any_bytes(compare: Compare, expected: str, printed: bytes) -> None:
    assert isinstance(
        difference(ProgramCase(name="", stdout=expected, compare=compare), printed), str
    )


def test_it_keeps_what_is_to_be_printed_outside() -> None:
    code = json.dumps([{"stdin": "what goes in", "stdout": "what comes out"}])
    task = Task(
        suite=SuiteSource(format=SuiteFormat.PROGRAMS, code=code),
        files={"solution.py": "print()"},
    )
    plan = LANGUAGE.plan_program(task)
    program = build_program(plan, task, read_cases(code), PYTHON_TESTS)
    assert b"what goes in" in program.stdin
    assert not any(b"what comes out" in data for data in (program.stdin, *program.files.values()))


def test_it_reads_the_cases_that_were_told_before_a_kill() -> None:
    data = report(RAN, RAN | {"number": 1})
    told = read_programs_report(data[:-5])
    assert (list(told.cases), told.is_complete) == ([0], False)


@pytest.mark.parametrize(
    "events",
    [
        [3],
        [{"event": "passed"}],
        [RAN | {"verdict": "passed"}],
        [RAN | {"number": 1}],
        [RAN, RAN],
        [RAN | {"ended": "never"}],
        [{"event": "end", "statements": 1}, RAN],
        [{key: RAN[key] for key in ("event", "number", "stdout")}],
        [RAN | {"code": True}],
    ],
)
def test_it_refuses_a_report_that_the_harness_would_not_write(events: list[object]) -> None:
    with pytest.raises(Malformed):
        read_programs_report(report(*events))
