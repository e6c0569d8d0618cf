"""The platform's own format: JSON lines, one problem or one solution a line.

Documented in docs/reference/import-formats.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from evaluations.importing.faults import Fault, quote
from evaluations.importing.formats.base import (
    Head,
    ProblemFormat,
    SolutionContext,
    SolutionFormat,
    one_file,
    unknown_problem,
)
from evaluations.importing.limits import MOST_FILES, MOST_SUITES, MOST_TAGS
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
    Name,
    OwnRow,
    RelativePath,
    SomeText,
    check_no_file_is_a_folder,
    checked_rows,
    fault_in,
)

MOST_MILLISECONDS = 2_000_000_000
MOST_DOLLARS = 999_999
MICRODOLLAR = Decimal("0.000001")

Files = Annotated[dict[RelativePath, str], Field(max_length=MOST_FILES)]
ShortName = Annotated[Name, Field(max_length=120)]


class SuiteRow(OwnRow):
    """One element of a problem's ``tests``."""

    name: Annotated[Name, Field(max_length=80)] = "tests"
    kind: Literal["correctness", "robustness", "performance"] = "correctness"
    format: Literal["check_function", "assertions", "pytest", "unittest"]
    setup: str = ""
    code: SomeText


class ProblemRow(OwnRow):
    """One line of a problem file."""

    id: Name
    title: Name | None = None
    language: Annotated[Name, Field(max_length=40)] = "python"
    prompt: SomeText
    entry_point: Annotated[str, Field(max_length=200)] = ""
    tags: Annotated[list[Name], Field(max_length=MOST_TAGS)] = []
    reference: str = ""
    tests: Annotated[list[SuiteRow], Field(max_length=MOST_SUITES)] = []
    starter: Files = {}

    @model_validator(mode="after")
    def _fits_together(self) -> ProblemRow:
        check_no_file_is_a_folder(self.starter)
        self._check_suite_names()
        self._check_entry_point()
        return self

    def _check_suite_names(self) -> None:
        names: set[str] = set()
        for index, suite in enumerate(self.tests):
            if suite.name in names:
                raise fault_in(
                    f"tests[{index}].name",
                    f"{quote(suite.name)} is the name of an earlier suite too",
                    "Give each suite of a problem its own name",
                )
            names.add(suite.name)

    def _check_entry_point(self) -> None:
        if self.entry_point and not self.entry_point.isidentifier():
            raise fault_in(
                "entry_point",
                f"{quote(self.entry_point)} is no name of a function",
                "Give the bare name, without brackets",
            )
        if not self.entry_point and any(suite.format == "check_function" for suite in self.tests):
            raise fault_in(
                "entry_point",
                "is missing, and a check_function suite calls it",
                "Name the function that is handed to check(candidate)",
            )


class SolutionRow(OwnRow):
    """One line of a solution file."""

    problem: Name
    model: Name | None = None
    provider: ShortName | None = None
    version: ShortName | None = None
    code: SomeText | None = None
    files: Annotated[Files, Field(min_length=1)] | None = None
    completion: str = ""
    sample: Count = 0
    latency_ms: Annotated[float, Field(ge=0, le=MOST_MILLISECONDS)] | None = None
    input_tokens: Count | None = None
    output_tokens: Count | None = None
    cost_usd: Annotated[float, Field(ge=0, le=MOST_DOLLARS)] | None = None

    @model_validator(mode="after")
    def _has_code_once(self) -> SolutionRow:
        if (self.code is None) == (self.files is None):
            given = "both given" if self.code is not None else "both missing"
            raise fault_in("code", f"'code' and 'files' are {given}", "Give one of the two")
        check_no_file_is_a_folder(self.files or {})
        return self


def read_problems(source: Source) -> Iterator[ProblemRecord | Fault]:
    for found in checked_rows(source, ProblemRow):
        yield found if isinstance(found, Fault) else _problem(*found)


def read_solutions(source: Source, context: SolutionContext) -> Iterator[SolutionRecord | Fault]:
    for found in checked_rows(source, SolutionRow):
        yield found if isinstance(found, Fault) else _solution(*found, context)


def _problem(line: int, row: ProblemRow) -> ProblemRecord:
    return ProblemRecord(
        line=line,
        key=row.id,
        title=row.title or row.id,
        language=row.language.lower(),
        prompt=row.prompt,
        entry_point=row.entry_point,
        reference=row.reference,
        tags=tuple(row.tags),
        starter=row.starter,
        suites=tuple(
            SuiteRecord(name=s.name, kind=s.kind, format=s.format, setup=s.setup, code=s.code)
            for s in row.tests
        ),
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
        files=_files(row, problem.language),
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


def _files(row: SolutionRow, language: str) -> tuple[SourceFile, ...]:
    if row.files is None:
        return one_file(row.code or "", language)
    return tuple(SourceFile(path=path, text=text) for path, text in row.files.items())


def _dollars(amount: float | None) -> Decimal | None:
    return None if amount is None else Decimal(repr(amount)).quantize(MICRODOLLAR)


def _fits_problems(head: Head) -> bool:
    return {"id", "prompt"} <= head.keys


def _fits_solutions(head: Head) -> bool:
    return "problem" in head.keys and not head.keys.isdisjoint({"code", "files"})


PROBLEMS = ProblemFormat(
    name="jsonl", title="own JSON lines", fits=_fits_problems, read=read_problems
)
SOLUTIONS = SolutionFormat(
    name="jsonl", title="own JSON lines", fits=_fits_solutions, read=read_solutions
)
