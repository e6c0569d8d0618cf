"""MBPP: problems of a description, a reference and a list of asserts.

Source: github.com/google-research/google-research, folder ``mbpp``. Keys are written
``Mbpp/<task_id>``, as EvalPlus writes them, so that its results find their problems.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import Field

from evaluations.importing.faults import Fault
from evaluations.importing.formats.base import Head, ProblemFormat
from evaluations.importing.python_source import parse_module
from evaluations.importing.reading import Source
from evaluations.importing.records import ProblemRecord, SuiteRecord
from evaluations.importing.schema import Count, HarnessRow, SomeText, checked_rows
from evaluations.languages import path_of_one_file


class ProblemRow(HarnessRow):
    task_id: Count
    text: SomeText
    code: SomeText
    test_list: Annotated[list[SomeText], Field(min_length=1)]
    test_setup_code: str = ""
    challenge_test_list: list[SomeText] = []


def read_problems(source: Source) -> Iterator[ProblemRecord | Fault]:
    for found in checked_rows(source, ProblemRow):
        yield found if isinstance(found, Fault) else _problem(*found)


def find_entry_point(reference: str, asserts: Sequence[str]) -> str:
    """The last function of ``reference`` that ``asserts`` call; empty if there is none."""
    statements = [s for text in asserts for s in parse_module(text) or ()]
    calls = [node for s in statements for node in ast.walk(s) if isinstance(node, ast.Call)]
    called = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
    body = parse_module(reference) or ()
    functions = [s.name for s in body if isinstance(s, ast.FunctionDef) and s.name in called]
    return functions[-1] if functions else ""


def _problem(line: int, row: ProblemRow) -> ProblemRecord:
    reference = _with_unix_line_ends(row.code)
    entry_point = find_entry_point(reference, row.test_list)
    return ProblemRecord(
        line=line,
        key=f"Mbpp/{row.task_id}",
        title=entry_point or f"Mbpp/{row.task_id}",
        language="python",
        prompt=_prompt(row),
        entry_point=entry_point,
        reference={path_of_one_file("python"): reference},
        suites=tuple(_suites(row)),
    )


def _prompt(row: ProblemRow) -> str:
    """As the paper gives it to models: only the asserts tell the function's name."""
    asserts = "\n".join(_with_unix_line_ends(text) for text in row.test_list)
    return f"{row.text}\n\nYour code should pass these tests:\n\n```python\n{asserts}\n```\n"


def _suites(row: ProblemRow) -> Iterator[SuiteRecord]:
    setup = _with_unix_line_ends(row.test_setup_code)
    for name, kind, asserts in (
        ("tests", "correctness", row.test_list),
        ("challenge", "robustness", row.challenge_test_list),
    ):
        if asserts:
            code = "\n".join(_with_unix_line_ends(text) for text in asserts)
            yield SuiteRecord(name=name, kind=kind, format="assertions", setup=setup, code=code)


def _with_unix_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n")


def _fits(head: Head) -> bool:
    return {"task_id", "text", "code", "test_list"} <= head.keys


PROBLEMS = ProblemFormat(name="mbpp", title="MBPP problems", fits=_fits, read=read_problems)
