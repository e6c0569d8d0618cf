"""Room on the disk, asked for before it runs out."""

from __future__ import annotations

import shutil
from pathlib import Path

from reviewplatform.embedded.errors import DiskFull

MEBIBYTE = 1024 * 1024
LEAST_FREE_BYTES = 200 * MEBIBYTE


def free_bytes(path: Path) -> int:
    """Free bytes on the disk of ``path`` or of the nearest folder above it that exists."""
    existing = next(step for step in (path, *path.parents) if step.exists())
    return shutil.disk_usage(existing).free


def require_free_space(path: Path, *, least_bytes: int = LEAST_FREE_BYTES) -> None:
    """Raise :class:`DiskFull` where fewer than ``least_bytes`` are free."""
    free = free_bytes(path)
    if free < least_bytes:
        raise DiskFull(
            f"The disk of {path} has {free // MEBIBYTE} MB free, and {least_bytes // MEBIBYTE} MB "
            "are needed. Make room, or choose a folder on another disk with --data-dir.",
            details={"free_bytes": free, "needed_bytes": least_bytes},
        )
