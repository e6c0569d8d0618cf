"""SQL suites: how they are written, and when rows are the same."""

from __future__ import annotations

import json

import pytest

from evaluations.errors import InvalidInput
from evaluations.running.languages.sql import LANGUAGE, build_program, find_solution
from evaluations.running.sql_suites.cases import Row, SqlCase, read_sql_suite
from evaluations.running.sql_suites.comparing import difference, show
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import Task
from evaluations.sandboxes.limits import SQL_TESTS


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("[", "not valid JSON"),
        ("[]", "The SQL suite is no object"),
        ("{}", "1 to 200 'cases'"),
        ('{"cases": [], "tables": ""}', "unknown field 'tables'; known are schema, data, cases"),
        ('{"schema": 1, "cases": [1]}', "'schema' that is not a text"),
        ('{"cases": [1]}', "Case 1 of the SQL suite is no object"),
        ('{"cases": [{}]}', "Case 1 of the SQL suite has no 'expected'"),
        ('{"cases": [{"expected": [1]}]}', "a list of lists of numbers, texts and null"),
        ('{"cases": [{"expected": [[{}]]}]}', "a list of lists of numbers, texts and null"),
        ('{"cases": [{"expected": [], "ordered": 1}]}', "'ordered' that is not true or false"),
    ],
)
def test_it_says_what_is_wrong_with_a_sql_suite(code: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read_sql_suite(code)


@pytest.mark.parametrize(
    ("expected", "rows", "ordered", "told"),
    [
        ([(1, "a"), (2, None)], [(2, None), (1, "a")], False, ""),
        ([(1,), (2,)], [(2,), (1,)], True, "row 1 is (2,), not (1,)"),
        ([(0.3, "b"), (0.3, "a")], [(0.1 + 0.2, "a"), (0.3, "b")], False, ""),
        ([(3,)], [(3.0,)], False, ""),
        ([(3,)], [("3",)], False, "a row is ('3',), not (3,)"),
        ([(1,)], [(1,), (1,)], False, "a row is one too many: (1,)"),
        ([(1,), (1,)], [(1,)], False, "a row is missing: (1,)"),
        ([(1, 2)], [(1,)], False, "a row has 1 columns, not 2: (1,)"),
        ([], [], True, ""),
        ([(10**400,)], [(10**400,)], False, ""),
        ([(None,)], [("",)], False, "a row is ('',), not (None,)"),
    ],
)
def test_it_tells_where_rows_differ(
    expected: list[Row], rows: list[Row], ordered: bool, told: str
) -> None:
    case = SqlCase(name="", expected=tuple(expected), ordered=ordered)
    assert difference(case, rows) == told


def test_it_shows_the_first_of_many_rows() -> None:
    assert show([(number,) for number in range(1234)]).splitlines()[-1] == "… 1,234 rows"


def test_it_keeps_the_expected_rows_outside() -> None:
    code = json.dumps({"cases": [{"expected": [["only outside"]], "query": "SELECT 'inside'"}]})
    program = build_program(read_sql_suite(code), "SELECT 1", SQL_TESTS, seed=1)
    assert b"SELECT 'inside'" in program.stdin
    assert not any(b"only outside" in data for data in (program.stdin, *program.files.values()))


@pytest.mark.parametrize("files", [{}, {"a.txt": ""}, {"a.sql": "", "b.sql": ""}])
def test_it_wants_one_file_of_sql(files: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match=r"one file \.sql"):
        find_solution(files)


def test_it_does_not_start_sql_as_a_program() -> None:
    suite = SuiteSource(format=SuiteFormat.PROGRAMS, code="[]")
    with pytest.raises(InvalidInput, match="SQL is no program"):
        LANGUAGE.plan_program(Task(suite=suite, files={"solution.sql": ""}))
