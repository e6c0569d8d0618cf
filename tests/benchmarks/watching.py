"""What processes cost: processor seconds and memory, read from outside."""

from __future__ import annotations

from collections.abc import Iterable

import psutil  # type: ignore[import-untyped]

MEGABYTE = 1e6


def processor_seconds(pid: int) -> float:
    """Of a process, what it has waited for, and its living descendants."""
    root = psutil.Process(pid)
    spent = root.cpu_times()
    seconds: float = spent.children_user + spent.children_system
    for process in (root, *root.children(recursive=True)):
        try:
            own = process.cpu_times()
        except psutil.NoSuchProcess:  # it ended meanwhile and is counted by its parent
            continue
        seconds += own.user + own.system
    return seconds


def memory_megabytes(pids: Iterable[int]) -> float:
    """Memory of process trees in MB; what processes share is counted once (PSS)."""
    return sum(_proportional_bytes(pid) for pid in pids) / MEGABYTE


def _proportional_bytes(pid: int) -> int:
    root = psutil.Process(pid)
    total = 0
    for process in (root, *root.children(recursive=True)):
        try:
            total += process.memory_full_info().pss
        except psutil.NoSuchProcess:
            continue
    return total


def resident_megabytes() -> float:
    """Resident memory of this process."""
    resident: int = psutil.Process().memory_info().rss
    return resident / MEGABYTE
