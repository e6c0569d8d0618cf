"""In a block of unequal lines: which stand beside each other, and which of their words differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from evaluations.presenting.matching import BoundedMatcher, Work

Span = tuple[int, int]
"""Start and end in characters of one line."""

MAX_CHARACTERS = 400
"""Longer lines are neither paired nor marked: the cost grows with the square of the words."""
SIMILAR = 0.5
"""Share of words in common from which two lines stand beside each other."""
WORTH_MARKING = 0.4
"""Share of characters in common under which marks would cover the line and help nobody."""

_WORD = re.compile(r"\w+|[^\w\s]")
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Marks:
    """Stretches of the left and of the right line that the other does not have."""

    left: tuple[Span, ...] = ()
    right: tuple[Span, ...] = ()


def pair_lines(left: Sequence[str], right: Sequence[str], work: Work) -> list[tuple[int, int]]:
    """Indices of similar lines, in order on both sides, with the greatest sum of similarity.

    Costs ``len(left) * len(right)`` units; a block that does not fit is left unpaired.
    """
    if not left or not right or not work.spend(len(left) * len(right)):
        return []
    left_words, right_words = [_words(line) for line in left], [_words(line) for line in right]
    scores = [[_similarity(a, b) for b in right_words] for a in left_words]
    return _best_path(scores)


def _best_path(scores: list[list[float]]) -> list[tuple[int, int]]:
    rows, columns = len(scores), len(scores[0])
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        below, here, row = best[i + 1], best[i], scores[i]
        for j in range(columns - 1, -1, -1):
            here[j] = max(below[j], here[j + 1], below[j + 1] + row[j] if row[j] else 0.0)
    path: list[tuple[int, int]] = []
    i = j = 0
    while i < rows and j < columns:
        if scores[i][j] and best[i][j] == best[i + 1][j + 1] + scores[i][j]:
            path.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return path


def _words(line: str) -> frozenset[str]:
    return frozenset(_WORD.findall(line)) if len(line) <= MAX_CHARACTERS else frozenset()


def _similarity(left: frozenset[str], right: frozenset[str]) -> float:
    if not left or not right:
        return 0.0
    share = 2 * len(left & right) / (len(left) + len(right))
    return share if share >= SIMILAR else 0.0


def mark_words(left: str, right: str, work: Work) -> Marks:
    """Which words of two lines differ. None where they have little in common or work is spent."""
    if max(len(left), len(right)) > MAX_CHARACTERS:
        return Marks()
    left_tokens, right_tokens = _TOKEN.findall(left), _TOKEN.findall(right)
    matcher = BoundedMatcher(left_tokens, right_tokens, work=work, is_junk=str.isspace)
    blocks = matcher.get_matching_blocks()
    common = sum(len("".join(left_tokens[b.a : b.a + b.size]).strip()) for b in blocks)
    if 2 * common < WORTH_MARKING * (len(left.strip()) + len(right.strip())):
        return Marks()
    steps = [step for step in matcher.get_opcodes() if step[0] != "equal"]
    return Marks(
        left=_spans(left, left_tokens, [(i1, i2) for _, i1, i2, _, _ in steps]),
        right=_spans(right, right_tokens, [(j1, j2) for _, _, _, j1, j2 in steps]),
    )


def _spans(line: str, tokens: Sequence[str], ranges: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
    """Ranges of tokens as stretches of the line; those with only white space between become one."""
    places = [0, *accumulate(map(len, tokens))]
    spans: list[Span] = []
    for first, last in ranges:
        start, end = places[first], places[last]
        if not line[start:end].strip():
            continue
        if spans and not line[spans[-1][1] : start].strip():
            start = spans.pop()[0]
        spans.append((start, end))
    return tuple(spans)
