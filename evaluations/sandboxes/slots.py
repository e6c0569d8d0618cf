"""One slot per run that goes on: its own user id and cgroup, freed by the kernel when we die."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evaluations.errors import SandboxUnavailable

FIRST_USER_ID = 200_000
SLOTS = 64


@contextmanager
def hold_lock(path: Path) -> Iterator[None]:
    """Wait for the lock file at ``path`` and hold it."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def hold_slot(directory: Path) -> Iterator[int]:
    """Hold the first free slot (0..63) of all processes that share ``directory``.

    Raises:
        SandboxUnavailable: 64 runs go on already.
    """
    for slot in range(SLOTS):
        with try_slot(directory, slot) as held:
            if held:
                yield slot
                return
    raise SandboxUnavailable(
        f"All {SLOTS} sandbox slots are taken: run fewer workers on this host."
    )


@contextmanager
def try_slot(directory: Path, slot: int) -> Iterator[bool]:
    """Hold ``slot`` if nobody else does; whether it is held."""
    flags = os.O_CREAT | os.O_RDWR | os.O_CLOEXEC
    descriptor = os.open(directory / f"slot-{slot:02}", flags, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)
