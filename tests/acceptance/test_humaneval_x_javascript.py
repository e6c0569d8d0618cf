"""HumanEval-X in JavaScript: right references pass, stubs fail, and two references are wrong."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from evaluations.errors import SandboxUnavailable, ToolchainMissing
from evaluations.running.grading import Grade, Integrity, Verdict
from evaluations.running.languages import find_language
from evaluations.running.run import run_task
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import Task
from evaluations.sandboxes import find_sandbox
from tests.data import shared_data

pytestmark = [pytest.mark.acceptance, pytest.mark.sandbox]

PROCESSES = 2
WRONG_REFERENCES = {"JavaScript/112", "JavaScript/155"}
"""Under a bare node their tests print "Assertion failed" as well, and end with the exit code 0."""

MD5 = "node_modules/js-md5/index.js"
NEEDED = {
    "JavaScript/162": {
        MD5: "const { createHash } = require('node:crypto');\n"
        "module.exports = (text) => createHash('md5').update(text).digest('hex');\n"
    }
}
"""What a problem requires and node does not have."""

Rows = dict[str, dict[str, str]]


def read_problems() -> Rows:
    with gzip.open(shared_data("problems/humaneval-x/humaneval_js.jsonl.gz"), "rt") as lines:
        return {row["task_id"]: row for row in map(json.loads, lines)}


def task(row: Mapping[str, str], solution: str) -> Task:
    return Task(
        suite=SuiteSource(format=SuiteFormat.ASSERTIONS, code=row["test"]),
        files={"solution.js": solution, **NEEDED.get(row["task_id"], {})},
        prompt=row["prompt"],
        entry_point=re.findall(r"(?:const|function)\s+(\w+)\s*[=(]", row["prompt"])[-1],
    )


def judge(one: Task) -> Grade:
    return run_task(find_sandbox(), "javascript", one).grade


def judge_all(tasks: dict[str, Task]) -> dict[str, Grade]:
    try:
        find_language("javascript").require_toolchain(find_sandbox())
    except (SandboxUnavailable, ToolchainMissing) as error:
        pytest.skip(f"NO SANDBOX OR NO NODE HERE: {error.message}")
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        return dict(zip(tasks, pool.map(judge, tasks.values(), chunksize=8), strict=True))


def test_it_passes_every_reference_that_is_right() -> None:
    rows = read_problems()
    assert len(rows) == 164
    grades = judge_all(
        {key: task(row, row["prompt"] + row["canonical_solution"]) for key, row in rows.items()}
    )
    failed = {key for key, grade in grades.items() if grade.verdict is not Verdict.PASSED}
    assert failed == WRONG_REFERENCES
    assert {grade.integrity for grade in grades.values()} == {Integrity.SPLIT}


def test_it_fails_every_stub() -> None:
    rows = read_problems()
    grades = judge_all({key: task(row, row["declaration"] + "\n}\n") for key, row in rows.items()})
    assert {key: g.verdict for key, g in grades.items() if g.verdict is not Verdict.FAILED} == {}
