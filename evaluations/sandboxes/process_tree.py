"""Memory and processor time of a process and all below it, as /proc tells them from outside.

For hosts without a cgroup the memory is looked at every 50 ms, so that bound is racy by nature.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

INTERVAL_SECONDS: Final = 0.05
PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")
TICKS_PER_SECOND: Final = os.sysconf("SC_CLK_TCK")
TIMES: Final = slice(11, 15)  # utime, stime, cutime, cstime, counted after the command's name


def exceeds_memory(root: int, limit_bytes: int) -> bool:
    """Whether ``root`` and all below it hold more than ``limit_bytes`` in memory.

    Pages shared by forked children are counted once for each; only when that sum passes the limit
    is the slower proportional size read (where the kernel lets us read it).
    """
    tree = list(_tree(root))
    if sum(_resident(pid) for pid in tree) <= limit_bytes:
        return False
    return sum(_proportional(pid) for pid in tree) > limit_bytes


def cpu_seconds(root: int) -> float:
    """Processor time of all that live now, and of what they have reaped."""
    return sum(_ticks(pid) for pid in _tree(root)) / TICKS_PER_SECOND


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        threads = os.listdir(f"/proc/{pid}/task")
        texts = [Path(f"/proc/{pid}/task/{thread}/children").read_text() for thread in threads]
    except OSError:  # ended meanwhile
        return
    for child in " ".join(texts).split():
        yield from _tree(int(child))


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES
    except OSError:
        return 0


def _proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # not readable by an ordinary user, or ended
        return _resident(pid)
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _ticks(pid: int) -> int:
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
    except OSError:
        return 0
    return sum(int(number) for number in after_name.split()[TIMES])
