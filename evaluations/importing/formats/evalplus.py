"""EvalPlus ``eval_results.json``: solutions and what EvalPlus said of them, base and plus.

One JSON document: ``{"date", "hash", "eval": {"Mbpp/2": [{"task_id", "solution", "base_status",
"plus_status", "base_fail_tests", "plus_fail_tests"}]}}``. Source: github.com/evalplus/evalplus,
``evalplus/evaluate.py``, versions 0.2 and 0.3.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Literal

from evaluations.importing.faults import Fault
from evaluations.importing.formats.base import (
    Head,
    SolutionContext,
    SolutionFormat,
    nameless_model,
    one_file,
    unknown_problem,
)
from evaluations.importing.identity import identity_from_file_name
from evaluations.importing.reading import Source
from evaluations.importing.records import ImportedResultRecord, ModelIdentity, SolutionRecord
from evaluations.importing.schema import HarnessRow, Name, check_row

DOCUMENT_START = re.compile(r'\s*\{\s*"(?:date|hash|eval)"\s*:')
VERDICTS = {"pass": "passed", "fail": "failed", "timeout": "timeout"}
LONGEST_MESSAGE = 2_000

Status = Literal["pass", "fail", "timeout"]


class ResultRow(HarnessRow):
    task_id: Name
    solution: str
    base_status: Status | None = None
    plus_status: Status | None = None
    base_fail_tests: list[Any] | None = None
    plus_fail_tests: list[Any] | None = None


def read_results(source: Source, context: SolutionContext) -> Iterator[SolutionRecord | Fault]:
    model = context.model or identity_from_file_name(source.name)
    if model is None:
        yield nameless_model(source)
        return
    document = source.document()
    if isinstance(document, list):
        yield from document
        return
    tasks = document.get("eval")
    if not isinstance(tasks, dict):
        yield Fault(field="eval", message="is missing", remedy='Give {"eval": {task: [ … ]}}')
        return
    for key, rows in tasks.items():
        yield from _task(key, rows, model, context)


def _task(
    key: str, rows: Any, model: ModelIdentity, context: SolutionContext
) -> Iterator[SolutionRecord | Fault]:
    place = f"eval.{key}"
    if not isinstance(rows, list):
        yield Fault(
            field=place,
            message="is not a list of results",
            remedy="Write the file anew with EvalPlus 0.2 or later",
        )
        return
    for sample, row in enumerate(rows):
        yield from _result(f"{place}[{sample}]", key, sample, row, model, context)


def _result(
    place: str, key: str, sample: int, value: Any, model: ModelIdentity, context: SolutionContext
) -> Iterator[SolutionRecord | Fault]:
    row = check_row(value, ResultRow, line=None, place=place)
    if isinstance(row, list):
        yield from row
    elif row.task_id != key:
        yield Fault(
            field=f"{place}.task_id",
            message=f"is not {key}, under which it stands",
            remedy="Write the file anew with EvalPlus",
        )
    elif (problem := context.problems.get(key)) is None:
        yield unknown_problem(None, place, key, context.problems)
    else:
        yield SolutionRecord(
            line=None,
            problem=key,
            model=model,
            sample=sample,
            files=one_file(row.solution, problem),
            results=tuple(_imported(row)),
        )


def _imported(row: ResultRow) -> Iterator[ImportedResultRecord]:
    for suite, status, failed in (
        ("base", row.base_status, row.base_fail_tests),
        ("plus", row.plus_status, row.plus_fail_tests),
    ):
        if status is not None:
            yield ImportedResultRecord(
                source=f"evalplus {suite}", verdict=VERDICTS[status], message=_message(failed or [])
            )


def _message(failed: list[Any]) -> str:
    """The inputs that failed, shortened."""
    return f"failed on {json.dumps(failed)}"[:LONGEST_MESSAGE] if failed else ""


def _fits(head: Head) -> bool:
    return DOCUMENT_START.match(head.text) is not None


RESULTS = SolutionFormat(
    name="evalplus", title="EvalPlus eval_results.json", fits=_fits, read=read_results
)
