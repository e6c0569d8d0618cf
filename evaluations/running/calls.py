"""A table of calls and what each must return: tests that every language can be given.

The code of such a suite is a JSON list; each element has ``call`` (the function), ``args`` and
either ``returns`` or ``raises`` (the name of the exception's type), and may have a ``name`` and
a ``tolerance`` (the largest difference of a number that is returned).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from evaluations.errors import InvalidInput
from evaluations.running.grading import Grade
from evaluations.running.suites import SuiteFormat, SuiteSource

MOST_CALLS = 2000
FIELDS = {"name", "call", "args", "returns", "raises", "tolerance"}


@dataclass(frozen=True, kw_only=True)
class Call:
    """One row of the table. ``raises`` is empty where a value is returned.

    Without a ``name`` it is known by the statement that is made of it.
    """

    name: str
    function: str
    arguments: tuple[Any, ...]
    returns: Any = None
    raises: str = ""
    tolerance: float | None = None


def read_calls(code: str) -> tuple[Call, ...]:
    """The rows of a suite of calls.

    Raises:
        InvalidInput: it is no such table; names the row and what is wrong with it.
    """
    try:
        rows = json.loads(code)
    except ValueError as error:
        raise InvalidInput(f"The table of calls is not valid JSON: {error}") from error
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_CALLS:
        raise InvalidInput(f"A table of calls is a list of 1 to {MOST_CALLS} rows.")
    return tuple(_read_call(number, row) for number, row in enumerate(rows, start=1))


def _read_call(number: int, row: Any) -> Call:
    fault = _fault_of(row)
    if fault:
        raise InvalidInput(f"Row {number} of the table of calls {fault}.")
    arguments = tuple(row.get("args", ()))
    return Call(
        name=row.get("name") or _name(row),
        function=row["call"],
        arguments=arguments,
        returns=row.get("returns"),
        raises=row.get("raises", ""),
        tolerance=row.get("tolerance"),
    )


def _name(row: dict[str, Any]) -> str:
    """Of what raises, for that takes several lines as a statement."""
    if "raises" not in row:
        return ""
    shown = ", ".join(map(json.dumps, row.get("args", ())))
    return f"{row['call']}({shown}) raises {row['raises']}"


def _fault_of(row: Any) -> str:
    if not isinstance(row, dict):
        return "is no object"
    if unknown := sorted(row.keys() - FIELDS):
        return f"has the unknown field {unknown[0]!r}; known are {', '.join(sorted(FIELDS))}"
    if not isinstance(row.get("call"), str) or not row["call"].isidentifier():
        return "needs 'call', the name of a function"
    if not isinstance(row.get("args", []), list):
        return "has 'args' that are no list"
    if ("returns" in row) == ("raises" in row):
        return "needs either 'returns' or 'raises'"
    if not isinstance(row.get("name", ""), str):
        return "has a 'name' that is no text"
    if "raises" in row and not (isinstance(row["raises"], str) and row["raises"].isidentifier()):
        return "has 'raises' that is no name of an exception"
    if not isinstance(row.get("tolerance", 0), int | float):
        return "has a 'tolerance' that is no number"
    return ""


def name_cases(grade: Grade, calls: Sequence[Call]) -> Grade:
    """The cases under the names of their rows; each row became one statement, so one case."""
    if len(grade.cases) != len(calls):
        return grade
    pairs = zip(grade.cases, calls, strict=True)
    return replace(
        grade, cases=tuple(replace(case, name=call.name or case.name) for case, call in pairs)
    )


def as_assertions(suite: SuiteSource) -> SuiteSource:
    """The same tests as Python statements, one for each row.

    Raises:
        InvalidInput: see :func:`read_calls`.
    """
    statements = "\n".join(map(_statement, read_calls(suite.code)))
    return replace(suite, format=SuiteFormat.ASSERTIONS, code=statements)


def _statement(call: Call) -> str:
    made = f"{call.function}({', '.join(map(repr, call.arguments))})"
    if call.raises:
        return (
            f"try:\n    {made}\nexcept {call.raises}:\n    pass\n"
            f"else:\n    assert False, 'did not raise {call.raises}'"
        )
    if call.tolerance is not None:
        return f"assert abs({made} - {call.returns!r}) <= {call.tolerance!r}"
    return f"assert {made} == {call.returns!r}"
