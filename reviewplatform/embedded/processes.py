"""Children that never outlive us: own process group, and a signal from the kernel when we die."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reviewplatform.embedded.accounts import Account

PR_SET_PDEATHSIG = 1
LONGEST_LOG_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class ChildCommand:
    """How to start one child, and the signals that end it.

    ``stop_signal`` asks for an orderly end, ``death_signal`` is what the kernel sends when we are
    killed. A file descriptor in ``inherited`` stays open in the child. A child with
    ``niceness`` stands back when the processors are busy.
    """

    name: str
    argv: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGTERM
    inherited: tuple[int, ...] = ()
    niceness: int = 0

    def start(self) -> Child:
        """Start it; its output is appended to ``log``."""
        return Child(command=self, process=self.spawn())

    def spawn(self) -> subprocess.Popen[bytes]:
        """The bare process."""
        start_log_afresh_when_long(self.log)
        user = self.account if self.account and self.account.other else None
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603
                list(self.argv),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(self.environment),
                cwd="/" if user else None,
                user=user.uid if user else None,
                group=user.gid if user else None,
                extra_groups=[] if user else None,
                pass_fds=self.inherited,
                process_group=0,
                preexec_fn=_before_exec(self.death_signal, self.niceness),
            )


@dataclass(kw_only=True)
class Child:
    """A started child. A restart keeps the object, so all who hold it see the new process."""

    command: ChildCommand
    process: subprocess.Popen[bytes]

    @property
    def name(self) -> str:
        return self.command.name

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def restart(self) -> None:
        """Start it again after its end."""
        self.process = self.command.spawn()

    def ask_to_stop(self) -> None:
        """Send the orderly signal and do not wait."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(self.command.stop_signal)

    def stop(self, *, patience_seconds: float) -> None:
        """Ask, wait, then kill: the child and whatever it left in its process group."""
        self.ask_to_stop()
        self.await_end(patience_seconds=patience_seconds)

    def await_end(self, *, patience_seconds: float) -> None:
        """Wait for a child that was asked to stop; then kill it and what it left behind."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(patience_seconds)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def obituary(self) -> str:
        """How it ended, for an error message."""
        return (
            f"{self.name} ended with code {self.process.returncode}: "
            f"{self.last_words() or 'it said nothing'}\nIts log is {self.command.log}."
        )

    def last_words(self, lines: int = 5) -> str:
        """The end of its log."""
        try:
            text = self.command.log.read_text(errors="replace")
        except OSError:
            return ""
        return "\n".join(text.splitlines()[-lines:])


def start_log_afresh_when_long(log: Path) -> None:
    """Keep one old log beside the new one, so that logs never fill the disk."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LONGEST_LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))


def _before_exec(death_signal: signal.Signals, niceness: int) -> Callable[[], None]:
    """Code for the child between fork and exec; everything it needs is loaded before the fork."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def prepare() -> None:
        prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # it died before the call above took effect
            os._exit(1)
        os.nice(niceness)

    return prepare
