"""Lines of a solution that stand in it more than once, as runs of at least six lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

RUN = 6
"""Fewer equal lines in a row are chance: a list's end, an import block, a common guard."""


def count_repeated(files: Sequence[Sequence[str]]) -> int:
    """How many of the given lines lie in a run that has a twin, in the same file or another.

    Lines are taken as they are: spacing, comments and empty lines are the caller's to remove. A
    run and its twin do not overlap.
    """
    places: defaultdict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for number, lines in enumerate(files):
        for start in range(len(lines) - RUN + 1):
            places[tuple(lines[start : start + RUN])].append((number, start))
    repeated = {
        (number, start + offset)
        for runs in places.values()
        for number, start in _with_twin(runs)
        for offset in range(RUN)
    }
    return len(repeated)


def _with_twin(runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    (first_file, first), (last_file, last) = runs[0], runs[-1]
    is_one_place = first_file == last_file and last - first < RUN
    return [] if is_one_place else runs
