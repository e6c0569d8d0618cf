"""Two texts laid side by side, row by row. Bounded: any input finishes, and says when it is coarse.

``difflib.SequenceMatcher`` with ``autojunk`` on is the only matcher. ``HtmlDiff`` and ``ndiff``
take tens of seconds on a thousand repeated lines: never used here. No side is "old".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, zip_longest

from evaluations.presenting.line_pairing import Span, mark_words, pair_lines
from evaluations.presenting.matching import BoundedMatcher, Work
from evaluations.presenting.notices import Notice

MAX_LINES = 10_000
"""Lines of one side that are compared at all."""
CONTEXT = 3
MIN_FOLDED = 10
"""Equal lines that are worth a fold: below this the fold costs more attention than the lines."""
MATCHING_UNITS = 2_000_000
PAIRING_UNITS = 100_000
MARKING_UNITS = 1_000_000
"""Limits of work, about half a microsecond a unit: see ``tests/benchmarks/bench_diff.py``."""


class RowKind(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    LEFT_ONLY = "left_only"
    RIGHT_ONLY = "right_only"
    GAP = "gap"


@dataclass(frozen=True, kw_only=True, slots=True)
class DiffRow:
    """One row. Lines start at 1; marks are ``(start, end)`` in characters of the line.

    CHANGED puts two unequal lines side by side; it has marks where they resemble each other. A GAP
    stands for ``count`` equal rows and names the first of them.
    """

    kind: RowKind
    left_line: int | None
    right_line: int | None
    left_marks: tuple[Span, ...] = ()
    right_marks: tuple[Span, ...] = ()
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class Diff:
    """All rows, nothing folded: the lines of either side, each once, in order; and what to tell."""

    rows: tuple[DiffRow, ...]
    notices: tuple[Notice, ...]


def compare_lines(left: Sequence[str], right: Sequence[str]) -> Diff:
    """Align two lists of lines (without line ends). Work is limited, so the time is too."""
    if max(len(left), len(right)) > MAX_LINES:
        return Diff(rows=(), notices=(Notice.NOT_COMPARED,))
    matching, pairing = Work(units=MATCHING_UNITS), Work(units=PAIRING_UNITS)
    marking = Work(units=MARKING_UNITS)
    matcher = BoundedMatcher(left, right, work=matching, is_junk=_is_blank)
    indices = [
        index_pair
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        for index_pair in (
            zip(range(i1, i2), range(j1, j2), strict=True)
            if tag == "equal"
            else _lay_out(pair_lines(left[i1:i2], right[j1:j2], pairing), i1, i2, j1, j2)
        )
    ]
    rows = tuple(_row(i, j, left, right, marking) for i, j in indices)
    is_coarse = matching.exhausted or pairing.exhausted or marking.exhausted
    return Diff(rows=rows, notices=tuple(_notices(rows, left, is_coarse)))


def fold(rows: Sequence[DiffRow], *, context: int = CONTEXT) -> tuple[DiffRow, ...]:
    """Rows with every long run of equal ones folded into a GAP, but for ``context`` rows around."""
    runs = [list(run) for _, run in groupby(rows, key=lambda row: row.kind is RowKind.SAME)]
    folded: list[DiffRow] = []
    for place, run in enumerate(runs):
        head = context if place else 0
        tail = context if place < len(runs) - 1 else 0
        hidden = run[head : len(run) - tail]
        if run[0].kind is not RowKind.SAME or len(hidden) < MIN_FOLDED:
            folded.extend(run)
        else:
            folded.extend([*run[:head], _gap(hidden), *run[len(run) - tail :]])
    return tuple(folded)


def unfold(gap: DiffRow) -> Iterator[DiffRow]:
    """The equal rows a GAP stands for."""
    for offset in range(gap.count):
        yield DiffRow(
            kind=RowKind.SAME,
            left_line=(gap.left_line or 0) + offset,
            right_line=(gap.right_line or 0) + offset,
        )


def _gap(hidden: Sequence[DiffRow]) -> DiffRow:
    return DiffRow(
        kind=RowKind.GAP,
        left_line=hidden[0].left_line,
        right_line=hidden[0].right_line,
        count=len(hidden),
    )


def _lay_out(
    pairs: Iterable[tuple[int, int]], i1: int, i2: int, j1: int, j2: int
) -> Iterator[tuple[int | None, int | None]]:
    """Similar lines stand beside each other; what lies between them is filled up in order."""
    i, j = i1, j1
    for left_offset, right_offset in pairs:
        yield from zip_longest(range(i, i1 + left_offset), range(j, j1 + right_offset))
        i, j = i1 + left_offset, j1 + right_offset
        yield i, j
        i, j = i + 1, j + 1
    yield from zip_longest(range(i, i2), range(j, j2))


def _row(
    i: int | None, j: int | None, left: Sequence[str], right: Sequence[str], marking: Work
) -> DiffRow:
    if i is None or j is None:
        kind = RowKind.RIGHT_ONLY if i is None else RowKind.LEFT_ONLY
        return DiffRow(kind=kind, left_line=_number(i), right_line=_number(j))
    if left[i] == right[j]:
        return DiffRow(kind=RowKind.SAME, left_line=i + 1, right_line=j + 1)
    marks = mark_words(left[i], right[j], marking)
    return DiffRow(
        kind=RowKind.CHANGED,
        left_line=i + 1,
        right_line=j + 1,
        left_marks=marks.left,
        right_marks=marks.right,
    )


def _number(index: int | None) -> int | None:
    return None if index is None else index + 1


def _is_blank(line: str) -> bool:
    return not line.strip()


def _notices(rows: Sequence[DiffRow], left: Sequence[str], is_coarse: bool) -> Iterator[Notice]:
    same = [row for row in rows if row.kind is RowKind.SAME]
    if len(same) == len(rows):
        yield Notice.IDENTICAL
    elif all(_is_blank(left[(row.left_line or 1) - 1]) for row in same):
        yield Notice.NOTHING_IN_COMMON
    if is_coarse:
        yield Notice.COARSE
