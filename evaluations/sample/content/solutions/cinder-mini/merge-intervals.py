def merge_intervals(intervals):
    result = []
    for start, end in sorted(intervals):
        if start > end:
            raise ValueError("start is after end")
        if result and start <= result[-1][1]:
            previous = result.pop()
            result.append((previous[0], max(previous[1], end)))
        else:
            result.append((start, end))
    return result
