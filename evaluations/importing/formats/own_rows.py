"""The rows of the platform's own format, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from evaluations.importing.faults import Fault, quote
from evaluations.importing.limits import MOST_SUITES, MOST_TAGS
from evaluations.importing.schema import (
    Count,
    Files,
    Name,
    OwnRow,
    RelativePath,
    SomeText,
    TextOrFiles,
    fault_here,
)
from evaluations.sandboxes.limits import MEBIBYTE, MOST

MOST_MILLISECONDS = 2_000_000_000
MOST_DOLLARS = 999_999
MOST_REPLICATES = 20
LEAST_MEMORY = 16 * MEBIBYTE
FORMS = ("code", "files", "patch")

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
