"""Every harness's file the platform reads. A new format is one module here and one line below."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TypeVar

from evaluations.importing.faults import Fault, quote
from evaluations.importing.formats import evalplus, human_eval, humaneval_x, mbpp, own_jsonl
from evaluations.importing.formats.base import Head, ProblemFormat, SolutionFormat
from evaluations.importing.reading import Source
from evaluations.importing.unpacking import SpoiledFile

PROBLEM_FORMATS: tuple[ProblemFormat, ...] = (
    own_jsonl.PROBLEMS,
    human_eval.PROBLEMS,
    mbpp.PROBLEMS,
    humaneval_x.PROBLEMS,
)
SOLUTION_FORMATS: tuple[SolutionFormat, ...] = (
    own_jsonl.SOLUTIONS,
    human_eval.SAMPLES,
    human_eval.RESULTS,
    evalplus.RESULTS,
    humaneval_x.GENERATIONS,
)

Format = TypeVar("Format", ProblemFormat, SolutionFormat)


def choose_format(
    source: Source, formats: Iterable[Format], *, name: str | None = None
) -> Format | Fault:
    """The format called ``name``, else the one the file's start fits; else why there is none."""
    known = tuple(formats)
    if name is not None:
        return next((f for f in known if f.name == name), None) or _unknown_name(name, known)
    try:
        head = _head(source)
    except SpoiledFile as spoiled:
        return spoiled.fault
    if not head.text.strip():
        return Fault(message="the file is empty", remedy="Give at least one JSON object")
    return next((f for f in known if f.fits(head)), None) or _unrecognised(head, known)


def _head(source: Source) -> Head:
    text = source.head(source.limits.line_bytes).decode("utf-8", errors="replace")
    return Head(name=source.name, text=text, keys=_first_keys(text))


def _first_keys(text: str) -> frozenset[str]:
    lines = text.lstrip().split("\n", 1)
    try:
        first = json.loads(lines[0])
    except (ValueError, RecursionError):
        return frozenset()
    return frozenset(first) if isinstance(first, dict) else frozenset()


def _titles(formats: Iterable[ProblemFormat | SolutionFormat]) -> str:
    return ", ".join(f"{known.name} ({known.title})" for known in formats)


def _unknown_name(name: str, known: Iterable[ProblemFormat | SolutionFormat]) -> Fault:
    return Fault(message=f"there is no format {quote(name)}", remedy=f"Known are {_titles(known)}")


def _unrecognised(head: Head, known: Iterable[ProblemFormat | SolutionFormat]) -> Fault:
    found = ", ".join(sorted(head.keys)[:10])
    what = (
        f"its first line has the fields {quote(found)}" if found else "its first line is no object"
    )
    return Fault(
        message=f"no known format fits the file: {what}",
        remedy=f"Name the format if the first line is faulty. Known are {_titles(known)}",
    )
