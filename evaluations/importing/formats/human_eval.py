"""human-eval: problems, samples (``.jsonl``, ``.jsonl.gz``) and its ``_results.jsonl``.

Source: github.com/openai/human-eval, ``human_eval/data.py`` and ``human_eval/execution.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evaluations.importing.completions import assemble_program, take_from_fences
from evaluations.importing.faults import Fault
from evaluations.importing.formats.base import (
    Head,
    KnownProblem,
    ProblemFormat,
    SolutionContext,
    SolutionFormat,
    one_file,
)
from evaluations.importing.formats.samples import TaskRow, read_in_turn
from evaluations.importing.identity import identity_from_file_name
from evaluations.importing.reading import Source
from evaluations.importing.records import (
    ImportedResultRecord,
    ProblemRecord,
    SolutionRecord,
    SourceFile,
    SuiteRecord,
)
from evaluations.importing.schema import HarnessRow, Name, SomeText, checked_rows
from evaluations.languages import path_of_one_file

RESULT_SOURCE = "human-eval"


class ProblemRow(HarnessRow):
    task_id: Name
    prompt: SomeText
    entry_point: SomeText
    canonical_solution: str
    test: SomeText


class SampleRow(TaskRow):
    completion: str


class ResultRow(SampleRow):
    result: str = ""
    passed: bool


def read_problems(source: Source) -> Iterator[ProblemRecord | Fault]:
    for found in checked_rows(source, ProblemRow):
        yield found if isinstance(found, Fault) else _problem(*found)


def read_samples(source: Source, context: SolutionContext) -> Iterator[SolutionRecord | Fault]:
    return _read(source, context, SampleRow)


def read_results(source: Source, context: SolutionContext) -> Iterator[SolutionRecord | Fault]:
    return _read(source, context, ResultRow)


def _read(
    source: Source, context: SolutionContext, schema: type[SampleRow]
) -> Iterator[SolutionRecord | Fault]:
    def describe(row: SampleRow, problem: KnownProblem) -> dict[str, Any]:
        return {
            "files": _files(row.completion, problem, context),
            "raw_completion": row.completion,
            "results": _results(row),
        }

    model = context.model or identity_from_file_name(source.name)
    return read_in_turn(source, context, schema, model=model, describe=describe)


def _files(
    completion: str, problem: KnownProblem, context: SolutionContext
) -> tuple[SourceFile, ...]:
    if context.take_fences:
        completion = take_from_fences(completion, problem.entry_point)
    program = assemble_program(
        prompt=problem.prompt, completion=completion, entry_point=problem.entry_point
    )
    return one_file(program, problem)


def _results(row: SampleRow) -> tuple[ImportedResultRecord, ...]:
    if not isinstance(row, ResultRow):
        return ()
    if row.passed:
        return (ImportedResultRecord(source=RESULT_SOURCE, verdict="passed"),)
    if row.result == "timed out":
        return (ImportedResultRecord(source=RESULT_SOURCE, verdict="timeout"),)
    why = row.result.removeprefix("failed: ")
    return (ImportedResultRecord(source=RESULT_SOURCE, verdict="failed", message=why),)


def _problem(line: int, row: ProblemRow) -> ProblemRecord:
    return ProblemRecord(
        line=line,
        key=row.task_id,
        title=row.entry_point,
        language="python",
        prompt=row.prompt,
        entry_point=row.entry_point,
        reference={path_of_one_file("python"): row.prompt + row.canonical_solution},
        suites=(
            SuiteRecord(name="check", kind="correctness", format="check_function", code=row.test),
        ),
    )


def _fits_problems(head: Head) -> bool:
    return {"task_id", "prompt", "entry_point", "test"} <= head.keys


def _fits_samples(head: Head) -> bool:
    return {"task_id", "completion"} <= head.keys and "passed" not in head.keys


def _fits_results(head: Head) -> bool:
    return {"task_id", "completion", "passed"} <= head.keys


PROBLEMS = ProblemFormat(
    name="human-eval", title="human-eval problems", fits=_fits_problems, read=read_problems
)
SAMPLES = SolutionFormat(
    name="human-eval", title="human-eval samples", fits=_fits_samples, read=read_samples
)
RESULTS = SolutionFormat(
    name="human-eval-results",
    title="human-eval results",
    fits=_fits_results,
    read=read_results,
)
