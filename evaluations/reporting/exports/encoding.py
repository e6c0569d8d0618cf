"""Rows as CSV or JSONL, in chunks of bytes: memory does not grow with the number of rows."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Generator, Iterable, Sequence
from itertools import islice
from typing import Any

CHUNK = 64 * 1024
"""Bytes sent together, about."""

ROWS_TOGETHER = 50

INVISIBLE = r"\s\ufeff\u200b-\u200f\u2060"
FORMULA = re.compile(rf"[{INVISIBLE}]*[=+\-@＝＋－＠]|[\t\r\n]")  # noqa: RUF001  (full-width signs)
"""How a cell starts that a spreadsheet would compute, wherever the file is opened."""

Rows = Iterable[Sequence[Any]]


def encode_csv(rows: Rows) -> Generator[bytes]:
    """RFC 4180, UTF-8; the first row is the header.

    Text that a spreadsheet would take for a formula gets a leading apostrophe. Nothing is an empty
    cell, truth is ``true`` or ``false``, lists are JSON.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    remaining = map(_cells, rows)
    while batch := list(islice(remaining, ROWS_TOGETHER)):
        writer.writerows(batch)
        if buffer.tell() >= CHUNK:
            yield _empty(buffer)
    yield _empty(buffer)


def _cells(row: Sequence[Any]) -> list[Any]:
    # Texts are looked at here and by their first letter: a call and a pattern for each of a million
    # cells would take longer than all the rest.
    return [
        (value if value[:1].isalnum() or not FORMULA.match(value) else f"'{value}")
        if type(value) is str
        else _cell(value)
        for value in row
    ]


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value


def _empty(buffer: io.StringIO) -> bytes:
    encoded = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return encoded


def encode_jsonl(rows: Rows) -> Generator[bytes]:
    """One JSON object a line, named by the first row; texts are exact."""
    remaining = iter(rows)
    columns = next(remaining)
    lines: list[str] = []
    size = 0
    for row in remaining:
        line = json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False)
        lines.append(line)
        size += len(line)
        if size >= CHUNK:
            yield ("\n".join(lines) + "\n").encode()
            lines, size = [], 0
    if lines:
        yield ("\n".join(lines) + "\n").encode()


FORMATS: dict[str, Callable[[Rows], Generator[bytes]]] = {"csv": encode_csv, "jsonl": encode_jsonl}
SARIF = "application/sarif+json"
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson; charset=utf-8"}
