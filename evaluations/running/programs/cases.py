"""A list of inputs and what is to be printed for them, the same for every language.

The code of such a suite is a JSON list; each element has ``stdin`` and ``stdout`` and may have
``name``, ``args``, ``exit_code`` (0), ``compare`` (see :class:`Compare`) and ``tolerance``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from evaluations.errors import InvalidInput

MOST_CASES: Final = 500
MOST_ARGUMENTS: Final = 100
MOST_TEXT_BYTES: Final = 4 * 1024 * 1024
"""Of all inputs, arguments and outputs of a suite together."""

HIGHEST_EXIT_CODE: Final = 255
DEFAULT_TOLERANCE: Final = 1e-6
NAME_CHARACTERS: Final = 80


class Compare(StrEnum):
    """EXACT: byte for byte. TRIMMED: but for blanks at the ends of lines and of the whole.

    TOKENS: the same words, however they are set apart. NUMBERS: words too, and numbers may differ
    by ``tolerance``, or by that share of a number beyond 1.
    """

    EXACT = "exact"
    TRIMMED = "trimmed"
    TOKENS = "tokens"
    NUMBERS = "numbers"


FIELDS: Final[dict[str, type | tuple[type, ...]]] = {
    "name": str,
    "args": list,
    "stdin": str,
    "stdout": str,
    "exit_code": int,
    "compare": str,
    "tolerance": (int, float),
}
KINDS: Final = {str: "a text", list: "a list", int: "a whole number", (int, float): "a number"}


@dataclass(frozen=True, kw_only=True)
class ProgramCase:
    """One start of the program: what it is given and what it must print."""

    name: str
    arguments: tuple[str, ...] = ()
    stdin: str = ""
    stdout: str
    exit_code: int = 0
    compare: Compare = Compare.TRIMMED
    tolerance: float = DEFAULT_TOLERANCE


@lru_cache(maxsize=64)
def read_cases(code: str) -> tuple[ProgramCase, ...]:
    """The cases of a suite of programs.

    Raises:
        InvalidInput: it is no such list; names the case, the field and what is wrong with it.
    """
    try:
        rows = json.loads(code)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"The list of cases is not valid JSON: {error}") from error
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_CASES:
        raise InvalidInput(f"A suite of programs is a list of 1 to {MOST_CASES} cases.")
    cases = tuple(_read_case(number, row) for number, row in enumerate(rows, start=1))
    size = sum(len(text.encode("utf-8", "replace")) for case in cases for text in _texts(case))
    if size > MOST_TEXT_BYTES:
        raise InvalidInput(f"The cases hold more than {MOST_TEXT_BYTES:,} bytes: give fewer.")
    return cases


def _texts(case: ProgramCase) -> tuple[str, ...]:
    return (case.stdin, case.stdout, *case.arguments)


def _read_case(number: int, row: Any) -> ProgramCase:
    if fault := _fault_of(row):
        raise InvalidInput(f"Case {number} of the suite {fault}.")
    return ProgramCase(
        name=row.get("name") or _name(number, row),
        arguments=tuple(row.get("args", ())),
        stdin=row.get("stdin", ""),
        stdout=row["stdout"],
        exit_code=row.get("exit_code", 0),
        compare=Compare(row.get("compare", Compare.TRIMMED)),
        tolerance=float(row.get("tolerance", DEFAULT_TOLERANCE)),
    )


def _name(number: int, row: dict[str, Any]) -> str:
    """What is given, on one line: a case without a name is known by its input."""
    given = " ".join([*row.get("args", ()), *row.get("stdin", "").split()])
    shown = given if len(given) <= NAME_CHARACTERS else given[: NAME_CHARACTERS - 1] + "…"
    return f"{number}: {shown or 'no input'}"


def _fault_of(row: Any) -> str:
    if not isinstance(row, dict):
        return "is no object"
    if unknown := sorted(row.keys() - FIELDS.keys()):
        return f"has the unknown field {unknown[0]!r}; known are {', '.join(FIELDS)}"
    for field, kind in FIELDS.items():
        if field in row and (not isinstance(row[field], kind) or isinstance(row[field], bool)):
            return f"has a {field!r} that is not {KINDS[kind]}"
    if "stdout" not in row:
        return "has no 'stdout', what is to be printed"
    return _fault_of_values(row)


def _fault_of_values(row: dict[str, Any]) -> str:
    arguments = row.get("args", [])
    if len(arguments) > MOST_ARGUMENTS or not all(isinstance(text, str) for text in arguments):
        return f"has 'args' that are not at most {MOST_ARGUMENTS} texts"
    if any("\0" in text for text in arguments):
        return "has an argument with a NUL, which no program can be given"
    if not 0 <= row.get("exit_code", 0) <= HIGHEST_EXIT_CODE:
        return f"has an 'exit_code' outside of 0 to {HIGHEST_EXIT_CODE}"
    if row.get("compare", Compare.TRIMMED) not in list(Compare):
        return f"has a 'compare' that is none of {', '.join(Compare)}"
    if not 0 <= row.get("tolerance", 0) < float("inf"):
        return "has a 'tolerance' that is no number from 0 on"
    return ""
