"""SQL: what honest solutions meet, and what SQL cannot be used for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from evaluations.running.grading import Integrity, Verdict
from evaluations.running.run import run_task
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import SuiteRun, Task
from evaluations.sandboxes.base import Sandbox
from evaluations.sandboxes.limits import MEBIBYTE, Limits
from tests.sandbox.backends import BUBBLEWRAP, make_judge, on_docker_too

pytestmark = pytest.mark.sandbox

LIMITS = Limits(wall_seconds=2.0, cpu_seconds=4, memory_bytes=128 * MEBIBYTE)
SHOP: dict[str, Any] = {
    "schema": "CREATE TABLE item (name TEXT, price REAL); CREATE TABLE sale (name TEXT, n INT);",
    "data": "INSERT INTO item VALUES ('pen', 1.5), ('book; new', 20);"
    "INSERT INTO sale VALUES ('pen', 2), ('book; new', 1), ('pen', 1);",
}
TOTALS = "SELECT i.name, sum(n * price) FROM item i JOIN sale USING (name) GROUP BY name"
SOLD: list[dict[str, Any]] = [
    {"name": "totals", "expected": [["pen", 4.5], ["book; new", 20]]},
    {"before": "DELETE FROM sale WHERE name = 'pen'", "expected": [["book; new", 20.0]]},
]
CHANGED: list[dict[str, Any]] = [{"query": "SELECT max(price) FROM item", "expected": [[40.0]]}]


@pytest.fixture(scope="module")
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return make_judge(getattr(request, "param", BUBBLEWRAP))


def run(sandbox: Sandbox, solution: str, cases: list[dict[str, Any]], **changes: str) -> SuiteRun:
    code = json.dumps({**SHOP, **changes, "cases": cases})
    suite = SuiteSource(format=SuiteFormat.SQL, code=code)
    task = Task(suite=suite, files={"solution.sql": solution}, limits=LIMITS)
    return run_task(sandbox, "sqlite", task)


@on_docker_too
def test_it_passes_a_query_that_gives_the_rows(sandbox: Sandbox) -> None:
    done = run(sandbox, f"-- totals; of all\n{TOTALS}\n", SOLD)
    assert (done.grade.verdict, done.grade.integrity) == (Verdict.PASSED, Integrity.SPLIT)
    assert [case.name for case in done.grade.cases] == ["totals", "case 2"]
    assert {"sqlite", "seed", "harness"} <= set(done.outcome.environment)


@on_docker_too
def test_it_shows_the_rows_that_are_wrong(sandbox: Sandbox) -> None:
    done = run(sandbox, TOTALS.replace("sum(n * price)", "sum(price)"), SOLD)
    assert [case.verdict for case in done.grade.cases] == [Verdict.FAILED, Verdict.PASSED]
    case = done.grade.cases[0]
    assert (case.expected, case.got) == (
        "('pen', 4.5)\n('book; new', 20)",
        "('book; new', 20.0)\n('pen', 3.0)",
    )


def test_it_looks_at_what_statements_changed(sandbox: Sandbox) -> None:
    trigger = (
        "CREATE TRIGGER t AFTER UPDATE ON item BEGIN DELETE FROM sale; SELECT 1; END;\n"
        "BEGIN; UPDATE item SET price = 2 * price; COMMIT;"
    )
    counts = [{"query": "SELECT count(*) FROM sale", "expected": [[0]]}]
    assert run(sandbox, trigger, CHANGED + counts).grade.verdict is Verdict.PASSED
    assert run(sandbox, "UPDATE item SET price = 3", CHANGED).grade.verdict is Verdict.FAILED


def test_it_keeps_blobs_and_texts_apart(sandbox: Sandbox) -> None:
    rows = [{"expected": [["x'00FF'", "\ufffd", "ä"]]}]
    done = run(sandbox, "SELECT x'00ff', CAST(x'ff' AS TEXT), 'ä'", rows)
    assert done.grade.verdict is Verdict.PASSED


ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT {} FROM n"


@pytest.mark.parametrize(
    ("solution", "verdict", "words"),
    [
        ("SELEC 1", Verdict.ERROR, 'The solution failed: near "SELEC": syntax error'),
        ("", Verdict.FAILED, "it has no query"),
        ("UPDATE item SET price = 1", Verdict.FAILED, "it has no query"),
        (ENDLESS.format("count(*)"), Verdict.TIMEOUT, "interrupted"),
        (ENDLESS.format("x"), Verdict.ERROR, "more than 10000 rows"),
        ("SELECT hex(zeroblob(9000000))", Verdict.ERROR, "too big"),
        ("SELECT randomblob(7000000)" + ", randomblob(7000000)" * 20, Verdict.OUT_OF_MEMORY, "out"),
        ("SELECT randomblob(7000000), randomblob(7000000)", Verdict.ERROR, "rows are too large"),
        ("SELECT 1;" * 2000, Verdict.ERROR, "more than 1000 statements"),
        ("ATTACH '/box/x' AS x", Verdict.ERROR, "The solution failed"),
        ("VACUUM INTO '/box/x'", Verdict.ERROR, "The solution failed"),
        ("SELECT load_extension('/src/x')", Verdict.ERROR, "not authorized"),
        ("SELECT readfile('/proc/self/environ')", Verdict.ERROR, "The solution failed"),
        ("PRAGMA writable_schema = 1", Verdict.ERROR, "not authorized"),
        ("PRAGMA hard_heap_limit = 0", Verdict.ERROR, "not authorized"),
        ("CREATE VIRTUAL TABLE t USING fts5(x)", Verdict.ERROR, "not authorized"),
    ],
)
def test_it_says_why_a_solution_gives_no_rows(
    sandbox: Sandbox, solution: str, verdict: Verdict, words: str
) -> None:
    done = run(sandbox, solution, SOLD[:1])
    assert done.grade.verdict is verdict, done.grade.cases[0]
    assert words in done.grade.cases[0].message


HANGS_WHILE_ALL_WAS_SOLD = (
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n"
    " WHERE (SELECT count(*) FROM sale) = 3) SELECT count(*) FROM n"
)


def test_it_goes_on_after_a_case_that_hangs(sandbox: Sandbox) -> None:
    solution = f"{HANGS_WHILE_ALL_WAS_SOLD}; {TOTALS}"
    done = run(sandbox, solution, [*SOLD, *SOLD, *SOLD, *SOLD])
    verdicts = [case.verdict.value for case in done.grade.cases]
    assert verdicts == ["timeout", "passed"] * 2 + ["timeout"] + ["not_run"] * 3


@pytest.mark.parametrize(
    ("changes", "cases", "words"),
    [
        ({"schema": "CREATE TABEL x"}, SOLD, "The suite's own schema or data failed"),
        ({}, [{"before": "DELETE FROM nothing", "expected": []}], "What comes before"),
    ],
)
def test_it_does_not_blame_the_solution_for_a_broken_suite(
    sandbox: Sandbox, changes: dict[str, str], cases: list[dict[str, Any]], words: str
) -> None:
    grade = run(sandbox, TOTALS, cases, **changes).grade
    assert grade.verdict is Verdict.INFRASTRUCTURE_ERROR
    assert words in grade.message + grade.cases[0].message


@on_docker_too
def test_it_holds_what_the_solution_left_to_the_same_rules(sandbox: Sandbox) -> None:
    view = "DROP TABLE item; CREATE VIEW item AS SELECT load_extension('x') AS price"
    grade = run(sandbox, view, CHANGED).grade
    assert grade.verdict is Verdict.ERROR
    assert "unsafe use of load_extension" in grade.cases[0].message
