"""The exact memory limit: a control group per run, version 1 or 2, wherever we may make one."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evaluations.errors import SandboxUnavailable

MOUNTS: Final = Path("/proc/self/mounts")
MEMBERSHIP: Final = Path("/proc/self/cgroup")
EMPTYING_SECONDS: Final = 10.0


@dataclass(frozen=True, kw_only=True)
class Layout:
    """File names of one cgroup version; ``events`` has a line ``oom_kill N``.

    Version 2 can end all members at once: for memory (``together``), and when we say so (``kill``).
    """

    limit: str
    swap_limit: str
    swap_is_total: bool
    peak: str
    events: str
    together: str | None = None
    kill: str | None = None


VERSION_1: Final = Layout(
    limit="memory.limit_in_bytes",
    swap_limit="memory.memsw.limit_in_bytes",
    swap_is_total=True,
    peak="memory.max_usage_in_bytes",
    events="memory.oom_control",
)
VERSION_2: Final = Layout(
    limit="memory.max",
    swap_limit="memory.swap.max",
    swap_is_total=False,
    peak="memory.peak",
    events="memory.events",
    together="memory.oom.group",
    kill="cgroup.kill",
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A folder under which groups can be made, and the version it speaks."""

    parent: Path
    layout: Layout


@dataclass(frozen=True, kw_only=True)
class MemoryGroup:
    """One cgroup that bounds the memory of one run: all its processes and its tmpfs together."""

    path: Path
    layout: Layout

    def limit(self, memory_bytes: int) -> None:
        swap = memory_bytes if self.layout.swap_is_total else 0
        for name, value in ((self.layout.limit, memory_bytes), (self.layout.swap_limit, swap)):
            if (self.path / name).exists():  # swap is not accounted everywhere
                (self.path / name).write_text(str(value))
        if self.layout.together and (self.path / self.layout.together).exists():
            (self.path / self.layout.together).write_text("1")

    def add(self, pid: int) -> None:
        (self.path / "cgroup.procs").write_text(str(pid))

    def oom_kills(self) -> int:
        """How many processes the kernel has killed here for memory."""
        for line in (self.path / self.layout.events).read_text().splitlines():
            name, _, count = line.partition(" ")
            if name == "oom_kill":
                return int(count)
        return 0

    def peak_bytes(self) -> int | None:
        """The most that was ever in use; ``None`` on kernels (before 5.19) that do not say."""
        try:
            return int((self.path / self.layout.peak).read_text())
        except OSError:
            return None

    def remove(self) -> None:
        """End what is left inside (after a worker was killed) and remove the group.

        Raises:
            SandboxUnavailable: something in it does not end.
        """
        deadline = time.monotonic() + EMPTYING_SECONDS
        while self.path.exists():
            try:
                self.path.rmdir()
            except OSError as error:
                if time.monotonic() > deadline:
                    raise SandboxUnavailable(f"{self.path} cannot be removed: {error}") from error
                self._kill_members()
                time.sleep(0.005)

    def _kill_members(self) -> None:
        """All of them at once on kernels (from 5.14) that can, else one by one."""
        if self.layout.kill and (self.path / self.layout.kill).exists():
            (self.path / self.layout.kill).write_text("1")
            return
        for pid in (self.path / "cgroup.procs").read_text().split():
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)


@contextmanager
def memory_group(place: Place, name: str, memory_bytes: int) -> Iterator[MemoryGroup]:
    """A fresh group for one run, gone afterwards.

    Raises:
        SandboxUnavailable: the place that worked at the start refuses now.
    """
    group = MemoryGroup(path=place.parent / name, layout=place.layout)
    try:
        group.remove()
        group.path.mkdir()
        group.limit(memory_bytes)
    except OSError as error:
        raise SandboxUnavailable(f"The memory cgroup {group.path} is of no use: {error}") from error
    try:
        yield group
    finally:
        group.remove()


def remove_group(place: Place, name: str) -> None:
    """End and remove what a killed worker left under ``name``, if anything."""
    MemoryGroup(path=place.parent / name, layout=place.layout).remove()


def find_place() -> Place | None:
    """Where memory groups can be made, tried with a real one; ``None`` where the system refuses."""
    for place in _candidates():
        with suppress(SandboxUnavailable, OSError):
            with memory_group(place, f"reviewplatform-try-{os.getpid()}", 2**20) as group:
                usable = (group.path / place.layout.limit).exists() and group.oom_kills() == 0
            if usable:
                return place
    return None


def _candidates() -> list[Place]:
    """Our own group in version 1's memory hierarchy, then in version 2."""
    own = _own_groups()
    found = []
    for line in MOUNTS.read_text().splitlines():
        _, mount_point, kind, options, *_ = line.split(" ")
        if kind == "cgroup" and "memory" in options.split(","):
            found.append(
                Place(parent=_below(mount_point, own.get("memory", "/")), layout=VERSION_1)
            )
        elif kind == "cgroup2":
            found.append(Place(parent=_below(mount_point, own.get("", "/")), layout=VERSION_2))
    return sorted(found, key=lambda place: place.layout is VERSION_2)


def _own_groups() -> dict[str, str]:
    """Controller -> path of the group we are in; version 2 has the empty name."""
    groups: dict[str, str] = {}
    for line in MEMBERSHIP.read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        groups.update(dict.fromkeys(controllers.split(","), path))
    return groups


def _below(mount_point: str, group: str) -> Path:
    """Inside a container the mount may already start at our group, not above it."""
    nested = Path(mount_point) / group.lstrip("/")
    return nested if nested.is_dir() else Path(mount_point)
