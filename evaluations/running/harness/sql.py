"""A solution in SQL against a database, once for each case; its rows go out unjudged.

The solution is text that SQLite reads: it has no way to a file, an extension, another database or
the report channel. Expected rows are not known here.
"""

from __future__ import annotations

import os
import sqlite3
import time

from evaluations.running.harness.wire import CannotCross, receive, send

TYPE_CHECKING = False  # importing typing itself would take longer than many a test
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

REPORT_FD = 3
STEPS_BETWEEN_LOOKS = 10_000
LONGEST_VALUE = 8 * 1024 * 1024
LONGEST_STATEMENT = 1024 * 1024
MOST_STATEMENTS = 1000
MESSAGE_CHARACTERS = 2000

DENIED = {
    sqlite3.SQLITE_ATTACH,
    sqlite3.SQLITE_DETACH,
    sqlite3.SQLITE_CREATE_VTABLE,
    sqlite3.SQLITE_DROP_VTABLE,
}
DENIED_FUNCTIONS = {"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"}
PRAGMAS = {"foreign_keys", "foreign_key_list", "index_info", "index_list", "table_info"}


class Failed(Exception):
    """Statements that SQLite refused: what is wrong, and whether for want of time or memory."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def allow(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """What the solution, and what it left in the database, may do."""
    if action in DENIED:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and str(second).lower() in DENIED_FUNCTIONS:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and str(first).lower() not in PRAGMAS:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def connect(heap_bytes: int) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.text_factory = lambda data: data.decode("utf-8", "replace")
    database.execute(f"PRAGMA hard_heap_limit = {heap_bytes:d}")
    database.execute("PRAGMA temp_store = MEMORY")
    database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    database.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, LONGEST_STATEMENT)
    return database


def statements(text: str) -> Iterator[str]:
    """Each to its semicolon; SQLite says where one ends, so quotes and triggers stay whole."""
    if len(text) > LONGEST_STATEMENT:
        raise Failed("error", f"more than {LONGEST_STATEMENT} characters of SQL")
    begun, count = "", 0
    for part in text.split(";"):
        begun += part + ";"
        if sqlite3.complete_statement(begun):
            yield begun
            begun, count = "", count + 1
        if count > MOST_STATEMENTS:
            raise Failed("error", f"more than {MOST_STATEMENTS} statements")
    if begun.strip("; \t\r\n"):
        yield begun.removesuffix(";")


def execute(database: sqlite3.Connection, text: str, most_rows: int) -> list[Any] | None:
    """Run the statements; the rows of the last one that gives any, ``None`` where none does."""
    rows = None
    try:
        for statement in statements(text):
            cursor = database.execute(statement)
            if cursor.description is not None:
                rows = cursor.fetchmany(most_rows + 1)
    except sqlite3.OperationalError as error:
        kind = "timeout" if str(error) == "interrupted" else "error"
        raise Failed(kind, str(error)) from None
    except MemoryError:
        raise Failed("out_of_memory", "out of memory") from None
    except (sqlite3.Error, ValueError, OverflowError) as error:
        raise Failed("error", str(error)) from None
    if rows is not None and len(rows) > most_rows:
        raise Failed("error", f"more than {most_rows} rows")
    return rows


def run_case(
    task: dict[str, Any], case: dict[str, Any], base: sqlite3.Connection
) -> dict[str, Any]:
    """A fresh database; what comes before, the solution, what is asked after it."""
    database = connect(task["heap"])
    base.backup(database)
    started = time.monotonic()
    deadline = started + task["seconds"]
    database.set_progress_handler(lambda: time.monotonic() > deadline, STEPS_BETWEEN_LOOKS)
    part, rows = "before", None
    try:
        execute(database, case["before"], task["rows"])
        database.set_authorizer(allow)
        part = "solution"
        rows = execute(database, task["solution"], task["rows"])
        part = "query"
        if case["query"]:
            rows = execute(database, case["query"], task["rows"])
    except Failed as error:
        told: dict[str, Any] = {
            "kind": error.kind,
            "part": part,
            "message": str(error)[:MESSAGE_CHARACTERS],
        }
    else:
        told = {"kind": "no rows" if rows is None else "rows", "rows": rows or []}
    database.close()
    return {**told, "seconds": time.monotonic() - started}


def tell(number: int, told: dict[str, Any]) -> None:
    event = {"event": "case", "number": number}
    try:
        send(REPORT_FD, {**event, **told})
    except CannotCross:
        message = "the rows are too large"
        send(REPORT_FD, {**event, "kind": "error", "part": "solution", "message": message})


def main() -> None:
    task = receive(0)
    base = connect(task["heap"])
    try:
        execute(base, task["schema"], task["rows"])
        execute(base, task["data"], task["rows"])
    except Failed as error:
        send(REPORT_FD, {"event": "setup failed", "message": str(error)[:MESSAGE_CHARACTERS]})
        os._exit(0)
    hung = 0
    for number, case in enumerate(task["cases"]):
        told = run_case(task, case, base)
        tell(number, told)
        hung += told["kind"] == "timeout"
        if hung == task["patience"]:
            break
    send(REPORT_FD, {"event": "end", "statements": len(task["cases"])})
    os._exit(0)
