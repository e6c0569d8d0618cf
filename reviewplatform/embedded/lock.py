"""One process per data directory. The kernel drops the lock with its holder, also on kill -9."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from reviewplatform.embedded.errors import DataDirectoryBusy


class DirectoryLock:
    """An exclusive ``flock`` on a file that names its holder's process id."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            DataDirectoryBusy: another process holds it; the message names its process id.
        """
        if not self.try_acquire():
            raise DataDirectoryBusy(
                f"{self.path.parent} is in use by process {self.holder()}. Stop that one "
                f"(kill {self.holder()}), or choose another folder with --data-dir.",
                details={"pid": self.holder()},
            )

    def try_acquire(self) -> bool:
        """Take the lock if it is free; whether it was."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Give the lock back; the file stays, so that two takers always meet on one inode."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def holder(self) -> str:
        """Process id written by the present or last holder, or ``unknown``."""
        try:
            return self.path.read_text().strip() or "unknown"
        except OSError:
            return "unknown"
