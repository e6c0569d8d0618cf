"""One bwrap process from start to end: output kept up to the cap, limits held from outside."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Final

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes import process_tree
from evaluations.sandboxes.base import LimitHit
from evaluations.sandboxes.cgroups import MemoryGroup
from evaluations.sandboxes.ending import Ending
from evaluations.sandboxes.limits import MEBIBYTE, Limits

START_SECONDS: Final = 20.0
END_SECONDS: Final = 20.0
CHUNK_BYTES: Final = 65536
REPORT_BYTES: Final = 16 * MEBIBYTE
ENDS_AFTER: Final = 4  # times the kept output


@dataclass(kw_only=True)
class Stream:
    """What was read of one stream: ``kept`` up to ``cap`` bytes, ``total`` in all."""

    cap: int
    kept: bytearray = field(default_factory=bytearray)
    total: int = 0

    def take(self, data: bytes) -> None:
        self.total += len(data)
        self.kept += data[: self.cap - len(self.kept)]

    @property
    def truncated(self) -> bool:
        return self.total > self.cap


@dataclass(frozen=True, kw_only=True)
class Pipes:
    """Our ends: what bwrap says, the word to go, the first process's answer, the report channel."""

    status: int
    go: int
    result: int
    report: int


class Supervision:
    """Watches one started bwrap. Call :meth:`watch` once; afterwards the fields hold what happened.

    The first process joins ``group`` before anything untrusted runs; without a group the memory of
    the whole tree is looked at now and then.
    """

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        pipes: Pipes,
        *,
        stdin: bytes,
        limits: Limits,
        group: MemoryGroup | None,
    ) -> None:
        self.stdout = Stream(cap=limits.output_bytes)
        self.stderr = Stream(cap=limits.output_bytes)
        self.report = Stream(cap=REPORT_BYTES)
        self.result = Stream(cap=CHUNK_BYTES)
        self.limit_hit = LimitHit.NONE
        self.wall_seconds = 0.0
        self._process = process
        self._pipes = pipes
        self._stdin = memoryview(stdin)
        self._limits = limits
        self._group = group
        self._status = bytearray()
        self._child: int | None = None
        self._child_handle: int | None = None
        self._went_at: float | None = None
        self._deadline = time.monotonic() + START_SECONDS
        self._next_look = 0.0
        self._selector = selectors.DefaultSelector()
        self._cpu_seconds = 0.0
        self._peak_bytes = 0

    def watch(self) -> None:
        """Until the process and everything inside have ended.

        Raises:
            SandboxUnavailable: the sandbox did not start or could not be ended.
        """
        outer = os.pidfd_open(self._process.pid)
        try:
            self._register(outer)
            while not self._turn(outer):
                self._hold_limits()
            self._collect()
            if not self.went:
                raise SandboxUnavailable(f"bubblewrap did not start: {self._complaint()}")
        finally:
            self._end_everything()
            os.close(outer)
            if self._child_handle is not None:
                os.close(self._child_handle)
            self._selector.close()

    def killed(self) -> Ending:
        """The ending of a program that could not tell it, with what the kernel counted for all."""
        return Ending.killed(cpu_seconds=self._cpu_seconds, peak_bytes=self._peak_bytes)

    @property
    def went(self) -> bool:
        """Whether the first process was told to start the program."""
        return self._went_at is not None

    def _register(self, outer: int) -> None:
        streams = {
            _descriptor(self._process.stdout): self.stdout,
            _descriptor(self._process.stderr): self.stderr,
            self._pipes.report: self.report,
            self._pipes.result: self.result,
        }
        for descriptor, stream in streams.items():
            os.set_blocking(descriptor, False)
            self._selector.register(descriptor, selectors.EVENT_READ, stream)
        self._selector.register(self._pipes.status, selectors.EVENT_READ)
        self._selector.register(outer, selectors.EVENT_READ)
        stdin = _descriptor(self._process.stdin)
        os.set_blocking(stdin, False)
        self._selector.register(stdin, selectors.EVENT_WRITE)

    def _turn(self, outer: int) -> bool:
        """Handle what is ready; whether the outer process has ended."""
        for key, _ in self._selector.select(self._patience()):
            if key.fd == outer:
                return True
            if key.fd == self._pipes.status:
                self._read_status()
            elif isinstance(key.data, Stream):
                self._read(key.fd, key.data)
            else:
                self._feed(key.fd)
        return False

    def _patience(self) -> float:
        left = max(0.0, self._deadline - time.monotonic())
        return left if self._group else min(left, process_tree.INTERVAL_SECONDS)

    def _read(self, descriptor: int, stream: Stream) -> bool:
        """Take one chunk; whether there may be more."""
        try:
            data = os.read(descriptor, CHUNK_BYTES)
        except BlockingIOError:
            return False
        stream.take(data)
        if not data:
            self._selector.unregister(descriptor)
        return bool(data)

    def _feed(self, descriptor: int) -> None:
        try:
            written = os.write(descriptor, self._stdin[:CHUNK_BYTES])
        except BlockingIOError:
            return
        except BrokenPipeError:  # the program does not read; that is its affair
            written = len(self._stdin)
        self._stdin = self._stdin[written:]
        if not self._stdin:
            self._selector.unregister(descriptor)
            _close(self._process.stdin)

    def _read_status(self) -> None:
        """bwrap names the first process; that waits until its memory is bounded."""
        data = os.read(self._pipes.status, CHUNK_BYTES)
        if not data:
            self._selector.unregister(self._pipes.status)
        self._status += data
        if self._child is not None or b"\n" not in self._status:
            return
        self._child = int(json.loads(self._status.splitlines()[0])["child-pid"])
        with suppress(ProcessLookupError, BrokenPipeError):  # ended already: bwrap says why
            self._child_handle = os.pidfd_open(self._child)
            if self._group:
                self._group.add(self._child)
            os.write(self._pipes.go, b"g")
            self._went_at = time.monotonic()
            self._deadline = self._went_at + self._limits.wall_seconds

    def _hold_limits(self) -> None:
        now = time.monotonic()
        if now >= self._deadline:
            if self.limit_hit is not LimitHit.NONE or not self.went:
                raise SandboxUnavailable("bubblewrap neither started nor ended in time.")
            self._end(LimitHit.WALL_TIME)
        elif self._floods():
            self._end(LimitHit.OUTPUT)
        elif self._child and not self._group and now >= self._next_look:
            self._next_look = now + process_tree.INTERVAL_SECONDS
            if process_tree.exceeds_memory(self._child, self._limits.memory_bytes):
                self._end(LimitHit.MEMORY)

    def _floods(self) -> bool:
        printed = self.stdout.total + self.stderr.total
        return printed > ENDS_AFTER * self._limits.output_bytes or self.report.truncated

    def _end(self, reason: LimitHit) -> None:
        if self.limit_hit is LimitHit.NONE:
            self.limit_hit = reason
            self._deadline = time.monotonic() + END_SECONDS
            # Now, for the kernel adds up only what is reaped, not what is killed.
            self._cpu_seconds = process_tree.cpu_seconds(self._child) if self._child else 0.0
            self._kill_first_process()

    def _kill_first_process(self) -> None:
        """With it the kernel ends every process inside, before the outer one returns."""
        if self._child_handle is not None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._child_handle, signal.SIGKILL)

    def _collect(self) -> None:
        """Nothing that could write is alive any more: read what is left and the resources used."""
        if self._went_at is not None:
            self.wall_seconds = time.monotonic() - self._went_at
        for key in list(self._selector.get_map().values()):
            if isinstance(key.data, Stream):
                while not self._floods() and self._read(key.fd, key.data):
                    pass
        self._reap()

    def _reap(self) -> None:
        _, status, usage = os.wait4(self._process.pid, 0)
        self._cpu_seconds = max(self._cpu_seconds, usage.ru_utime + usage.ru_stime)
        self._peak_bytes = usage.ru_maxrss * 1024
        self._process.returncode = os.waitstatus_to_exitcode(status)

    def _complaint(self) -> str:
        return self.stderr.kept.decode(errors="replace").strip() or "it said nothing."

    def _end_everything(self) -> None:
        if self._process.returncode is None:
            self._kill_first_process()
            if self._child_handle is None:
                self._process.kill()
            self._reap()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            _close(stream)


def _descriptor(stream: IO[bytes] | None) -> int:
    assert stream is not None  # noqa: S101 - opened as a pipe by our own call
    return stream.fileno()


def _close(stream: IO[bytes] | None) -> None:
    if stream is not None:
        with suppress(BrokenPipeError):
            stream.close()
