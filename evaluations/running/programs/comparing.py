"""Whether a program printed what it was to print; and where it did not."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Final

from evaluations.running.programs.cases import Compare, ProgramCase

NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
LONGEST_NUMBER: Final = 400
"""Characters; a longer word is compared as a word."""

SHOWN_CHARACTERS: Final = 80


def difference(case: ProgramCase, printed: bytes) -> str:
    """Where ``printed`` differs from what ``case`` expects, in words; empty where it does not."""
    expected = case.stdout.encode("utf-8", "surrogatepass")
    if case.compare is Compare.EXACT:
        return "" if printed == expected else _first_difference(expected, printed)
    if case.compare is Compare.TRIMMED:
        return _first_of(_trimmed(expected), _trimmed(printed), "line")
    tolerance = case.tolerance if case.compare is Compare.NUMBERS else None
    return _first_of(expected.split(), printed.split(), "word", tolerance)


def _trimmed(data: bytes) -> list[bytes]:
    return [line.rstrip() for line in data.rstrip().split(b"\n")]


def _first_difference(expected: bytes, printed: bytes) -> str:
    """By lines where one of them differs, else by what follows the last one."""
    lines = _first_of(expected.splitlines(), printed.splitlines(), "line")
    return lines or "the ends of lines differ"


def _first_of(
    expected: list[bytes], printed: list[bytes], what: str, tolerance: float | None = None
) -> str:
    for number, (wanted, got) in enumerate(zip_longest(expected, printed), start=1):
        if wanted == got or _near(wanted, got, tolerance):
            continue
        if got is None:
            return f"{what} {number} is missing: {_shown(wanted)}"
        if wanted is None:
            return f"{what} {number} is one too many: {_shown(got)}"
        return f"{what} {number} is {_shown(got)}, not {_shown(wanted)}"
    return ""


def _near(wanted: bytes | None, got: bytes | None, tolerance: float | None) -> bool:
    """Two numbers that differ by no more than ``tolerance``, or that share beyond 1."""
    if tolerance is None or wanted is None or got is None:
        return False
    first, second = _number(wanted), _number(got)
    if first is None or second is None:
        return False
    return abs(first - second) <= tolerance * max(1.0, abs(first))


def _number(word: bytes) -> float | None:
    text = word.decode("ascii", "replace")
    if len(text) > LONGEST_NUMBER or not NUMBER.fullmatch(text):
        return None
    value = float(text)
    return None if value in (float("inf"), float("-inf")) else value


def _shown(data: bytes | None) -> str:
    text = (data or b"").decode("utf-8", "replace")
    return repr(text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…")
