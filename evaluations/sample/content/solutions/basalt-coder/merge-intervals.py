from functools import reduce


def merge_intervals(intervals):
    if any(a > b for a, b in intervals):
        raise ValueError("bad interval")
    return reduce(
        lambda r, x: r[:-1] + [(r[-1][0], max(r[-1][1], x[1]))]
        if r and x[0] <= r[-1][1]
        else r + [(x[0], x[1])],
        sorted(intervals),
        [],
    )
