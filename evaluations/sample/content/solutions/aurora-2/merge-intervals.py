from collections.abc import Iterable

Interval = tuple[int, int]


def merge_intervals(intervals: Iterable[Interval]) -> list[Interval]:
    """Merge overlapping and touching intervals.

    The intervals are visited in order of their start. An interval that begins no later than the
    end of the last merged one extends it; any other opens a new group.

    Args:
        intervals: Pairs of start and end, in any order. Not modified.

    Returns:
        A new list of merged intervals, sorted by start.

    Raises:
        ValueError: If an interval starts after its end.
    """
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if start > end:
            raise ValueError(f"interval starts after its end: ({start}, {end})")
        if not merged or start > merged[-1][1]:
            merged.append((start, end))
            continue
        last_start, last_end = merged[-1]
        merged[-1] = (last_start, max(last_end, end))
    return merged
