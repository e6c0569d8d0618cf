import re
from collections import Counter

LINE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d) +(DEBUG|INFO|WARNING|ERROR) +(\S.*)")


def summarise_log(lines):
    levels, errors = Counter(), Counter()
    times = []
    skipped = 0
    for line in filter(None, map(str.strip, lines)):
        match = LINE.fullmatch(line)
        if match is None:
            skipped += 1
            continue
        time, level, message = match.groups()
        times.append(time)
        levels[level] += 1
        if level == "ERROR":
            errors[message] += 1
    return {
        "levels": dict(levels),
        "top_error": min(errors, key=lambda message: (-errors[message], message), default=None),
        "first": min(times, default=None),
        "last": max(times, default=None),
        "skipped": skipped,
    }
