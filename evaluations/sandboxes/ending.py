"""How a program ended, as the first process inside saw it."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Ending:
    """``exit_code`` or ``signal``; CPU seconds of all processes, peak bytes of the largest one."""

    exit_code: int | None
    signal: int | None
    cpu_seconds: float
    peak_bytes: int

    @classmethod
    def parse(cls, answer: bytes) -> Self | None:
        """From ``wait-status cpu peak``; ``None`` when the first process was ended itself."""
        if not answer:
            return None
        status_text, cpu, peak = answer.decode().split()
        status = int(status_text)
        signalled = os.WIFSIGNALED(status)
        return cls(
            exit_code=None if signalled else os.WEXITSTATUS(status),
            signal=os.WTERMSIG(status) if signalled else None,
            cpu_seconds=float(cpu),
            peak_bytes=int(peak),
        )

    @classmethod
    def killed(cls, *, cpu_seconds: float, peak_bytes: int) -> Self:
        """We, or the kernel for memory, ended everything at once."""
        return cls(
            exit_code=None, signal=signal.SIGKILL, cpu_seconds=cpu_seconds, peak_bytes=peak_bytes
        )

    def by_cpu_limit(self, cpu_seconds: int) -> bool:
        """SIGXCPU, or the SIGKILL that follows a second later when it is ignored."""
        if self.signal == signal.SIGXCPU:
            return True
        return self.signal == signal.SIGKILL and self.cpu_seconds >= cpu_seconds
