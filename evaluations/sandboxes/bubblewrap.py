"""bubblewrap: unprivileged namespaces, our own first process, a system-call filter, bounds."""

from __future__ import annotations

import os
import platform
from contextlib import ExitStack
from pathlib import Path

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes.base import (
    LimitHit,
    MemoryEnforcement,
    Outcome,
    Probe,
    Program,
    Sandbox,
    check_files,
)
from evaluations.sandboxes.cgroups import MemoryGroup, find_place, memory_group, remove_group
from evaluations.sandboxes.command import cpus_of
from evaluations.sandboxes.compiling import first_process
from evaluations.sandboxes.ending import Ending
from evaluations.sandboxes.installation import (
    bwrap_version,
    default_directory,
    prepare_directory,
    python_version,
)
from evaluations.sandboxes.interpreter import find_interpreter
from evaluations.sandboxes.launch import Prepared, launch
from evaluations.sandboxes.orphans import end_orphans
from evaluations.sandboxes.seccomp import build_filter
from evaluations.sandboxes.self_test import probe
from evaluations.sandboxes.slots import FIRST_USER_ID, SLOTS, hold_lock, hold_slot, try_slot
from evaluations.sandboxes.supervision import Supervision
from evaluations.sandboxes.tools import stage_tools


class Bubblewrap(Sandbox):
    """Runs programs under ``bwrap``. One object may be shared by threads.

    ``directory`` keeps lock files and the staged tools between runs; it must be ours and, when we
    are root, reachable by everyone. ``use_cgroup=False`` bounds memory per process and by a
    watchdog even where a cgroup could be made.

    Raises:
        SandboxUnavailable: bwrap is absent or too old, or ``directory`` is of no use.
    """

    name = "bubblewrap"

    def __init__(self, directory: Path | None = None, *, use_cgroup: bool = True) -> None:
        version = bwrap_version()
        self.directory = directory or default_directory()
        prepare_directory(self.directory)
        with hold_lock(self.directory / "staging"):
            interpreter = find_interpreter(self.directory)
            tools = stage_tools(self.directory)
        self._prepared = Prepared(
            interpreter=interpreter,
            tools=tools,
            init=first_process(),
            seccomp=build_filter(),
        )
        self._cgroups = find_place() if use_cgroup else None
        self._remove_leftovers()
        self.fingerprint = {
            "sandbox": f"bubblewrap {version}",
            "kernel": platform.release(),
            "architecture": platform.machine(),
            "python": python_version(interpreter.outside),
        }

    @property
    def has_cgroup(self) -> bool:
        """Whether memory is bounded exactly, for all processes and tmpfs together."""
        return self._cgroups is not None

    def run(self, program: Program) -> Outcome:
        check_files(program)
        with hold_slot(self.directory) as slot:
            if self._cgroups is None:
                return self._outcome(program, self._watch(program, slot, None), None)
            limit = program.limits.memory_bytes
            with memory_group(self._cgroups, self._group_name(slot), limit) as group:
                return self._outcome(program, self._watch(program, slot, group), group)

    def self_test(self) -> tuple[Probe, ...]:
        return probe(self)

    def _group_name(self, slot: int) -> str:
        """Different for every directory, whose locks decide who may use it."""
        return f"reviewplatform-{self.directory.stat().st_ino:x}-{slot:02}"

    def _remove_leftovers(self) -> None:
        """Of workers that were killed; what belongs to runs that go on is left alone."""
        end_orphans()
        for slot in range(SLOTS if self._cgroups else 0):
            with try_slot(self.directory, slot) as held:
                if held and self._cgroups:
                    remove_group(self._cgroups, self._group_name(slot))

    def _watch(self, program: Program, slot: int, group: MemoryGroup | None) -> Supervision:
        limits = program.limits
        with ExitStack() as ours:
            process, pipes = launch(
                program,
                self._prepared,
                user=FIRST_USER_ID + slot if os.geteuid() == 0 else None,
                # Per process only, so generous; the watchdog looks at the sum.
                address_space=None if group else 2 * limits.memory_bytes,
                ours=ours,
            )
            watched = Supervision(process, pipes, stdin=program.stdin, limits=limits, group=group)
            watched.watch()
        return watched

    def _outcome(
        self, program: Program, watched: Supervision, group: MemoryGroup | None
    ) -> Outcome:
        ending = Ending.parse(bytes(watched.result.kept))
        limit_hit = _limit_hit(program, watched.limit_hit, ending, group)
        if ending is None and limit_hit is LimitHit.NONE:
            raise SandboxUnavailable("The first process of the sandbox vanished without an answer.")
        used = ending or watched.killed()
        return Outcome(
            exit_code=used.exit_code,
            signal=used.signal,
            stdout=bytes(watched.stdout.kept),
            stderr=bytes(watched.stderr.kept),
            report=bytes(watched.report.kept),
            stdout_truncated=watched.stdout.truncated,
            stderr_truncated=watched.stderr.truncated,
            wall_seconds=watched.wall_seconds,
            cpu_seconds=used.cpu_seconds,
            peak_memory_bytes=(group and group.peak_bytes()) or used.peak_bytes,
            limit_hit=limit_hit,
            memory_enforcement=(
                MemoryEnforcement.CGROUP if group else MemoryEnforcement.RLIMIT_WATCHDOG
            ),
            environment=self.fingerprint | cpus_of(program) | self._tools_of(program),
        )

    def _tools_of(self, program: Program) -> dict[str, str]:
        return self._prepared.tools.versions if program.needs_tools else {}


def _limit_hit(
    program: Program, seen: LimitHit, ending: Ending | None, group: MemoryGroup | None
) -> LimitHit:
    """The limit we saw, or one that the kernel held by itself."""
    if seen in (LimitHit.NONE, LimitHit.WALL_TIME) and group and group.oom_kills():
        return LimitHit.MEMORY  # the rest may have waited in vain for the process that was killed
    if seen is LimitHit.NONE and ending and ending.by_cpu_limit(program.limits.cpu_seconds):
        return LimitHit.CPU_TIME
    return seen
