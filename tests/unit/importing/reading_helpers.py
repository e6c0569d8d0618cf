"""Small helpers of this folder: bytes to a file, a file to records and faults."""

from __future__ import annotations

import gzip
from pathlib import Path

from evaluations.importing.faults import Fault
from evaluations.importing.formats import PROBLEM_FORMATS, SOLUTION_FORMATS, choose_format
from evaluations.importing.formats.base import KnownProblem, SolutionContext
from evaluations.importing.limits import DEFAULT_LIMITS, ImportLimits
from evaluations.importing.reading import Row, Source
from evaluations.importing.records import ModelIdentity, ProblemRecord, SolutionRecord

Found = tuple[list[ProblemRecord | SolutionRecord], list[Fault]]
PROBLEMS = {
    "add": KnownProblem(prompt="def add(a, b):\n    pass\n", entry_point="add"),
    "Mbpp/2": KnownProblem(entry_point="similar_elements"),
}


def write(folder: Path, content: bytes | str, name: str = "file.jsonl") -> Path:
    path = folder / name
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def read_rows(path: Path, limits: ImportLimits = DEFAULT_LIMITS) -> list[Row | Fault]:
    with Source(path, limits=limits) as source:
        return list(source.rows())


def read_problems(path: Path, format_name: str | None = None) -> Found:
    with Source(path) as source:
        chosen = choose_format(source, PROBLEM_FORMATS, name=format_name)
        return _sorted([chosen] if isinstance(chosen, Fault) else list(chosen.read(source)))


def read_solutions(
    path: Path,
    format_name: str | None = None,
    *,
    model: ModelIdentity | None = None,
    take_fences: bool = False,
    problems: dict[str, KnownProblem] = PROBLEMS,
    name: str | None = None,
) -> Found:
    context = SolutionContext(problems=problems, model=model, take_fences=take_fences)
    with Source(path, name=name) as source:
        chosen = choose_format(source, SOLUTION_FORMATS, name=format_name)
        if isinstance(chosen, Fault):
            return _sorted([chosen])
        return _sorted(list(chosen.read(source, context)))


def _sorted(
    found: list[Fault] | list[ProblemRecord | Fault] | list[SolutionRecord | Fault],
) -> Found:
    records = [each for each in found if not isinstance(each, Fault)]
    return records, [each for each in found if isinstance(each, Fault)]
