"""The platform's own format: JSON lines, one problem or one solution a line.

Documented in docs/reference/import-formats.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from evaluations.importing.faults import Fault
from evaluations.importing.formats.base import (
    Head,
    KnownProblem,
    ProblemFormat,
    SolutionContext,
    SolutionFormat,
    one_file,
    unknown_problem,
)
from evaluations.importing.formats.own_rows import FORMS, ProblemRow, SolutionRow, SuiteRow
from evaluations.importing.reading import Source
from evaluations.importing.records import (
    ModelIdentity,
    ProblemRecord,
    SolutionRecord,
    SourceFile,
    SuiteRecord,
)
from evaluations.importing.schema import checked_rows
from evaluations.languages import canonical, path_of_one_file

MICRODOLLAR = Decimal("0.000001")
PATCH_PATH = "changes.patch"


def read_problems(source: Source) -> Iterator[ProblemRecord | Fault]:
    for found in checked_rows(source, ProblemRow):
        yield found if isinstance(found, Fault) else _problem(*found)


def read_solutions(source: Source, context: SolutionContext) -> Iterator[SolutionRecord | Fault]:
    for found in checked_rows(source, SolutionRow):
        yield found if isinstance(found, Fault) else _solution(*found, context)


def _problem(line: int, row: ProblemRow) -> ProblemRecord:
    language = canonical(row.language)
    return ProblemRecord(
        line=line,
        key=row.id,
        title=row.title or row.id,
        language=language,
        prompt=row.prompt,
        entry_point=row.entry_point,
        reference=_reference(row, language),
        tags=tuple(row.tags),
        starter=row.starter,
        suites=tuple(map(_suite, row.tests)),
    )


def _reference(row: ProblemRow, language: str) -> Mapping[str, str]:
    """A text alone lies where a solution would that says no path."""
    if not isinstance(row.reference, str):
        return row.reference
    path = path_of_one_file(language, row.starter)
    return {path: row.reference} if row.reference else {}


def _suite(row: SuiteRow) -> SuiteRecord:
    return SuiteRecord(
        name=row.name,
        kind=row.kind,
        format=row.format,
        setup=row.setup,
        code=row.code,
        path=row.path or "",
        files=row.files,
        replicates=row.replicates,
        limits=row.limits.model_dump(exclude_none=True),
    )


def _solution(line: int, row: SolutionRow, context: SolutionContext) -> SolutionRecord | Fault:
    problem = context.problems.get(row.problem)
    if problem is None:
        return unknown_problem(line, "problem", row.problem, context.problems)
    model = _model(row, context)
    if model is None:
        return Fault(
            line=line,
            field="model",
            message="is missing",
            remedy="Add it, or name one for the whole file with --model",
        )
    return SolutionRecord(
        line=line,
        problem=row.problem,
        model=model,
        sample=row.sample,
        form="patch" if row.patch is not None else "files",
        files=_files(row, problem),
        raw_completion=row.completion,
        latency_ms=None if row.latency_ms is None else round(row.latency_ms),
        input_tokens=row.input_tokens,
        output_tokens=row.output_tokens,
        cost_usd=_dollars(row.cost_usd),
    )


def _model(row: SolutionRow, context: SolutionContext) -> ModelIdentity | None:
    """The row's own model goes before the one named for the whole file."""
    if row.model is None:
        return context.model
    return ModelIdentity(provider=row.provider or "", name=row.model, version=row.version or "")


def _files(row: SolutionRow, problem: KnownProblem) -> tuple[SourceFile, ...]:
    if row.patch is not None:
        return (SourceFile(path=PATCH_PATH, text=row.patch),)
    if row.files is None:
        return one_file(row.code or "", problem)
    return tuple(SourceFile(path=path, text=text) for path, text in row.files.items())


def _dollars(amount: float | None) -> Decimal | None:
    return None if amount is None else Decimal(repr(amount)).quantize(MICRODOLLAR)


def _fits_problems(head: Head) -> bool:
    return {"id", "prompt"} <= head.keys


def _fits_solutions(head: Head) -> bool:
    return "problem" in head.keys and not head.keys.isdisjoint(FORMS)


PROBLEMS = ProblemFormat(
    name="jsonl", title="own JSON lines", fits=_fits_problems, read=read_problems
)
SOLUTIONS = SolutionFormat(
    name="jsonl", title="own JSON lines", fits=_fits_solutions, read=read_solutions
)
