"""Every reference solution of MBPP passes its own tests."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.importing.formats.mbpp import find_entry_point
from evaluations.running.grading import Verdict
from evaluations.running.languages.python import run_suite
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.sandboxes import find_sandbox
from evaluations.sandboxes.limits import Limits
from tests.data import shared_data

pytestmark = [pytest.mark.acceptance, pytest.mark.sandbox]

PATIENT = Limits(wall_seconds=60.0, cpu_seconds=30)  # Mbpp/123 counts for seconds


@dataclass(frozen=True, kw_only=True)
class Task:
    key: int
    suite: SuiteSource
    entry_point: str
    solution: str


def read_tasks() -> list[Task]:
    rows = map(json.loads, shared_data("problems/mbpp/mbpp.jsonl").read_text().splitlines())
    return [
        Task(
            key=row["task_id"],
            suite=SuiteSource(
                format=SuiteFormat.ASSERTIONS,
                code="\n".join(row["test_list"] + row["challenge_test_list"]),
                setup=row["test_setup_code"],
            ),
            entry_point=find_entry_point(row["code"], row["test_list"]),
            solution=row["code"],
        )
        for row in rows
    ]


def judge(task: Task) -> Verdict:
    done = run_suite(
        find_sandbox(),
        task.suite,
        solution_files={"solution.py": task.solution},
        entry_point=task.entry_point,
        limits=PATIENT,
    )
    return done.grade.verdict


def judge_all(tasks: list[Task]) -> dict[int, Verdict]:
    try:
        find_sandbox()
    except SandboxUnavailable as error:
        pytest.skip(f"NO SANDBOX HERE: {error.message}")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        verdicts = pool.map(judge, tasks, chunksize=8)
        return dict(zip((task.key for task in tasks), verdicts, strict=True))


def test_it_passes_every_reference_solution() -> None:
    judged = judge_all(read_tasks())
    assert len(judged) == 974
    assert {key: verdict for key, verdict in judged.items() if verdict is not Verdict.PASSED} == {}
