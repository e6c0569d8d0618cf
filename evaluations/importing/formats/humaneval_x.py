"""HumanEval-X: HumanEval's problems in JavaScript, Go, Rust and Python, and what models wrote.

Source: github.com/THUDM/CodeGeeX, ``codegeex/benchmark/humaneval-x``. A generation is what follows
the prompt: the body of the function, or all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evaluations.importing.completions import assemble_program
from evaluations.importing.faults import Fault, quote
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
    ModelIdentity,
    ProblemRecord,
    SolutionRecord,
    SuiteRecord,
)
from evaluations.importing.schema import HarnessRow, Name, SomeText, checked_rows
from evaluations.languages import path_of_one_file

OWN_CALL = re.compile(r"\n+check\(\w+\)\s*\Z")
NAMES_NO_MODEL = re.compile(r"(?i)humaneval_\w+_generations\.jsonl")
GO_PACKAGE = re.compile(r"^package\s+\w+", re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tongue:
    """How the set is written in one language: ``head`` finds the names of functions."""

    language: str
    format: str
    head: re.Pattern[str]


def _head(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


TONGUES: Mapping[str, Tongue] = {
    "JavaScript": Tongue(
        language="javascript",
        format="assertions",
        head=_head(r"^(?:const|let|var|function)\s+(\w+)"),
    ),
    "Go": Tongue(language="go", format="go_test", head=_head(r"^func\s+(\w+)")),
    "Rust": Tongue(language="rust", format="cargo_test", head=_head(r"^(?:pub\s+)?fn\s+(\w+)")),
    "Python": Tongue(language="python", format="check_function", head=_head(r"^def\s+(\w+)")),
}
"""By what the names of the problems start with."""


class ProblemRow(HarnessRow):
    task_id: Name
    prompt: SomeText
    declaration: SomeText
    canonical_solution: SomeText
    test: SomeText
    test_setup: str = ""


class GenerationRow(TaskRow):
    generation: str


def read_problems(source: Source) -> Iterator[ProblemRecord | Fault]:
    for found in checked_rows(source, ProblemRow):
        yield found if isinstance(found, Fault) else _problem(*found)


def read_generations(source: Source, context: SolutionContext) -> Iterator[SolutionRecord | Fault]:
    """The harness's own file names name no model."""
    model = context.model or _model_of(source.name)
    return read_in_turn(source, context, GenerationRow, model=model, describe=_describe)


def _describe(row: GenerationRow, problem: KnownProblem) -> dict[str, Any]:
    program = assemble(problem, row.generation)
    return {"files": one_file(program, problem), "raw_completion": row.generation}


def assemble(problem: KnownProblem, generation: str) -> str:
    """The program: what the prompt begins, or the generation alone where it begins that anew."""
    if problem.language == "python":
        return assemble_program(
            prompt=problem.prompt, completion=generation, entry_point=problem.entry_point
        )
    begun = _functions(problem.language, problem.prompt)[-1:]
    is_whole = begun and begun[0] in _functions(problem.language, generation)
    program = generation if is_whole else problem.prompt + generation
    return _in_package(program) if problem.language == "go" else program


def _functions(language: str, source: str) -> list[str]:
    heads = (tongue.head for tongue in TONGUES.values() if tongue.language == language)
    return [name for head in heads for name in head.findall(source)]


def _in_package(program: str) -> str:
    return program if GO_PACKAGE.search(program) else f"package main\n\n{program}"


def _model_of(file_name: str) -> ModelIdentity | None:
    return None if NAMES_NO_MODEL.match(file_name) else identity_from_file_name(file_name)


def _problem(line: int, row: ProblemRow) -> ProblemRecord | Fault:
    tongue = TONGUES.get(row.task_id.partition("/")[0])
    if tongue is None:
        return Fault(
            line=line,
            field="task_id",
            message=f"{quote(row.task_id)} names no language that is read",
            remedy=f"Leave it out; known are {', '.join(TONGUES)}",
        )
    known = KnownProblem(
        language=tongue.language,
        prompt=_prompt(row, tongue),
        entry_point=_entry_point(row, tongue),
    )
    return ProblemRecord(
        line=line,
        key=row.task_id,
        title=known.entry_point or row.task_id,
        language=tongue.language,
        prompt=known.prompt,
        entry_point=known.entry_point,
        reference={
            path_of_one_file(tongue.language): assemble(known, row.canonical_solution),
        },
        suites=(
            SuiteRecord(
                name="tests",
                kind="correctness",
                format=tongue.format,
                setup=row.test_setup,
                code=OWN_CALL.sub("\n", row.test) if tongue.language == "python" else row.test,
            ),
        ),
    )


def _entry_point(row: ProblemRow, tongue: Tongue) -> str:
    """The last function that the tests mention; some declarations end in a helper's head."""
    names = tongue.head.findall(row.declaration + row.canonical_solution)
    return next((name for name in reversed(names) if name in row.test), "")


def _prompt(row: ProblemRow, tongue: Tongue) -> str:
    """Only the prompts in Rust end before the head of the function."""
    return row.prompt + row.declaration if tongue.language == "rust" else row.prompt


def _fits_problems(head: Head) -> bool:
    return {"task_id", "prompt", "declaration", "canonical_solution", "test"} <= head.keys


def _fits_generations(head: Head) -> bool:
    return {"task_id", "generation"} <= head.keys


PROBLEMS = ProblemFormat(
    name="humaneval-x", title="HumanEval-X problems", fits=_fits_problems, read=read_problems
)
GENERATIONS = SolutionFormat(
    name="humaneval-x",
    title="HumanEval-X generations",
    fits=_fits_generations,
    read=read_generations,
)
