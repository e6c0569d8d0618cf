"""Whether the rows that came are those that must come."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from evaluations.running.sql_suites.cases import Row, SqlCase, Value

TOLERANCE: Final = 1e-9
"""Largest difference of two numbers, or share of a number beyond 1: sums of floats differ so."""

SHOWN_ROWS: Final = 20
SHOWN_CHARACTERS: Final = 2000


def difference(case: SqlCase, rows: Sequence[Row]) -> str:
    """Where ``rows`` differ from what ``case`` expects, in words; empty where they do not."""
    expected: Sequence[Row] = case.expected
    if not case.ordered:
        expected, rows = sorted(expected, key=_key), sorted(rows, key=_key)
    for number, (wanted, got) in enumerate(zip_longest(expected, rows), start=1):
        if wanted is None:
            return f"a row is one too many: {got}"
        if got is None:
            return f"a row is missing: {wanted}"
        if len(wanted) != len(got):
            return f"a row has {len(got)} columns, not {len(wanted)}: {got}"
        if not all(map(_alike, wanted, got)):
            place = f"row {number}" if case.ordered else "a row"
            return f"{place} is {got}, not {wanted}"
    return ""


def _alike(wanted: Value, got: Value) -> bool:
    if isinstance(wanted, int | float) and isinstance(got, int | float):
        return wanted == got or abs(wanted - got) <= TOLERANCE * max(1.0, abs(wanted))
    return type(wanted) is type(got) and wanted == got


def _key(row: Row) -> list[tuple[int, float, str]]:
    """SQLite's own order: nothing, numbers, texts; numbers that are alike stand together."""
    return [_rank(value) for value in row]


def _rank(value: Value) -> tuple[int, float, str]:
    if value is None:
        return 0, 0.0, ""
    if isinstance(value, str):
        return 2, 0.0, value
    number = float(max(-1e308, min(1e308, value))) if not _is_nan(value) else 0.0
    return 1, float(f"{number:.9g}"), ""


def _is_nan(value: int | float) -> bool:
    return isinstance(value, float) and math.isnan(value)


def show(rows: Sequence[Row]) -> str:
    """The first rows, one a line, for display."""
    lines = [repr(row) for row in rows[:SHOWN_ROWS]]
    if len(rows) > SHOWN_ROWS:
        lines.append(f"… {len(rows):,} rows")
    text = "\n".join(lines)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
