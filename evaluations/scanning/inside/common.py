"""What the functions that run the tools share."""

from __future__ import annotations

import os
import subprocess
import tokenize
from collections.abc import Callable, Iterable
from typing import Any

Files = list[str]
Settings = dict[str, Any]
Said = dict[str, Any]
Solutions = dict[str, Files]
"""Number of a solution -> its files, for tools that are started once for all of them."""

UNREADABLE = (SyntaxError, ValueError, RecursionError, tokenize.TokenError)


class Unreadable(ValueError):
    """A tool cannot read a file; the message says why, in words for people."""


def each_file(files: Files, measure: Callable[[str], Said]) -> Said:
    """Measure one file after the other; what one cannot be read for is kept as ``skipped``."""
    measured, skipped = {}, {}
    for name in files:
        try:
            measured[name] = measure(name)
        except UNREADABLE as error:
            skipped[name] = describe(error)
    return {"files": measured, "skipped": skipped}


def by_solution(
    solutions: Solutions, items: Iterable[Said], path_of: Callable[[Said], str]
) -> dict[str, list[Said]]:
    """Items of all solutions apart; their paths are "number of the solution/file"."""
    apart: dict[str, list[Said]] = {number: [] for number in solutions}
    for item in items:
        number, _, name = path_of(item).partition("/")
        apart[number].append({**item, "file": name})
    return apart


def run_program(*argv: str, stdin: bytes = b"", environment: dict[str, str] | None = None) -> bytes:
    """What a fixed program wrote to its standard output; 1 says that it found something.

    ``environment`` is added to our own.

    Raises:
        RuntimeError: it ended in another way than expected; its last words are in the message.
    """
    done = subprocess.run(  # noqa: S603 - a fixed command
        argv,
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, **(environment or {})},
    )
    if done.returncode not in {0, 1}:
        raise RuntimeError(last_words(done))
    return done.stdout


def last_words(done: subprocess.CompletedProcess[bytes]) -> str:
    """How a program ended, and the last line of its complaint."""
    complaint = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
    code = done.returncode
    how = f"ended by signal {-code}" if code < 0 else f"ended with code {code}"
    return ": ".join([how, *complaint])


def describe(error: BaseException) -> str:
    """Short words for people; a syntax error names its line."""
    if isinstance(error, SyntaxError):
        return (
            f"syntax error in line {error.lineno}" if error.lineno else f"syntax error: {error.msg}"
        )
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, MemoryError):
        return "out of memory"
    if isinstance(error, RuntimeError | Unreadable):
        return str(error)[:300]
    return f"{type(error).__name__}: {error}"[:300]
