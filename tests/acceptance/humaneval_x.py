"""HumanEval-X in Go and Rust: the references of the data set, and stubs that do nothing."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

import pytest

from evaluations.errors import EvaluationError
from evaluations.running.grading import Verdict
from evaluations.running.languages import find_language
from evaluations.running.run import run_task
from evaluations.running.tasks import Task
from evaluations.sandboxes import find_sandbox
from tests.data import shared_data

PROCESSES = 2
FULL = "REVIEWPLATFORM_FULL_ACCEPTANCE"
EVERY = 4
"""Of the rows every fourth is run, all of them where ``REVIEWPLATFORM_FULL_ACCEPTANCE`` is set."""

Row = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What became of one row: its reference and its stub, and the seconds both took."""

    task_id: str
    reference: str
    stub: str
    words: str


def read_rows(language: str) -> list[Row]:
    """The rows to run; the calling test is skipped where the data is absent."""
    path = shared_data(f"problems/humaneval-x/humaneval_{language}.jsonl.gz")
    with gzip.open(path, "rt") as lines:
        rows = [json.loads(line) for line in lines]
    return rows if os.environ.get(FULL) else rows[::EVERY]


def require(language: str) -> None:
    """Skip the calling test, loudly, where the language cannot be run."""
    try:
        find_language(language).require_toolchain(find_sandbox())
    except EvaluationError as error:
        pytest.skip(f"{language.upper()} IS NOT RUN HERE: {error.message}")


def judge_rows(
    language: str, rows: list[Row], make: Callable[[Row, bool], Task]
) -> dict[str, Judged]:
    """Reference and stub of each row, in two processes; ``make`` is told whether it is the stub."""
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        judged = list(pool.map(partial(_judge, language, make), rows))
    return {one.task_id: one for one in judged}


def _judge(language: str, make: Callable[[Row, bool], Task], row: Row) -> Judged:
    verdicts = []
    words = ""
    for is_stub in (False, True):
        try:
            grade = run_task(find_sandbox(), language, make(row, is_stub)).grade
        except EvaluationError as error:
            verdicts.append(error.code)
            words = words or error.message
            continue
        verdicts.append(grade.verdict.value)
        if not is_stub and grade.verdict is not Verdict.PASSED:
            words = f"{grade.message} {' '.join(case.message for case in grade.cases)}"
    return Judged(task_id=row["task_id"], reference=verdicts[0], stub=verdicts[1], words=words)
