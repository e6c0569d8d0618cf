"""A database and the rows that a solution in SQL must give.

The code of such a suite is a JSON object: ``schema`` and ``data`` are statements, ``cases`` a list
of objects with ``expected`` (rows) and perhaps ``name``, ``before``, ``query`` and ``ordered``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from evaluations.errors import InvalidInput

MOST_CASES: Final = 200
MOST_ROWS: Final = 10_000

Value = int | float | str | None
Row = tuple[Value, ...]

SUITE_FIELDS: Final[Mapping[str, type]] = {"schema": str, "data": str, "cases": list}
CASE_FIELDS: Final[Mapping[str, type]] = {
    "name": str,
    "before": str,
    "query": str,
    "expected": list,
    "ordered": bool,
}
KINDS: Final[Mapping[type, str]] = {str: "a text", list: "a list", bool: "true or false"}


@dataclass(frozen=True, kw_only=True)
class SqlCase:
    """``before`` runs before the solution, ``query`` after it.

    Without a ``query`` the rows are those of the solution's own last query. A blob among the
    ``expected`` rows is written as SQL would: ``x'00FF'``.
    """

    name: str
    expected: tuple[Row, ...]
    before: str = ""
    query: str = ""
    ordered: bool = False


@dataclass(frozen=True, kw_only=True)
class SqlSuite:
    """``schema`` and ``data`` make the database that every case starts from."""

    schema: str
    data: str
    cases: tuple[SqlCase, ...]


@lru_cache(maxsize=64)
def read_sql_suite(code: str) -> SqlSuite:
    """The database and the cases.

    Raises:
        InvalidInput: it is no such object; names the case, the field and what is wrong with it.
    """
    try:
        suite = json.loads(code)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"The SQL suite is not valid JSON: {error}") from error
    if fault := _fault_of(suite, SUITE_FIELDS):
        raise InvalidInput(f"The SQL suite {fault}.")
    rows = suite.get("cases", [])
    if not 1 <= len(rows) <= MOST_CASES:
        raise InvalidInput(f"A SQL suite has 1 to {MOST_CASES} 'cases'.")
    cases = tuple(_read_case(number, row) for number, row in enumerate(rows, start=1))
    return SqlSuite(schema=suite.get("schema", ""), data=suite.get("data", ""), cases=cases)


def _read_case(number: int, row: Any) -> SqlCase:
    if fault := _fault_of(row, CASE_FIELDS) or _fault_of_rows(row):
        raise InvalidInput(f"Case {number} of the SQL suite {fault}.")
    return SqlCase(
        name=row.get("name") or f"case {number}",
        expected=tuple(map(tuple, row["expected"])),
        before=row.get("before", ""),
        query=row.get("query", ""),
        ordered=row.get("ordered", False),
    )


def _fault_of(value: Any, fields: Mapping[str, type]) -> str:
    if not isinstance(value, dict):
        return "is no object"
    if unknown := sorted(value.keys() - fields.keys()):
        return f"has the unknown field {unknown[0]!r}; known are {', '.join(fields)}"
    for field, kind in fields.items():
        if field in value and not isinstance(value[field], kind):
            return f"has a {field!r} that is not {KINDS[kind]}"
    return ""


def _fault_of_rows(case: dict[str, Any]) -> str:
    if "expected" not in case:
        return "has no 'expected', the rows that must come"
    if len(case["expected"]) > MOST_ROWS:
        return f"expects more than {MOST_ROWS} rows"
    for row in case["expected"]:
        if not isinstance(row, list) or not all(_is_value(value) for value in row):
            return "has an 'expected' that is not a list of lists of numbers, texts and null"
    return ""


def _is_value(value: Any) -> bool:
    return value is None or isinstance(value, int | float | str)
