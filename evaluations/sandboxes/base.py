"""The contract of every sandbox: what goes in, what comes out.

A failed PROGRAM is a value (:class:`Outcome`); a failed SANDBOX is an exception
(:class:`~evaluations.errors.SandboxUnavailable`) and is never shown as the program's result.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePosixPath

from evaluations.sandboxes.limits import Limits


class LimitHit(StrEnum):
    """The limit that ended a program, if one did."""

    NONE = "none"
    WALL_TIME = "wall_time"
    CPU_TIME = "cpu_time"
    MEMORY = "memory"
    OUTPUT = "output"


class MemoryEnforcement(StrEnum):
    """How the memory limit was held: exactly (cgroup) or per process plus a watchdog."""

    CGROUP = "cgroup"
    RLIMIT_WATCHDOG = "rlimit+watchdog"


REPORT_FD = 3
"""The file descriptor of the report channel inside: only the first process of a program gets it."""

MAX_FILES = 512
"""Files of one program: each is handed over in memory, through a file descriptor of its own."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """What is to be run, and what it finds inside.

    ``argv[0]`` is looked up on the sandbox's ``PATH``; ``python3`` is always there. The working
    directory is ``/box`` (writable, as is ``/tmp``; both vanish with the run). ``files`` are placed
    read-only under ``/src`` (relative path -> bytes, at most ``MAX_FILES``). The environment is
    empty but for a handful of fixed variables (``PATH HOME TMPDIR LANG TZ`` ...) and
    ``environment``.

    ``needs_tools`` makes pytest and the scanners available: packages on ``PYTHONPATH``
    (``/tools/site-packages``), binaries such as ruff on ``PATH`` (``/tools/bin``).

    ``prepared`` folders (name -> folder outside, see ``toolchains.prepare_folder``) are found
    read-only at ``/prepared/NAME``.

    ``forked`` says that ``argv[0]`` is a compiled Python module (see ``compiled_module``): the
    sandbox's first process, a Python interpreter itself, forks and executes it instead of starting
    another one.
    """

    argv: tuple[str, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    stdin: bytes = b""
    environment: Mapping[str, str] = field(default_factory=dict)
    limits: Limits
    needs_tools: bool = False
    prepared: Mapping[str, Path] = field(default_factory=dict)
    forked: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a program did.

    ``exit_code`` is 0..255, or ``None`` when a signal or a limit ended it; ``report`` is what the
    program wrote to the report channel (file descriptor ``REPORT_FD``), which only the first
    process of the program inherits. Times are seconds, memory is bytes.
    """

    exit_code: int | None
    signal: int | None
    stdout: bytes
    stderr: bytes
    report: bytes
    stdout_truncated: bool
    stderr_truncated: bool
    wall_seconds: float
    cpu_seconds: float
    peak_memory_bytes: int | None
    limit_hit: LimitHit
    memory_enforcement: MemoryEnforcement
    environment: Mapping[str, str]
    """Fingerprint: backend, its version, kernel, architecture, toolchain versions."""


@dataclass(frozen=True, kw_only=True)
class Probe:
    """One check of the start-up self-test."""

    name: str
    passed: bool
    detail: str


class Sandbox(ABC):
    """A place where untrusted code may run."""

    name: str

    directory: Path
    """What is prepared once lies below it, where the user inside can read it."""

    @abstractmethod
    def run(self, program: Program) -> Outcome:
        """Run ``program`` to its end or to its limits.

        Raises:
            SandboxUnavailable: the sandbox itself failed; nothing may be said of the program.
        """

    @abstractmethod
    def self_test(self) -> tuple[Probe, ...]:
        """Probe network, environment, secrets, forks, memory and nested namespaces."""


def check_files(program: Program) -> None:
    """Refuse files that would not lie below ``/src``, or too many.

    Raises:
        ValueError: names the path.
    """
    if len(program.files) > MAX_FILES:
        raise ValueError(f"{len(program.files)} files: a program may have {MAX_FILES}")
    for path in program.files:
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or ".." in parts or "\0" in path:
            raise ValueError(f"not a path below /src: {path!r}")
