"""The platform's own format: JSON lines, one problem or one solution a line.

Documented in docs/reference/import-formats.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from evaluations.importing.faults import Fault, quote
from evaluations.importing.formats.base import (
    Head,
    KnownProblem,
    ProblemFormat,
    SolutionContext,
    SolutionFormat,
    one_file,
    unknown_problem,
)
from evaluations.importing.limits import MOST_SUITES, MOST_TAGS
from evaluations.importing.reading import Source
from evaluations.importing.records import (
    ModelIdentity,
    ProblemRecord,
    SolutionRecord,
    SourceFile,
    SuiteRecord,
)
from evaluations.importing.schema import (
    Count,
    Files,
    Name,
    OwnRow,
    RelativePath,
    SomeText,
    TextOrFiles,
    checked_rows,
    fault_here,
)
from evaluations.languages import canonical, path_of_one_file
from evaluations.sandboxes.limits import MEBIBYTE, MOST

MOST_MILLISECONDS = 2_000_000_000
MOST_DOLLARS = 999_999
MICRODOLLAR = Decimal("0.000001")
MOST_REPLICATES = 20
LEAST_MEMORY = 16 * MEBIBYTE
FORMS = ("code", "files", "patch")
PATCH_PATH = "changes.patch"

ShortName = Annotated[Name, Field(max_length=120)]


def _function_name(text: str) -> str:
    if text and not text.isidentifier():
        raise fault_here(f"{quote(text)} is no name of a function", "Give the bare name alone")
    return text


class LimitsRow(OwnRow):
    """What of the language's limits a suite replaces; seconds, bytes and counts."""

    wall_seconds: Annotated[float, Field(ge=0.1, le=MOST.wall_seconds)] | None = None
    cpu_seconds: Annotated[int, Field(ge=1, le=MOST.cpu_seconds)] | None = None
    memory_bytes: Annotated[int, Field(ge=LEAST_MEMORY, le=MOST.memory_bytes)] | None = None
    processes: Annotated[int, Field(ge=4, le=MOST.processes)] | None = None
    file_bytes: Annotated[int, Field(ge=1, le=MOST.file_bytes)] | None = None
    open_files: Annotated[int, Field(ge=16, le=MOST.open_files)] | None = None
    box_bytes: Annotated[int, Field(ge=MEBIBYTE, le=MOST.box_bytes)] | None = None
    output_bytes: Annotated[int, Field(ge=1024, le=MOST.output_bytes)] | None = None


class SuiteRow(OwnRow):
    """One element of a problem's ``tests``."""

    name: Annotated[Name, Field(max_length=80)] = "tests"
    kind: Literal["correctness", "robustness", "performance"] = "correctness"
    format: Literal[
        "check_function",
        "assertions",
        "calls",
        "programs",
        "pytest",
        "unittest",
        "node_test",
        "jest",
        "go_test",
        "cargo_test",
        "bats",
        "bash_test",
        "sql",
    ]
    setup: str = ""
    code: SomeText
    path: RelativePath | None = None
    files: Files = {}
    replicates: Annotated[int, Field(ge=1, le=MOST_REPLICATES)] = 1
    limits: LimitsRow = LimitsRow()


class ProblemRow(OwnRow):
    """One line of a problem file."""

    id: Name
    title: Name | None = None
    language: Annotated[Name, Field(max_length=40)] = "python"
    prompt: SomeText
    entry_point: Annotated[str, Field(max_length=200), AfterValidator(_function_name)] = ""
    tags: Annotated[list[Name], Field(max_length=MOST_TAGS)] = []
    reference: TextOrFiles = ""
    tests: Annotated[list[SuiteRow], Field(max_length=MOST_SUITES)] = []
    starter: Files = {}

    @classmethod
    def contradictions(cls, row: Mapping[str, Any]) -> Iterator[Fault]:
        tests = row.get("tests")
        suites = tests if isinstance(tests, list) else []
        yield from _suites_of_one_name(suites)
        checks = any(isinstance(s, dict) and s.get("format") == "check_function" for s in suites)
        if checks and not row.get("entry_point"):
            yield Fault(
                field="entry_point",
                message="is missing, and a check_function suite calls it",
                remedy="Name the function that is handed to check(candidate)",
            )


class SolutionRow(OwnRow):
    """One line of a solution file."""

    problem: Name
    model: Name | None = None
    provider: ShortName | None = None
    version: ShortName | None = None
    code: SomeText | None = None
    files: Annotated[Files, Field(min_length=1)] | None = None
    patch: SomeText | None = None
    completion: str = ""
    sample: Count = 0
    latency_ms: Annotated[float, Field(ge=0, le=MOST_MILLISECONDS)] | None = None
    input_tokens: Count | None = None
    output_tokens: Count | None = None
    cost_usd: Annotated[float, Field(ge=0, le=MOST_DOLLARS)] | None = None

    @classmethod
    def contradictions(cls, row: Mapping[str, Any]) -> Iterator[Fault]:
        given = [repr(field) for field in FORMS if row.get(field) is not None]
        if len(given) != 1:
            found = f"{' and '.join(given)} are given together" if given else "is missing"
            yield Fault(
                field="code", message=found, remedy="Give one of 'code', 'files' and 'patch'"
            )


def _suites_of_one_name(suites: list[Any]) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, suite in enumerate(suites):
        name = suite.get("name", "tests") if isinstance(suite, dict) else None
        if not isinstance(name, str):
            continue
        if name in seen:
            yield Fault(
                field=f"tests[{index}].name",
                message=f"{quote(name)} is the name of an earlier suite too",
                remedy="Give each suite of a problem its own name",
            )
        seen.add(name)


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
