"""Memory of a process tree, for hosts without a cgroup: looked at every 50 ms, so it is racy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

INTERVAL_SECONDS = 0.05
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def exceeds(root: int, limit_bytes: int) -> bool:
    """Whether ``root`` and all below it hold more than ``limit_bytes`` in memory.

    Pages shared by forked children are counted once for each; only when that sum passes the limit
    is the slower proportional size read (where the kernel lets us read it).
    """
    tree = list(_tree(root))
    if sum(_resident(pid) for pid in tree) <= limit_bytes:
        return False
    return sum(_proportional(pid) for pid in tree) > limit_bytes


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
