"""Every reference solution of MBPP passes its own tests."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.importing.formats.mbpp import find_entry_point
from evaluations.running.grading import Verdict
from evaluations.running.run import run_task
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import Task
from evaluations.sandboxes import find_sandbox
from evaluations.sandboxes.limits import Limits
from tests.data import shared_data

pytestmark = [pytest.mark.acceptance, pytest.mark.sandbox]

PATIENT = Limits(wall_seconds=60.0, cpu_seconds=30)  # Mbpp/123 counts for seconds


def read_tasks() -> dict[int, Task]:
    rows = map(json.loads, shared_data("problems/mbpp/mbpp.jsonl").read_text().splitlines())
    return {row["task_id"]: _task(row) for row in rows}


def _task(row: dict[str, Any]) -> Task:
    return Task(
        suite=SuiteSource(
            format=SuiteFormat.ASSERTIONS,
            code="\n".join(row["test_list"] + row["challenge_test_list"]),
            setup=row["test_setup_code"],
        ),
        files={"solution.py": row["code"]},
        entry_point=find_entry_point(row["code"], row["test_list"]),
        limits=PATIENT,
    )


def judge(task: Task) -> Verdict:
    return run_task(find_sandbox(), "python", task).grade.verdict


def judge_all(tasks: dict[int, Task]) -> dict[int, Verdict]:
    try:
        find_sandbox()
    except SandboxUnavailable as error:
        pytest.skip(f"NO SANDBOX HERE: {error.message}")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        verdicts = pool.map(judge, tasks.values(), chunksize=8)
        return dict(zip(tasks, verdicts, strict=True))


def test_it_passes_every_reference_solution() -> None:
    judged = judge_all(read_tasks())
    assert len(judged) == 974
    assert {key: verdict for key, verdict in judged.items() if verdict is not Verdict.PASSED} == {}
