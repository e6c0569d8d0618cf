import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

LINE = re.compile(
    r"(?P<time>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\s+"
    r"(?P<level>DEBUG|INFO|WARNING|ERROR)\s+"
    r"(?P<message>\S.*)"
)


def summarise_log(lines: Iterable[str]) -> dict[str, Any]:
    """Count levels, find the most frequent error and the time span of a log.

    Lines are read one at a time, so a log of any size can be summarised.
    """
    levels: Counter[str] = Counter()
    errors: Counter[str] = Counter()
    times: set[str] = set()
    skipped = 0

    for line in lines:
        line = line.strip()
        if not line:
            continue
        match = LINE.fullmatch(line)
        if not match:
            skipped += 1
            continue
        times.add(match["time"])
        levels[match["level"]] += 1
        if match["level"] == "ERROR":
            errors[match["message"]] += 1

    most_common = errors.most_common(1)
    return {
        "levels": dict(levels),
        "top_error": most_common[0][0] if most_common else None,
        "first": min(times, default=None),
        "last": max(times, default=None),
        "skipped": skipped,
    }
